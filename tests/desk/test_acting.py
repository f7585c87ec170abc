"""The head of every page says under which role one acts; the desk leads there and says what is missing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.enums import Role
from network.models import Appointment, Office
from tests.accounts.signing_in import sign_in_fresh
from tests.factories.network import AppointmentFactory, DelegationFactory, OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
DAY = timedelta(days=1)
DESK, SECURITY, PREFERENCES = "/es/escritorio/", "/es/cuenta/seguridad/", "/es/preferencias/"


def acting(client, url=DESK):
    """The words after "acting as", or nothing."""
    text = client.get(url).content.decode()
    strip = text.partition('<section class="acting"')[2]
    return strip.partition(">")[2].partition("</p>")[0]


def test_a_contact_point_acts_for_the_office_by_its_name(client):
    person = PersonFactory(contact_point=True)
    office = person.appointments.get().office
    sign_in_fresh(client, person.user)

    for url in (DESK, PREFERENCES, SECURITY):
        assert f"<strong>Punto de contacto · {office.name_on(TODAY)}</strong>" in acting(client, url)
    assert f"Contact point · Office of {office.code}" in acting(client, "/en/escritorio/")


@pytest.mark.parametrize(
    ("trait", "words"),
    [("secretariat", "Secretaría"), ("coordinator", "Coordinación regional"), ("auditor", ""), ("school_editor", "")],
)
def test_every_role_is_named(client, trait, words):
    sign_in_fresh(client, PersonFactory(**{trait: True}).user)

    found = acting(client)
    assert "Actúa como:" in found
    assert words in found


def test_learners_and_guests_see_none(client):
    assert acting(client, "/es/entrar/") == ""
    sign_in_fresh(client, PersonFactory(prosecutor=True).user)

    assert {acting(client, url) for url in (DESK, PREFERENCES)} == {""}


def test_a_delegate_reads_by_whose_delegation_and_until_when(client):
    holder = PersonFactory(contact_point=True)
    office = holder.appointments.get().office
    delegate = PersonFactory(prosecutor=True, office=office)
    made = DelegationFactory(
        appointment=holder.appointments.get(), delegate=delegate, started_on=TODAY, ended_on=TODAY + 3 * DAY
    )
    sign_in_fresh(client, delegate.user)

    for url in (DESK, PREFERENCES):
        found = acting(client, url)
        assert "Por delegación de su punto de contacto hasta el " in found
        assert f"{(TODAY + 2 * DAY).day} de " in found
        assert office.name_on(TODAY) in found

    made.ended_on = TODAY
    made.save()
    assert acting(client, DESK) == ""  # the desk asks where one stands


def test_what_the_session_kept_is_not_shown_past_its_last_day(client):
    person = PersonFactory(contact_point=True)
    Appointment.objects.filter(person=person).update(ended_on=TODAY + DAY)
    sign_in_fresh(client, person.user)
    assert "Punto de contacto" in acting(client, PREFERENCES)

    session = client.session
    session["accounts_acting"][0][2] = TODAY.isoformat()
    session.save()
    assert acting(client, PREFERENCES) == ""


def test_the_header_costs_no_query(client, django_assert_num_queries):
    """The preferences ask for nobody's standing: the reader is all that is read, with a role or without."""
    for person in (PersonFactory(prosecutor=True), PersonFactory(contact_point=True), PersonFactory(secretariat=True)):
        sign_in_fresh(client, person.user)
        client.get(PREFERENCES)
        with django_assert_num_queries(1):
            client.get(PREFERENCES)


def test_the_desk_leads_to_what_is_ones_business(client):
    own = ["/es/pasantias/"]
    doors = {"prosecutor": own, "contact_point": [*own, "/es/delegaciones/"], "mentor": own}
    for trait, urls in {**doors, "secretariat": ["/es/oficinas/", "/es/delegaciones/"]}.items():
        sign_in_fresh(client, PersonFactory(**{trait: True}).user)
        text = client.get(DESK).content.decode().split('aria-labelledby="registers"')
        assert (len(text) == 2) == bool(urls), trait
        for url in urls:
            assert f'href="{url}"' in text[1]


def test_the_desk_tells_of_vacancies_the_secretariat_and_the_contact_point_left(client):
    office = OfficeFactory()
    first, second = (AppointmentFactory(role=Role.CONTACT_POINT, office=office) for _ in range(2))
    stranger = PersonFactory(contact_point=True)
    AppointmentFactory(role=Role.CONTACT_POINT, office=stranger.appointments.get().office)
    secretary = PersonFactory(secretariat=True)
    secretary.memberships.all().delete()
    held = Appointment.objects.filter(office__isnull=False).values("office_id")
    Office.objects.exclude(pk__in=held).update(left_on=TODAY)
    told = {"second": second.person.user, "secretary": secretary.user, "stranger": stranger.user}

    def lacking():
        found = set()
        for name, user in told.items():
            sign_in_fresh(client, user)
            if "le falta un punto de contacto" in client.get(DESK).content.decode():
                found.add(name)
        return found

    assert lacking() == set()
    Appointment.objects.filter(pk=first.pk).update(ended_on=TODAY + 30 * DAY)
    assert lacking() == {"second", "secretary"}
    Appointment.objects.filter(pk=first.pk).update(ended_on=TODAY + 31 * DAY)
    assert lacking() == set()
