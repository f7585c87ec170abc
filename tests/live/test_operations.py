"""The second way in, offices' trials of their connection, and the probe that says events are read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from live import services
from live.models import ConnectionTest, Fallback
from live.operations_selectors import events_are_read, get_office_tests
from lms.common.health import failing_probes
from network.enums import Role
from tests.factories.live import ParticipantFactory, SessionFactory
from tests.factories.network import AppointmentFactory, OfficeFactory, PersonFactory
from tests.live.streams import created
from tests.live.test_events import receive

pytestmark = pytest.mark.django_db
PAGE, SET = "live:preparation", "live:set_fallback"


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def contact(office):
    person = PersonFactory(with_user=True)
    AppointmentFactory(person=person, role=Role.CONTACT_POINT, office=office)
    return person


@pytest.fixture
def secretariat():
    person = PersonFactory(with_user=True)
    AppointmentFactory(person=person, role=Role.SECRETARIAT)
    return person


def test_a_contact_point_records_trials_of_the_own_office_only(contact, office):
    other, client = OfficeFactory(), client_of(contact)
    for code in (office.code, other.code, "nadie"):
        client.post(reverse(PAGE), {"oficina": code, "resultado": "POOR", "nota": "Sin cámara"})
    client.post(reverse(PAGE), {"oficina": office.code, "resultado": "POOR", "nota": "Sin cámara"})
    client.post(reverse(PAGE), {"oficina": office.code, "resultado": "estupendo"})

    test = ConnectionTest.objects.get()
    assert (test.office, test.result, test.note, test.tested_by) == (office, "POOR", "Sin cámara", contact.user)
    assert [one.office for one in get_office_tests(contact.user)] == [office]
    assert "Sin cámara" in client.get(reverse(PAGE)).content.decode()


def test_the_second_way_in_is_the_secretariats(contact, secretariat):
    told = {"telefonos": "+503 2500-0000", "direccion": "https://otra.example.org/sala"}

    assert client_of(contact).post(reverse(SET), told).status_code == 404
    assert client_of(PersonFactory(with_user=True)).get(reverse(PAGE)).status_code == 404
    for _ in range(2):
        assert client_of(secretariat).post(reverse(SET), told).status_code == 302
    fallback = Fallback.objects.get()
    assert (fallback.phones, fallback.address) == ("+503 2500-0000", "https://otra.example.org/sala")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://x.example.org", "https://", "x" * 400])
def test_an_unsafe_address_is_refused(secretariat, address):
    with pytest.raises(services.AddressUnsafe):
        services.set_fallback(phones="", address=address, actor=secretariat.user, at=timezone.now())
    assert Fallback.objects.count() == 0


def test_the_second_way_is_shown_to_who_may_enter_while_the_room_is_open(secretariat):
    now = timezone.now()
    services.set_fallback(phones="+503 2500-0000", address="", actor=secretariat.user, at=now)
    seats = {
        starts: ParticipantFactory(session=SessionFactory(starts_at=now + starts))
        for starts in (timedelta(minutes=-5), timedelta(hours=5), timedelta(hours=-9))
    }

    shown = [
        "+503 2500-0000"
        in client_of(seat.person).get(reverse("live:session", args=[seat.session.public_id])).content.decode()
        for seat in seats.values()
    ]
    assert shown == [True, False, False]


def test_the_probe_speaks_up_when_events_lie_unread():
    now = timezone.now()
    receive(created(int(now.timestamp()) - 400), at=now - timedelta(minutes=4))
    assert events_are_read(now)
    receive(created(int(now.timestamp()) - 500), at=now - timedelta(minutes=6))

    assert not events_are_read(now)
    assert "live_events" in failing_probes(now)
