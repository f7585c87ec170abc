"""Settling: provisional at the end, final after the time for late reports, the same however often it is done."""

import json
import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from live import selectors, services
from live.enums import AttendanceState, ClosedBy, EventSource, EventState, SessionState
from live.models import Attendance, Connection, RawEvent, Session
from live.signals import ATTENDANCE_SETTLED
from live.tasks import settle_due_sessions_task
from lms.records import events
from lms.records.models import AuditEntry, Event
from tests.factories.live import CLOSES, DURING, ENDS, STARTS, ParticipantFactory, SeriesFactory, SessionFactory
from tests.factories.network import PersonFactory
from tests.live.streams import created, destroyed, joined, left, stay

pytestmark = pytest.mark.django_db
FINAL = ENDS + timedelta(hours=24)


@pytest.fixture
def heard(monkeypatch):
    """Sessions that a receiver of this test heard of."""
    told = []
    monkeypatch.setitem(events._receivers, ATTENDANCE_SETTLED.name, {})
    events.receives(ATTENDANCE_SETTLED, name="tests.heard")(lambda *, session_id: told.append(session_id))
    return told


def at(minutes: float) -> int:
    return int(STARTS.timestamp()) + round(minutes * 60)


def tell(session, *told, when=CLOSES):
    room = session.rooms.get()
    for event in told:
        body = json.dumps({**event, "room_name": room.name}).encode()
        row = services.receive_event(body=body, source=EventSource.EVENT_SYNC, at=when)
        services.process_event(event_id=row.pk, at=when)


def credited(session):
    rows = Attendance.objects.filter(session=session)
    return dict(rows.values_list("participant__public_id", "seconds"))


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def ana(session):
    return ParticipantFactory(session=session)


def test_settle_attendance_credits_the_union_and_is_provisional(session, ana):
    absent = ParticipantFactory(session=session)
    tell(session, *stay(ana.public_id, at(-5), at(50), device="d1"), *stay(ana.public_id, at(40), at(80), device="d2"))

    settled = services.settle_attendance(session_id=session.pk, at=ENDS)

    assert (settled.attendance_state, settled.settled_at) == (AttendanceState.PROVISIONAL, ENDS)
    assert credited(session) == {ana.public_id: 80 * 60, absent.public_id: 0}
    row = Attendance.objects.get(participant=ana)
    assert (row.present_seconds, row.has_overlap, row.is_inferred) == (85 * 60, True, False)
    assert row.intervals == [[at(0), at(80)]]


def test_settle_attendance_twice_changes_nothing(session, ana, heard):
    tell(session, *stay(ana.public_id, at(0), at(80)))

    services.settle_attendance(session_id=session.pk, at=ENDS)
    first = list(Attendance.objects.values("participant_id", "seconds", "evidence_digest"))
    announced = Event.objects.filter(name=ATTENDANCE_SETTLED.name).count()
    services.settle_attendance(session_id=session.pk, at=ENDS + timedelta(minutes=1))

    assert list(Attendance.objects.values("participant_id", "seconds", "evidence_digest")) == first
    assert Connection.objects.count() == 1
    assert Event.objects.filter(name=ATTENDANCE_SETTLED.name).count() == announced == 1


