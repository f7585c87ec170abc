"""The pages of delegations, offices and schools, through the door a user takes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.enums import Role
from network.models import Appointment, Delegation
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.network import AppointmentFactory, DelegationFactory, OfficeFactory, PersonFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date()
DAY = timedelta(days=1)
LIST = "/es/delegaciones/"


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def holder(office):
    return PersonFactory(contact_point=True, office=office)


@pytest.fixture
def colleague(office):
    return PersonFactory(prosecutor=True, office=office, given_names="Nicanor", family_names="Volador Nance")


@pytest.fixture
def secretary():
    return PersonFactory(secretariat=True)


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def new_url(person):
    return reverse("network:delegate", args=[person.appointments.get().public_id])


def form(person, first=0, last=6):
    today = timezone.localdate()
    return {
        "delegate": person.public_id,
        "first_day": str(today + first * DAY),
        "last_day": str(today + last * DAY),
    }


def test_a_contact_point_delegates_and_takes_it_back(client, holder, colleague):
    sign_in_fresh(client, holder.user)
    assert new_url(holder) in page(client, LIST)
    drawn = page(client, new_url(holder))
    assert "Nicanor Volador Nance" in drawn
    assert holder.full_name not in drawn.split("<main")[1]

    for _ in range(2):
        sent = client.post(new_url(holder), form(colleague))
        assert (sent.status_code, sent["Location"]) == (302, LIST)
    [made] = Delegation.objects.all()
    assert (made.delegate, (made.ended_on - made.started_on).days) == (colleague, 7)
    listed = page(client, LIST)
    assert listed.count("Nicanor Volador Nance") == 2  # the row, and for whom the link says it
    assert "Vigente" in listed
    withdraw = reverse("network:withdraw_delegation", args=[made.public_id])
    assert withdraw in listed

    assert "Nicanor Volador Nance pierde las facultades" in page(client, withdraw)
    for _ in range(2):
        assert client.post(withdraw)["Location"] == LIST
    listed = page(client, LIST)
    assert "Retirada" in listed
    assert withdraw not in listed


def test_a_refusal_is_said_in_the_form(client, holder, colleague):
    sign_in_fresh(client, holder.user)

    said = client.post(new_url(holder), form(colleague, first=3, last=1))
    assert "El último día no puede ser anterior al primero." in said.content.decode()
    stranger = PersonFactory(prosecutor=True)
    for wrong in ({}, form(stranger), {**form(colleague), "first_day": "mañana"}):
        assert client.post(new_url(holder), wrong).status_code == 200
    assert not Delegation.objects.exists()


def test_the_delegate_acts_reads_and_cannot_lend_on_nor_withdraw(client, holder, colleague):
    appointment = holder.appointments.get()
    made = DelegationFactory(appointment=appointment, delegate=colleague, started_on=TODAY, ended_on=TODAY + 3 * DAY)
    sign_in_fresh(client, colleague.user)

    listed = page(client, LIST)
    assert holder.full_name in listed
    assert reverse("network:withdraw_delegation", args=[made.public_id]) not in listed
    assert "/delegaciones/nueva/" not in listed
    assert client.get(new_url(holder)).status_code == 404
    assert client.post(new_url(holder), form(PersonFactory(prosecutor=True))).status_code == 404
    assert client.post(reverse("network:withdraw_delegation", args=[made.public_id])).status_code == 403
    assert Delegation.objects.get().withdrawn_at is None


def test_another_contact_point_sees_and_does_nothing_here(client, holder, colleague):
    made = DelegationFactory(appointment=holder.appointments.get(), delegate=colleague, ended_on=TODAY + DAY)
    sign_in_fresh(client, PersonFactory(contact_point=True).user)

    assert colleague.full_name not in page(client, LIST)
    assert client.get(new_url(holder)).status_code == 404
    assert client.post(reverse("network:withdraw_delegation", args=[made.public_id])).status_code == 404


def test_the_secretariat_delegates_for_a_contact_point(client, secretary, holder, colleague):
    sign_in_fresh(client, secretary.user)
    office = page(client, reverse("network:office", args=[holder.appointments.get().office.public_id]))
    assert new_url(holder) in office
    assert f"Delegar las facultades de {holder.full_name}" in page(client, new_url(holder))

    client.post(new_url(holder), form(colleague))

    assert Delegation.objects.get().delegated_by == secretary.user
    assert holder.full_name in page(client, LIST)


def test_an_appointment_that_ended_lends_nothing(client, secretary, holder):
    Appointment.objects.filter(person=holder).update(ended_on=TODAY)
    sign_in_fresh(client, secretary.user)

    assert client.get(new_url(holder)).status_code == 404


@pytest.mark.parametrize("name", ["delegate", "withdraw", "rename"])
def test_what_gives_powers_or_names_asks_for_a_confirmation(client, secretary, holder, colleague, office, name):
    made = DelegationFactory(appointment=holder.appointments.get(), delegate=colleague, ended_on=TODAY + DAY)
    url = {
        "delegate": new_url(holder),
        "withdraw": reverse("network:withdraw_delegation", args=[made.public_id]),
        "rename": reverse("network:rename_office", args=[office.public_id]),
    }[name]
    sign_in_stale(client, secretary.user)

    for answer in (client.get(url), client.post(url, form(colleague))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/es/cuenta/confirmar/")
    made.refresh_from_db()
    assert (Delegation.objects.count(), made.withdrawn_at) == (1, None)


@pytest.mark.parametrize(("kind", "factory"), [("office", OfficeFactory), ("school", SchoolFactory)])
def test_the_secretariat_renames(client, secretary, kind, factory):
    place = factory()
    old = place.name_on(TODAY)
    sign_in_fresh(client, secretary.user)
    url = reverse(f"network:rename_{kind}", args=[place.public_id])
    show = reverse(f"network:{kind}", args=[place.public_id])
    assert url in page(client, show)
    today = timezone.localdate()
    names = {"name_es": "Ministerio Público Nuevo", "name_en": "New Public Ministry", "first_day": str(today)}

    for wrong in ({}, {**names, "name_en": ""}, {**names, "first_day": "2019-01-01"}):
        assert client.post(url, wrong).status_code == 200
    for _ in range(2):
        assert client.post(url, names)["Location"] == show

    assert list(place.names.order_by("started_on").values_list("ended_on", flat=True)) == [today, None]
    shown = page(client, show)
    assert old in shown
    assert "New Public Ministry" in shown
    client.get(show)
    assert "Ministerio Público Nuevo" in page(client, "/es/oficinas/") or today > TODAY


def test_the_list_says_what_is_missing(client, secretary, office):
    first, _ = (AppointmentFactory(role=Role.CONTACT_POINT, office=office) for _ in range(2))
    sign_in_fresh(client, secretary.user)
    Appointment.objects.filter(pk=first.pk).update(ended_on=TODAY + 9 * DAY)

    listed = page(client, "/es/oficinas/")
    assert "Quedará vacante el " in listed
    assert "Falta nombrar 2 de 2 puntos de contacto." in listed  # the Secretariat's own office of this test
    assert "Quedará vacante el " in page(client, reverse("network:office", args=[office.public_id]))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_for_three_as_for_one(client, secretary, office, count, django_assert_num_queries):
    holders = [PersonFactory(contact_point=True) for _ in range(count)]
    for person in holders:
        DelegationFactory(appointment=person.appointments.get(), ended_on=TODAY + DAY)
        SchoolFactory()
    place = holders[0].appointments.get().office
    for _ in range(count - 1):
        AppointmentFactory(role=Role.CONTACT_POINT, office=place, started_on=TODAY + DAY)
    sign_in_fresh(client, secretary.user)
    asked = {
        "/es/oficinas/": 9,
        LIST: 6,
        reverse("network:office", args=[place.public_id]): 8,
    }
    for url in asked:
        client.get(url)

    for url, queries in asked.items():
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_to_others_offices_and_delegations_do_not_exist(client, office):
    for trait in ("prosecutor", "coordinator", "auditor", "school_editor", "mentor", "expert"):
        sign_in_fresh(client, PersonFactory(**{trait: True}).user)
        assert client.get(LIST).status_code == 404
        assert client.get("/es/oficinas/").status_code == 404
        assert client.get(reverse("network:office", args=[office.public_id])).status_code == 404
