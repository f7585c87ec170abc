"""Who read my data, and where I signed in: what a person is told, and what not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.services.reading import record_download
from lms.records import audit, retention
from lms.records.models import AuditEntry
from lms.rights.readings import get_readings, get_sign_ins
from tests.factories.accounts import PASSWORD
from tests.factories.certificates import AwardFactory
from tests.factories.network import OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db
PAGE = "/es/mis-datos/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def person(office):
    return PersonFactory(prosecutor=True, office=office)


def read_by(reader, person, **more):
    record_download(award=AwardFactory(person=person, **more), actor=reader.user, at=timezone.now())


def told(person) -> list[tuple[str, str, bool]]:
    return [(line.role, line.name, bool(line.office)) for line in get_readings(person)]


@pytest.mark.parametrize(("trait", "role"), [("secretariat", "Secretaría"), ("coordinator", "Coordinación regional")])
def test_those_who_serve_the_network_are_named(person, trait, role):
    reader = PersonFactory(**{trait: True})
    read_by(reader, person)

    [line] = get_readings(person)

    assert (line.name, line.what) == (reader.full_name, "Documento de otra persona descargado")
    assert line.role == role or line.role
    assert line.office


def test_the_contact_point_of_the_own_office_is_named_another_is_not(person, office):
    own, other = PersonFactory(contact_point=True, office=office), PersonFactory(contact_point=True)
    read_by(own, person)
    read_by(other, person)

    assert [name for _role, name, _office in told(person)] == ["", own.full_name]
    assert all(has_office for _role, _name, has_office in told(person))


def test_whoever_reads_without_an_office_towards_the_person_is_a_role_only(person):
    mentor = PersonFactory(mentor=True)
    audit.log(
        action="media.read", instance=person, actor=mentor.user, at=timezone.now(), role="MENTOR",
        about=person.public_id,
    )  # fmt: skip

    [line] = get_readings(person)

    assert (line.name, line.role != "", line.office != "") == ("", True, True)


def test_own_reads_acts_that_are_none_and_reads_about_others_are_left_out(person):
    now, secretariat = timezone.now(), PersonFactory(secretariat=True)
    read_by(person, person)
    read_by(secretariat, PersonFactory())
    audit.log(action="network.add_membership", instance=person, actor=secretariat.user, at=now, about=person.public_id)
    audit.log(action="media.read", instance=person, actor=person.user, at=now, about=person.public_id)

    assert get_readings(person) == []


def test_the_page_tells_it(person):
    reader = PersonFactory(secretariat=True)
    client = Client()
    client.force_login(person.user)
    assert "Nadie más ha abierto nada suyo." in client.get(PAGE).content.decode()
    read_by(reader, person)

    shown = client.get(PAGE).content.decode()

    assert "Quién vio mis datos" in shown
    assert reader.full_name in shown
    assert "Who read my data" in client.get("/en/mis-datos/").content.decode()


def test_number_of_queries_does_not_grow_with_readers(person):
    client, numbers = Client(), []
    client.force_login(person.user)
    read_by(PersonFactory(contact_point=True), person)
    client.get(PAGE)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        numbers.append(len(queries))
        for _number in range(2):
            read_by(PersonFactory(contact_point=True), person)

    assert numbers[0] == numbers[1]


# --- sign-ins


def test_a_sign_in_is_told_with_its_browser_in_words(person):
    client = Client(headers={"User-Agent": FIREFOX})
    client.post("/es/entrar/", {"login": person.email, "password": PASSWORD})

    [line] = get_sign_ins(person, timezone.now())
    shown = client.get(PAGE).content.decode()

    assert line.browser == "Firefox · Linux"
    assert "Firefox · Linux" in shown
    assert "127.0.0.1" not in shown
    assert AuditEntry.objects.filter(action="accounts.sign_in", actor_ref=person.user.public_id).count() == 1


def test_a_wrong_password_is_no_sign_in(person):
    Client().post("/es/entrar/", {"login": person.email, "password": "otra"})

    assert AuditEntry.objects.filter(action="accounts.sign_in").count() == 0


def test_others_sign_ins_and_those_past_their_time_are_not_shown(person, settings):
    now = timezone.now()
    old = now - timedelta(days=settings.RETENTION["sign_in"], minutes=1)
    for at, who in [(old, person), (now, person), (now, PersonFactory(with_user=True))]:
        audit.log(action="accounts.sign_in", instance=who.user, actor=who.user, at=at, detail="Firefox")

    assert [line.at for line in get_sign_ins(person, now)] == [now]
    for _ in range(2):
        retention.apply_retention(at=now)
    assert list(AuditEntry.objects.order_by("at", "pk").values_list("detail", flat=True)) == ["", "Firefox", "Firefox"]