def test_settle_attendance_announces_every_change(session, ana, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.settle_attendance(session_id=session.pk, at=ENDS)
    tell(session, *stay(ana.public_id, at(0), at(80)))
    with django_capture_on_commit_callbacks(execute=True):
        services.settle_attendance(session_id=session.pk, at=ENDS)

    assert heard == [session.pk, session.pk]


def test_settle_attendance_refuses_a_session_that_is_not_over_or_was_cancelled(session):
    with pytest.raises(services.SessionNotOver):
        services.settle_attendance(session_id=session.pk, at=ENDS - timedelta(seconds=1))
    with pytest.raises(services.SessionCancelled):
        services.settle_attendance(session_id=SessionFactory(state=SessionState.CANCELLED).pk, at=ENDS)


def test_only_ids_of_that_session_count_and_others_are_kept_unmatched(session, ana):
    elsewhere = ParticipantFactory(person=ana.person)
    tell(
        session,
        *stay(elsewhere.public_id, at(0), at(80)),
        *stay("nadie", at(0), at(80)),
        *stay(None, at(0), at(80)),
    )

    services.settle_attendance(session_id=session.pk, at=ENDS)

    assert credited(session) == {ana.public_id: 0}
    unmatched = Connection.objects.filter(participant__isnull=True)
    assert set(unmatched.values_list("user_ref", flat=True)) == {elsewhere.public_id, "nadie", ""}


def test_events_of_another_session_do_not_count(session, ana):
    other = SessionFactory()
    tell(other, *stay(ana.public_id, at(0), at(80)))

    services.settle_attendance(session_id=session.pk, at=ENDS)

    assert credited(session) == {ana.public_id: 0}


def test_connections_say_what_closed_them(session, ana):
    tell(session, created(at(0)), joined(ana.public_id, at(5)), destroyed(at(0), at(60)))

    services.settle_attendance(session_id=session.pk, at=ENDS)

    row = Connection.objects.get()
    assert (row.participant, row.closed_by, row.left_at) == (
        ana,
        ClosedBy.DESTROYED,
        STARTS + timedelta(minutes=60),
    )
    assert Attendance.objects.get().is_inferred


def test_the_stored_result_is_the_same_for_any_order_of_arrival():
    streams = [
        created(at(-10)),
        *stay("0", at(0), at(30)),
        *stay("0", at(31), at(60), device="otro"),
        joined("1", at(2)),
        *stay("2", at(5), at(95), breakout="b1"),
        destroyed(at(-10), at(96)),
    ]
    outcomes = set()
    for seed in range(6):
        session = SessionFactory()
        people = [ParticipantFactory(session=session) for _ in range(3)]
        told = streams * 2
        random.Random(seed).shuffle(told)
        for event in told:
            seat = event.get("occupant")
            named = {**event, "occupant": {**seat, "id": people[int(seat["id"])].public_id}} if seat else event
            tell(session, named)
        services.settle_attendance(session_id=session.pk, at=CLOSES)
        outcomes.add(tuple(credited(session)[one.public_id] for one in people))

    assert outcomes == {((30 + 29) * 60, 88 * 60, 85 * 60)}


def test_an_event_still_unread_counts_when_its_session_is_settled(session, ana):
    for event in stay(ana.public_id, at(0), at(80), room=session.rooms.get().name):
        services.receive_event(body=json.dumps(event).encode(), source=EventSource.EVENT_SYNC, at=CLOSES)

    services.settle_attendance(session_id=session.pk, at=CLOSES)

    assert credited(session) == {ana.public_id: 80 * 60}
    assert set(RawEvent.objects.values_list("state", flat=True)) == {EventState.COUNTED}


# --- final


def test_finalise_attendance_waits_for_late_reports(session):
    services.settle_attendance(session_id=session.pk, at=ENDS)

    with pytest.raises(services.AttendanceStillOpen):
        services.finalise_attendance(session_id=session.pk, at=FINAL - timedelta(seconds=1))


def test_finalise_attendance_counts_once_more_and_is_repeatable(session, ana):
    services.settle_attendance(session_id=session.pk, at=ENDS)
    tell(session, *stay(ana.public_id, at(0), at(80)))

    for _ in range(2):
        done = services.finalise_attendance(session_id=session.pk, at=FINAL)

    assert (done.attendance_state, credited(session)) == (AttendanceState.FINAL, {ana.public_id: 80 * 60})
    assert AuditEntry.objects.filter(action="live.finalise_attendance").count() == 1


def test_after_final_nothing_moves(session, ana):
    services.finalise_attendance(session_id=session.pk, at=FINAL)
    tell(session, *stay(ana.public_id, at(0), at(80)), when=FINAL)

    again = services.settle_attendance(session_id=session.pk, at=FINAL)

    assert (again.attendance_state, credited(session)) == (AttendanceState.FINAL, {ana.public_id: 0})
    assert set(RawEvent.objects.values_list("state", flat=True)) == {EventState.LATE}


def test_the_demonstration_is_final_at_the_end(session, settings):
    settings.LIVE_RESETTLE_HOURS = 0.0

    done = services.finalise_attendance(session_id=session.pk, at=ENDS)

    assert done.attendance_state == AttendanceState.FINAL


# --- what is due


def due(when):
    found = selectors.get_due_settlements(when)
    return found.to_settle, found.to_finalise


def test_a_session_is_due_when_it_ends_when_it_is_told_more_and_when_its_day_is_over(session, ana):
    assert due(ENDS - timedelta(seconds=1)) == ([], [])
    assert due(ENDS) == ([session.pk], [])

    services.settle_attendance(session_id=session.pk, at=ENDS)
    assert due(ENDS) == ([], [])

    tell(session, *stay(ana.public_id, at(0), at(80)))
    assert due(CLOSES) == ([session.pk], [])
    assert due(FINAL) == ([], [session.pk])

    services.finalise_attendance(session_id=session.pk, at=FINAL)
    assert due(FINAL) == ([], [])


def test_a_cancelled_session_is_never_due():
    SessionFactory(state=SessionState.CANCELLED)

    assert due(FINAL) == ([], [])


def test_an_event_is_not_missed_because_it_was_read_before_the_count_but_committed_after(session, ana):
    """Its processed_at is earlier than settled_at: the count of events says what the times do not."""
    services.settle_attendance(session_id=session.pk, at=CLOSES)
    tell(session, *stay(ana.public_id, at(0), at(80)), when=ENDS)

    assert due(CLOSES) == ([session.pk], [])


def test_the_scheduled_task_settles_then_finalises(settings):
    settings.LIVE_RESETTLE_HOURS = 0.0
    session = SessionFactory(starts_at=timezone.now() - timedelta(hours=3))

    seen = []
    for _ in range(3):
        settle_due_sessions_task()
        seen.append(Session.objects.get(pk=session.pk).attendance_state)

    assert seen == [AttendanceState.PROVISIONAL, AttendanceState.FINAL, AttendanceState.FINAL]


def test_one_session_that_cannot_be_settled_does_not_hold_up_the_next(monkeypatch, caplog):
    broken = SessionFactory(starts_at=timezone.now() - timedelta(hours=4))
    sound = SessionFactory(starts_at=timezone.now() - timedelta(hours=3))
    room = broken.rooms.get()
    # Written by hand: no service would count a body like this.
    RawEvent.objects.create(
        source=EventSource.EVENT_SYNC, digest="0" * 64, body="{", received_at=CLOSES, processed_at=CLOSES,
        state=EventState.COUNTED, room=room,
    )  # fmt: skip

    settle_due_sessions_task()

    assert Session.objects.get(pk=sound.pk).attendance_state == AttendanceState.PROVISIONAL
    assert Session.objects.get(pk=broken.pk).attendance_state == AttendanceState.NONE
    assert "sweep failed" in caplog.text


# --- totals


def test_totals_add_up_over_the_series_and_are_final_only_when_all_sessions_are(django_assert_num_queries):
    series, person, stranger = SeriesFactory(), PersonFactory(with_user=True), PersonFactory()
    first = SessionFactory(series=series)
    second = SessionFactory(series=series, starts_at=STARTS + timedelta(days=1))
    SessionFactory(series=series, starts_at=STARTS + timedelta(days=2), state=SessionState.CANCELLED)
    for one, minutes in ((first, 90), (second, 54)):
        participant = ParticipantFactory(session=one, person=person)
        shift = int((one.starts_at - STARTS).total_seconds())
        tell(one, *stay(participant.public_id, at(0) + shift, at(minutes) + shift), when=one.closes_at)
    services.finalise_attendance(session_id=first.pk, at=FINAL)
    services.settle_attendance(session_id=second.pk, at=second.ends_at)

    with django_assert_num_queries(2):
        before = selectors.get_attendance_totals(series.pk, [person.pk, stranger.pk])
    services.finalise_attendance(session_id=second.pk, at=FINAL + timedelta(days=1))
    after = selectors.get_attendance_totals(series.pk, [person.pk, stranger.pk])

    assert (before[person.pk].present_seconds, before[person.pk].scheduled_seconds) == (144 * 60, 180 * 60)
    assert not before[person.pk].is_final
    assert after[person.pk].is_final
    assert after[person.pk].evidence_digest == before[person.pk].evidence_digest
    assert after[stranger.pk].present_seconds == 0


def test_totals_of_a_series_without_sessions_are_never_final():
    series, person = SeriesFactory(), PersonFactory()

    totals = selectors.get_attendance_totals(series.pk, [person.pk])[person.pk]

    assert (totals.present_seconds, totals.scheduled_seconds, totals.is_final) == (0, 0, False)


def test_own_attendance_is_told_to_its_owner_only(session, ana):
    other = ParticipantFactory(session=session)
    tell(session, *stay(ana.public_id, at(10), at(40)), *stay(ana.public_id, at(50), at(60)))
    assert selectors.get_own_attendance(ana.person.user, session) is None

    session = services.settle_attendance(session_id=session.pk, at=ENDS)

    own = selectors.get_own_attendance(ana.person.user, session)
    assert (own.seconds, own.scheduled_seconds, own.is_final, own.final_at) == (40 * 60, 90 * 60, False, FINAL)
    assert own.spans == [selectors.Span(600, 1800), selectors.Span(3000, 600)]
    assert selectors.get_own_attendance(other.person.user, session).seconds == 0


# --- the database's own word


def test_the_database_refuses_credit_beyond_presence(session, ana):
    row = Attendance(
        session=session, participant=ana, seconds=2, present_seconds=1, evidence_digest="", settled_at=ENDS
    )

    with pytest.raises(IntegrityError, match="live_credited_within_present"), transaction.atomic():
        row.save()


def test_the_database_refuses_a_settled_session_without_its_instant(session):
    session.attendance_state = AttendanceState.FINAL

    with pytest.raises(IntegrityError, match="live_settled_at_iff_settled"), transaction.atomic():
        session.save()


def test_left_alone_is_enough(session, ana):
    tell(session, left(ana.public_id, at(0), at(30)), when=DURING + timedelta(hours=1))

    services.settle_attendance(session_id=session.pk, at=ENDS)

    assert credited(session) == {ana.public_id: 30 * 60}
