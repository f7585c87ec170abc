"""The register of documents: who reads which part of it, by what it is chosen, and where it leads."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.enums import AwardState
from certificates.permissions import can_export_register, can_read_register, register_role
from certificates.services.artifacts import render_award
from lms.records.models import AuditEntry
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.certificates import ISSUED_AT, AwardFactory, make_statement
from tests.factories.network import OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db
REGISTER = "/es/certificados/registro/"


@pytest.fixture
def browser(client):
    sign_in_fresh(client, PersonFactory(secretariat=True).user)
    return client


def numbers(response, *awards) -> list[str]:
    shown = response.content.decode()
    return [award.number for award in awards if f'<th scope="row">{award.number}</th>' in shown]


@pytest.mark.parametrize(
    ("trait", "role", "exports"),
    [
        ("secretariat", "SECRETARIAT", True),
        ("coordinator", "COORDINATOR", False),
        ("contact_point", "CONTACT_POINT", False),
        ("prosecutor", "", False),
        ("auditor", "", False),
        ("mentor", "", False),
        ("expert", "", False),
        ("school_editor", "", False),
    ],
)
def test_who_reads_and_who_takes_out(client, trait, role, exports):
    user = PersonFactory(**{trait: True}).user
    sign_in_fresh(client, user)

    assert (register_role(user), can_read_register(user), can_export_register(user)) == (role, bool(role), exports)
    assert client.get(REGISTER).status_code == (200 if role else 404)
    assert client.post(REGISTER, {"sought": "a"}).status_code == (200 if role else 404)
    assert client.post(reverse("certificates:export_register")).status_code == (302 if exports else 404)


def test_a_contact_point_sees_the_own_office_and_no_way_to_revoke(client):
    office = OfficeFactory()
    own = AwardFactory(person=PersonFactory(prosecutor=True, office=office))
    foreign = AwardFactory(person=PersonFactory(prosecutor=True))
    sign_in_fresh(client, PersonFactory(contact_point=True, office=office).user)

    answer = client.get(REGISTER)

    assert numbers(answer, own, foreign) == [own.number]
    assert reverse("certificates:revoke", args=[own.public_id]) not in answer.content.decode()
    assert "file_format" not in answer.content.decode()
    found = client.post(REGISTER, {"sought": foreign.number})
    assert numbers(found, own, foreign) == []


def test_the_secretariat_gets_from_each_line_to_document_and_revocation(browser):
    active, revoked = AwardFactory(), AwardFactory(revoked=True)

    shown = browser.get(REGISTER).content.decode()

    assert reverse("certificates:download", args=[active.public_id]) in shown
    assert reverse("certificates:revoke", args=[active.public_id]) in shown
    assert reverse("certificates:revoke", args=[revoked.public_id]) not in shown
    assert browser.get(reverse("certificates:revoke", args=[active.public_id])).status_code == 200


def test_choices_are_exact(browser):
    office = OfficeFactory()
    mine = AwardFactory(person=PersonFactory(prosecutor=True, office=office), activity_ref="edition:una")
    late = AwardFactory(at=ISSUED_AT + timedelta(days=3), revoked=True)

    def chosen(**params):
        return numbers(browser.get(REGISTER, params), mine, late)

    assert chosen() == [mine.number, late.number]
    assert chosen(edicion="edition:una") == [mine.number]
    assert chosen(oficina=office.public_id) == [mine.number]
    assert chosen(estado=AwardState.REVOKED) == [late.number]
    assert chosen(desde="2026-11-29") == [late.number]
    assert chosen(hasta="2026-11-28") == [mine.number]
    assert chosen(estado="NADA") == []
    assert chosen(edicion="edition:ajena") == []


def test_one_is_found_by_name_or_number_without_an_address_that_tells(browser):
    one = AwardFactory(statement=make_statement(holder_name="Ixmucané Balsamar Nance"))
    other = AwardFactory()

    assert numbers(browser.post(REGISTER, {"sought": "nance ixmucané"}), one, other) == [one.number]
    assert numbers(browser.post(REGISTER, {"sought": other.number.lower()}), one, other) == [other.number]
    assert "Ningún documento coincide" in browser.post(REGISTER, {"sought": "Nadie"}).content.decode()
    read = AuditEntry.objects.filter(action="certificates.read_register")
    assert [entry.detail for entry in read] == ["", "", ""]


def test_reading_is_written_down_with_what_was_chosen(browser):
    browser.get(REGISTER, {"estado": "ACTIVE"})

    read = AuditEntry.objects.get(action="certificates.read_register")
    assert (read.acting_role, read.detail, read.target_type) == (
        "SECRETARIAT", "estado=ACTIVE", "certificates.award",
    )  # fmt: skip


@pytest.mark.parametrize("address", ["certificates:register", "certificates:revoke"])
def test_register_and_revocation_ask_for_a_fresh_confirmation(client, address):
    award = AwardFactory()
    sign_in_stale(client, PersonFactory(secretariat=True).user)
    arguments = [award.public_id] if address.endswith("revoke") else []

    assert client.get(reverse(address, args=arguments))["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_whatever_is_on_it(browser, count, django_assert_num_queries):
    for _ in range(count):
        AwardFactory(person=PersonFactory(prosecutor=True))
    browser.get(REGISTER)

    with django_assert_num_queries(8):
        browser.get(REGISTER)


# --- how signing comes along
def test_progress_counts_what_is_signed_of_what_may_be_seen(browser, signer, store):
    awards = [AwardFactory(activity_ref="edition:masiva") for _ in range(3)]
    AwardFactory(activity_ref="edition:otra")
    address = reverse("certificates:signing_progress")

    assert "<strong>0 de 3</strong>" in browser.get(address, {"edicion": "edition:masiva"}).content.decode()
    render_award(award_id=awards[0].pk, at=ISSUED_AT)
    page = browser.get(address, {"edicion": "edition:masiva"}).content.decode()
    assert "<strong>1 de 3</strong>" in page
    assert awards[0].holder_name not in page
    for award in awards[1:]:
        render_award(award_id=award.pk, at=ISSUED_AT)
    assert "Todos los documentos están listos" in browser.get(address, {"edicion": "edition:masiva"}).content.decode()
    assert "Aún no hay documentos" in browser.get(address, {"edicion": "edition:ninguna"}).content.decode()


def test_progress_of_another_office_is_not_told(client):
    AwardFactory(activity_ref="edition:ajena", person=PersonFactory(prosecutor=True))
    client.force_login(PersonFactory(contact_point=True).user)

    answer = client.get(reverse("certificates:signing_progress"), {"edicion": "edition:ajena"})

    assert "Aún no hay documentos" in answer.content.decode()
