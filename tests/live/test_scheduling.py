"""Sessions get a time, a calendar event and a room of their own; people are let in and shut out."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from schedule.models import Calendar, Event

from live import services
from live.enums import AttendanceState, Modality, ParticipantRole, SessionState
from live.models import Participant, Room, Session
from lms.records.models import AuditEntry
from tests.factories.live import (
    CLOSES,
    DURING,
    ENDS,
    OPENS,
    SCHEDULED_AT,
    STARTS,
    ParticipantFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
TITLE = {"es": "Sesión 1", "en": "Session 1"}


def schedule(series, **changes):
    asked = {"title": TITLE, "starts_at": STARTS, "ends_at": ENDS, "modality": Modality.REMOTE, **changes}
    return services.schedule_session(series=series, actor=None, at=SCHEDULED_AT, **asked)


def test_create_series_makes_one_calendar():
    series = SeriesFactory()

    calendar = Calendar.objects.get()
    assert series.calendar == calendar
    assert (calendar.name, calendar.slug) == ("Taller de ensayo", series.public_id)


def test_create_series_refuses_an_unknown_zone():
    with pytest.raises(services.ZoneUnknown, match="Mars/Olympus"):
        services.create_series(title=TITLE, time_zone="Mars/Olympus", at=SCHEDULED_AT)

    assert Calendar.objects.count() == 0


def test_schedule_session_stores_one_event_without_a_rule_and_one_room():
    session = schedule(SeriesFactory())

    event = Event.objects.get()
    assert session.event == event
    assert (event.start, event.end, event.rule, event.title) == (STARTS, ENDS, None, "Sesión 1")
    assert event.calendar == session.series.calendar
    room = Room.objects.get()
    assert room.session == session
    assert re.fullmatch(r"[0-9a-f]{32}", room.name)


def test_schedule_session_twice_returns_the_same():
    series = SeriesFactory()

    assert schedule(series) == schedule(series)
    assert (Session.objects.count(), Event.objects.count(), Room.objects.count()) == (1, 1, 1)


def test_schedule_session_keeps_parallel_sessions_apart():
    series = SeriesFactory()

    schedule(series)
    schedule(series, title={"es": "Sala en inglés", "en": "English room"})

    assert Session.objects.count() == 2


@pytest.mark.parametrize("ends_at", [STARTS, STARTS - timedelta(hours=1)], ids=["at-once", "before"])
def test_schedule_session_refuses_an_end_before_the_start(ends_at):
    with pytest.raises(services.SessionBackwards):
        schedule(SeriesFactory(), ends_at=ends_at)

    assert Event.objects.count() == 0


def test_the_database_refuses_a_session_that_ends_before_it_starts():
    session = SessionFactory()
    session.ends_at = session.starts_at

    with pytest.raises(IntegrityError, match="live_session_ends_after_start"), transaction.atomic():
        session.save()


def test_the_database_refuses_a_second_current_room():
    session = SessionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Room.objects.create(session=session, created_at=SCHEDULED_AT)


def test_move_session_moves_its_event_and_raises_the_sequence_once():
    session = SessionFactory()
    later = {"starts_at": STARTS + timedelta(days=1), "ends_at": ENDS + timedelta(days=1)}

    for _ in range(2):
        session = services.move_session(session=session, actor=None, at=SCHEDULED_AT, **later)

    event = Event.objects.get()
    assert (event.start, event.end) == (later["starts_at"], later["ends_at"])
    assert (session.sequence, session.starts_at) == (1, later["starts_at"])


def test_move_session_refuses_what_has_begun_is_cancelled_or_would_run_backwards():
    session = SessionFactory()
    later = {"starts_at": STARTS + timedelta(days=1), "ends_at": ENDS + timedelta(days=1), "actor": None}

    with pytest.raises(services.SessionStarted):
        services.move_session(session=session, at=STARTS, **later)
    with pytest.raises(services.SessionBackwards):
        services.move_session(session=session, at=SCHEDULED_AT, starts_at=ENDS, ends_at=STARTS, actor=None)
    services.cancel_session(session=session, actor=None, at=SCHEDULED_AT)
    with pytest.raises(services.SessionCancelled):
        services.move_session(session=session, at=SCHEDULED_AT, **later)


def test_cancel_session_is_repeatable_and_keeps_the_row():
    session = SessionFactory()

    for _ in range(2):
        session = services.cancel_session(session=session, actor=None, at=SCHEDULED_AT, reason="Huelga")

    assert (session.state, session.sequence) == (SessionState.CANCELLED, 1)
    assert list(AuditEntry.objects.filter(action="live.cancel_session").values_list("detail", flat=True)) == ["Huelga"]


def test_cancel_session_refuses_what_has_begun():
    with pytest.raises(services.SessionStarted):
        services.cancel_session(session=SessionFactory(), actor=None, at=STARTS)


def test_admit_participant_twice_admits_once():
    session, person = SessionFactory(), PersonFactory(with_user=True)

    for at in (SCHEDULED_AT, DURING):
        participant = services.admit_participant(
            session=session, person=person, role=ParticipantRole.PARTICIPANT, actor=None, at=at
        )

    assert list(Participant.objects.all()) == [participant]
    assert participant.admitted_at == SCHEDULED_AT
    assert AuditEntry.objects.filter(action="live.admit_participant").count() == 1


def test_admit_participant_changes_the_role_and_lets_the_removed_in_again():
    session, person = SessionFactory(), PersonFactory(with_user=True)
    first = services.admit_participant(
        session=session, person=person, role=ParticipantRole.PARTICIPANT, actor=None, at=SCHEDULED_AT
    )
    services.remove_participant(session=session, person=person, actor=None, at=OPENS)

    again = services.admit_participant(
        session=session, person=person, role=ParticipantRole.FACILITATOR, actor=None, at=DURING
    )

    assert again.public_id == first.public_id
    assert (again.role, again.admitted_at, again.removed_at) == (ParticipantRole.FACILITATOR, DURING, None)


def test_remove_participant_is_repeatable_and_forgiving():
    session, person = SessionFactory(), PersonFactory(with_user=True)

    assert services.remove_participant(session=session, person=person, actor=None, at=OPENS) is None
    ParticipantFactory(session=session, person=person)
    first = services.remove_participant(session=session, person=person, actor=None, at=OPENS)
    second = services.remove_participant(session=session, person=person, actor=None, at=DURING)

    assert first.removed_at == second.removed_at == OPENS


def test_each_session_gives_a_person_another_id():
    person = PersonFactory(with_user=True)

    ids = {ParticipantFactory(person=person).public_id for _ in range(3)}

    assert len(ids) == 3


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (OPENS - timedelta(seconds=1), False),
        (OPENS, True),
        (DURING, True),
        (CLOSES - timedelta(seconds=1), True),
        (CLOSES, False),
    ],
    ids=["before", "opening-instant", "during", "last-second", "closing-instant"],
)
def test_the_door_is_open_in_its_half_open_window(at, is_open):
    assert SessionFactory().is_open(at) is is_open


def test_the_door_of_a_cancelled_or_purely_in_person_session_stays_shut():
    assert not SessionFactory(state=SessionState.CANCELLED).is_open(DURING)
    assert not SessionFactory(modality=Modality.IN_PERSON).is_open(DURING)
    assert SessionFactory(modality=Modality.HYBRID).is_open(DURING)


def test_a_new_session_has_no_attendance_yet():
    assert SessionFactory().attendance_state == AttendanceState.NONE
