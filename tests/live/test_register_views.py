"""The register's pages, through the door a facilitator and a participant take."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from live import services
from live.enums import EntryKind, Modality
from live.models import Attendance, RegisterEntry
from live.services.checkin import code_at
from tests.factories.live import ParticipantFactory, SessionFactory
from tests.live.streams import stay
from tests.live.test_events import receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    now = timezone.now().replace(microsecond=0)
    return SessionFactory(starts_at=now - timedelta(minutes=30), modality=Modality.HYBRID)


@pytest.fixture
def over():
    now = timezone.now().replace(microsecond=0)
    return SessionFactory(starts_at=now - timedelta(hours=3), modality=Modality.HYBRID)


def seat(session, **traits):
    participant = ParticipantFactory(session=session, **traits)
    client = Client()
    client.force_login(participant.person.user)
    return participant, client


def at(name, session):
    return reverse(f"live:{name}", args=[session.public_id])


def note(client, session, **told):
    return client.post(at("write_register", session), told, follow=True)


def test_a_participant_checks_in_with_the_code_of_the_screen(session):
    ana, her = seat(session)
    _, facilitator = seat(session, facilitator=True)
    screen = facilitator.get(at("check_in_code", session)).content.decode()
    code = code_at(session, timezone.now())

    assert f"{code[:3]} {code[3:]}" in screen
    assert facilitator.get(at("check_in_code", session)).status_code == 200  # survives a refresh
    assert f'value="{code}"' in her.get(at("check_in", session), {"codigo": code}).content.decode()
    wrong = her.post(at("check_in", session), {"codigo": "AAAAAA"}, follow=True)
    right = her.post(at("check_in", session), {"codigo": code}, follow=True)

    assert RegisterEntry.objects.get().participant == ana
    assert str(services.CodeWrong()) in unescape(wrong.content.decode())
    assert str(services.CodeWrong()) not in unescape(right.content.decode())


def test_the_register_is_its_facilitators_alone(session):
    _, participant = seat(session)
    _, observer = seat(session, observer=True)
    _, removed = seat(session, facilitator=True, removed=True)
    _, other = seat(SessionFactory(), facilitator=True)

    for client in (participant, observer, removed, other):
        for name in ("register", "register_sheet", "check_in_code"):
            assert client.get(at(name, session)).status_code == 404
        assert note(client, session, acto="presente").status_code == 404


def test_a_facilitator_marks_people_present_and_may_not_mark_themselves(session):
    ana, _ = seat(session)
    self, facilitator = seat(session, facilitator=True)

    note(facilitator, session, acto="presente", persona=[ana.public_id])
    note(facilitator, session, acto="presente", persona=[ana.public_id, self.public_id])

    assert [entry.participant for entry in RegisterEntry.objects.all()] == [ana]


def test_a_shared_screen_waits_for_the_facilitator(session):
    ana, _ = seat(session)
    beto, his = seat(session)
    _, facilitator = seat(session, facilitator=True)

    his.post(at("check_in", session), {"pantalla": ana.public_id})
    entry = RegisterEntry.objects.get()
    page = facilitator.get(at("register", session)).content.decode()

    assert (entry.participant, entry.kind, entry.is_confirmed) == (beto, EntryKind.SHARED_SCREEN, False)
    assert f'value="{entry.public_id}"' in page
    note(facilitator, session, acto="confirmar", linea=entry.public_id)
    entry.refresh_from_db()
    assert entry.is_confirmed


def test_minutes_are_corrected_with_a_reason_and_a_telephone_finds_its_owner(over):
    ana, _ = seat(over)
    _, facilitator = seat(over, facilitator=True)
    start = int(over.starts_at.timestamp())
    for event in stay(None, start, start + 1200, device="telefono"):
        receive({**event, "room_name": over.rooms.get().name}, at=over.ends_at)
    services.settle_attendance(session_id=over.pk, at=timezone.now())

    assert "telefono@meet.example.org/x" in facilitator.get(at("register", over)).content.decode()
    note(facilitator, over, acto="telefono", persona=ana.public_id, conexion="telefono@meet.example.org/x")
    assert Attendance.objects.get(participant=ana).seconds == 1200
    assert "telefono@meet.example.org/x" not in facilitator.get(at("register", over)).content.decode()
    note(facilitator, over, acto="corregir", persona=ana.public_id, minutos="50", motivo="")
    note(facilitator, over, acto="corregir", persona=ana.public_id, minutos="91", motivo="x")
    note(facilitator, over, acto="corregir", persona=ana.public_id, minutos="²", motivo="x")
    assert Attendance.objects.get(participant=ana).seconds == 1200
    note(facilitator, over, acto="corregir", persona=ana.public_id, minutos="50", motivo="Llamó desde la audiencia.")
    assert Attendance.objects.get(participant=ana).seconds == 3000
    assert "Llamó desde la audiencia." in facilitator.get(at("register", over)).content.decode()


@pytest.mark.parametrize("told", [{"codigo": "\x00\x00"}, {"pantalla": "\x00"}, {"pantalla": "x" * 9000}, {}])
def test_nonsense_at_check_in_is_answered_with_a_sentence(session, told):
    _, her = seat(session)

    assert her.post(at("check_in", session), told, follow=True).status_code == 200
    assert RegisterEntry.objects.count() == 0


@pytest.mark.parametrize(
    "told",
    [
        {"acto": "presente", "persona": ["\x00"]},
        {},
        {"acto": "bailar"},
        {"acto": "confirmar", "linea": "\x00"},
        {"acto": "telefono"},
    ],
)
def test_nonsense_is_answered_with_a_sentence(session, told):
    _, facilitator = seat(session, facilitator=True)

    assert note(facilitator, session, **told).status_code == 200
    assert RegisterEntry.objects.count() == 0


@pytest.mark.parametrize("name", ["register", "register_sheet"])
def test_the_register_asks_as_much_for_one_as_for_three(session, name, django_assert_num_queries):
    _, facilitator = seat(session, facilitator=True)
    ParticipantFactory(session=session)

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        facilitator.get(at(name, session))
        with CaptureQueriesContext(connection) as asked:
            assert facilitator.get(at(name, session)).status_code == 200
        return len(asked)

    one = count()
    for _ in range(2):
        ParticipantFactory(session=session)
    assert count() == one


def test_a_session_on_line_has_no_code(session):
    remote = SessionFactory(starts_at=session.starts_at)
    _, facilitator = seat(remote, facilitator=True)

    assert facilitator.get(at("check_in_code", remote)).status_code == 404
    assert facilitator.get(at("register", remote)).status_code == 200
