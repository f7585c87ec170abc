"""The audit log through its readers' door: entries for the Secretariat, counts for auditors, nothing for others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.common.windows import read_window
from lms.desk import trail
from lms.exports.models import Export
from lms.records import audit, ledger, tasks
from lms.records.models import AuditEntry, Ledger
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
TRAIL = "/es/bitacora/"
AT = datetime(2026, 10, 15, 18, 0, tzinfo=UTC)


@pytest.fixture
def secretariat():
    return PersonFactory(secretariat=True).user


@pytest.fixture
def browser(client, secretariat):
    sign_in_fresh(client, secretariat)
    return client


def write(person, *, action="network.invite_person", actor=None, at=AT, about="", **more) -> AuditEntry:
    audit.log(action=action, instance=person, actor=actor, at=at, about=about, **more)
    return AuditEntry.objects.latest("pk")


def page(client, **chosen) -> str:
    return client.get(TRAIL, chosen).content.decode()


def test_an_entry_is_told_in_words_with_names_roles_and_the_readers_clock(browser, secretariat):
    person = PersonFactory()
    write(person, actor=secretariat, role="SECRETARIAT", about=person.public_id, detail="Motivo escrito.")

    shown = page(browser)

    for words in ["Persona invitada", "Secretaría", "Motivo escrito.", person.full_name, secretariat.person.full_name]:
        assert words in shown
    assert "jueves 15 de octubre de 2026, 12:00 (San Salvador)" in shown
    assert "Person invited" in browser.get("/en/bitacora/").content.decode()


def test_reading_the_log_is_an_entry_of_the_log(browser, secretariat):
    page(browser, acto="network.join")

    read = AuditEntry.objects.get(action="records.read_trail")
    assert (read.actor_ref, read.acting_role, read.detail) == (
        secretariat.public_id, "SECRETARIAT", "acto=network.join",
    )  # fmt: skip
    assert "Bitácora consultada" in page(browser)


def refs(user, **params) -> list[int]:
    return list(trail.get_entries(user, params).order_by("pk").values_list("pk", flat=True))


def test_choices_are_exact(secretariat):
    actor, subject = PersonFactory(prosecutor=True), PersonFactory()
    did = write(subject, actor=actor.user)
    concerned = write(subject, about=actor.public_id, action="media.read", at=AT + timedelta(days=1))
    other = write(PersonFactory(), at=AT + timedelta(days=2))

    assert refs(secretariat) == [did.pk, concerned.pk, other.pk]
    assert refs(secretariat, person=actor.public_id) == [did.pk, concerned.pk]
    assert refs(secretariat, person=actor.public_id, **{"as": "hizo"}) == [did.pk]
    assert refs(secretariat, person=actor.public_id, **{"as": "sobre"}) == [concerned.pk]
    assert refs(secretariat, person="0" * 20) == []
    assert refs(secretariat, action="media.read") == [concerned.pk]
    assert refs(secretariat, thing="network.person", ref=subject.public_id) == [did.pk, concerned.pk]
    assert refs(secretariat, since="2026-10-16", until="2026-10-16") == [concerned.pk]


def test_days_are_those_of_the_readers_clock(secretariat):
    late = write(PersonFactory(), at=datetime(2026, 10, 16, 4, 0, tzinfo=UTC))  # the fifteenth in San Salvador

    with timezone.override("America/El_Salvador"):
        assert refs(secretariat, since="2026-10-15", until="2026-10-15") == [late.pk]
        assert refs(secretariat, since="2026-10-16") == []


@pytest.mark.parametrize(
    "chosen",
    [{"acto": "nada.conocido"}, {"desde": "ayer"}, {"objeto": "x.y"}, {"como": "nada", "persona": "0" * 20}],
)
def test_a_choice_that_is_none_shows_nothing(browser, chosen):
    write(PersonFactory())

    assert "Nada coincide" in page(browser, **chosen)


@pytest.mark.parametrize("place", ["", "a1-1", "d1-1", "a99999999999999999-9", "d0-0", "x", "a-", "'; --", "a1-1" * 9])
def test_any_place_in_an_address_is_answered(browser, place):
    write(PersonFactory())

    assert browser.get(TRAIL, {"pagina": place}).status_code == 200


def test_pages_follow_one_another_without_gap_or_repetition(secretariat):
    person = PersonFactory()
    made = [write(person, at=AT + timedelta(minutes=number // 3)).pk for number in range(11)]
    entries = trail.get_entries(secretariat, {"thing": "network.person"})

    seen, place, places = [], "", []
    while True:
        window = read_window(entries, by="at", place=place, size=4)
        seen += [row.pk for row in window.rows]
        places.append(window)
        if not window.older or not window.rows:
            break
        place = window.older
    back = read_window(entries, by="at", place=places[2].newer, size=4)

    assert seen == made[::-1]
    assert places[0].newer == ""
    assert [row.pk for row in back.rows] == [row.pk for row in places[1].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_is_on_it(browser, count, django_assert_num_queries):
    for _ in range(count):
        person = PersonFactory(prosecutor=True)
        write(person, actor=person.user, about=person.public_id)
    page(browser)

    with django_assert_num_queries(7):
        page(browser)


@pytest.mark.parametrize(
    ("params", "index"),
    [
        ({}, "records_auditentry_at_"),
        ({"action": "network.join"}, "records_audit_what"),
        ({"thing": "network.person"}, "records_audit_thing"),
        ({"person": "by"}, "records_audit_by"),
        ({"person": "about"}, "records_audit_of"),
    ],
)
def test_each_choice_is_read_along_an_index(secretariat, params, index):
    if "person" in params:
        person = PersonFactory(prosecutor=True)
        params = {"person": person.public_id, "as": "hizo" if params["person"] == "by" else "sobre"}
    entries = trail.get_entries(secretariat, params).order_by("-at", "-pk")[:51]

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    assert index in entries.explain()
    if connection.vendor == "sqlite":
        assert "TEMP B-TREE" not in entries.explain()


# --- who


@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "coordinator", "mentor", "expert", "school_editor"])
def test_for_others_it_is_not_there(client, trait):
    sign_in_fresh(client, PersonFactory(**{trait: True}).user)

    assert client.get(TRAIL).status_code == 404
    assert client.post(TRAIL, {"name": "a"}).status_code == 404
    assert client.post(reverse("desk:export_trail")).status_code == 404
    assert AuditEntry.objects.filter(action__startswith="records.").count() == 0


def test_it_asks_for_a_fresh_confirmation(client, secretariat):
    sign_in_stale(client, secretariat)

    assert client.get(TRAIL)["Location"].startswith(reverse("account_reauthenticate"))


def test_a_person_is_found_by_post_and_chosen_by_reference(browser):
    person = PersonFactory(given_names="Ixmucané", family_names="Balsamar Nance")

    found = browser.post(TRAIL, {"name": "balsamar ixmu"}).content.decode()

    assert person.full_name in found
    assert f"?persona={person.public_id}&amp;como=hizo" in found
    assert "Nadie con ese nombre" in browser.post(TRAIL, {"name": "Nadie Así"}).content.decode()


# --- the chain


def test_the_page_says_whether_the_chain_holds(browser):
    write(PersonFactory())
    assert "aún no se ha verificado" in page(browser)

    ledger.seal_entries(at=timezone.now() + timedelta(hours=2))
    tasks.verify_ledger_task()
    shown = page(browser)
    assert "La bitácora está íntegra" in shown
    assert "Aún no se ha comparado con un punto de control" in shown

    Ledger.objects.update(head_seal="0" * 64)
    tasks.verify_ledger_task()
    assert "en la cadena de la bitácora" in page(browser)


# --- counts


@pytest.fixture
def auditor(client):
    user = PersonFactory(auditor=True).user
    sign_in_fresh(client, user)
    return client


def month(back: int) -> datetime:
    first = timezone.now().replace(day=15)
    for _ in range(back):
        first = (first.replace(day=1) - timedelta(days=1)).replace(day=15)
    return first


def test_an_auditor_sees_counts_of_five_and_more_and_no_name(auditor):
    person = PersonFactory(given_names="Nombre Secreto")
    for back, number in [(1, 7), (2, 2), (3, 9)]:
        for _ in range(number):
            write(person, at=month(back), detail="Dicho.")
    for _ in range(4):
        write(person, at=month(1), action="network.join")
    for _ in range(9):
        write(person, at=month(0), action="media.read")  # this month is not over

    counts = trail.get_counts(timezone.now())
    shown = auditor.get(TRAIL).content.decode()

    assert [name for name, _cells in counts.rows] == ["Persona invitada"]
    cells = counts.rows[0][1]
    assert cells[-3] is None
    assert all(cell is None or cell >= 5 for cell in [*cells, *counts.totals])
    assert "Persona invitada" in shown
    for hidden in ["Nombre Secreto", "Dicho.", person.public_id, "Cuenta abierta", "Archivo reservado leído"]:
        assert hidden not in shown
    assert AuditEntry.objects.filter(action="records.read_counts").count() == 1


def test_counts_cost_the_same_whatever_they_count(auditor):
    person, numbers = PersonFactory(), []
    for _ in range(2):
        for number in range(12):
            write(person, at=month(1 + number % 3), action=["network.join", "media.read"][number % 2])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            auditor.get(TRAIL)
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]


@pytest.mark.usefixtures("vault")
def test_each_takes_out_what_each_reads(client, browser):
    for _ in range(6):
        write(PersonFactory(), at=month(1))
    browser.post(reverse("desk:export_trail"), {"file_format": "CSV", "acto": "network.invite_person"})
    sign_in_fresh(client, PersonFactory(auditor=True).user)
    client.post(reverse("desk:export_trail"), {"file_format": "CSV", "acto": "network.invite_person"})

    counts, entries = Export.objects.order_by("-pk")
    assert (entries.kind, entries.rows_total, entries.params) == (
        "records.trail", 6, {"action": "network.invite_person"},
    )  # fmt: skip
    assert (counts.kind, counts.params) == ("records.trail_counts", {})
    with counts.file.open() as stored:
        assert "Persona invitada" in stored.read().decode("utf-8-sig")
