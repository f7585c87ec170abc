"""What the server tells is stored once, whatever it says, and understood once."""

import hashlib
import json
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import IntegrityError, transaction

from live import services
from live.enums import AttendanceState, EventSource, EventState
from live.models import RawEvent
from live.tasks import process_event_task, read_events_task, sweep_raw_events_task
from tests.factories.live import CLOSES, DURING, ENDS, STARTS, SessionFactory
from tests.live.streams import created, destroyed, joined, left, occupant

pytestmark = pytest.mark.django_db
NOON = int(DURING.timestamp())


def receive(event, at=DURING, source=EventSource.EVENT_SYNC):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return services.receive_event(body=body, source=source, at=at)


def processed(event, at=DURING):
    return services.process_event(event_id=receive(event, at).pk, at=at)


@pytest.fixture
def room():
    return SessionFactory().rooms.get()


def test_receive_event_stores_canonical_json_and_its_digest():
    row = receive(created(NOON))

    assert row.state == EventState.RECEIVED
    assert json.loads(row.body) == created(NOON)
    assert row.body == json.dumps(created(NOON), sort_keys=True, separators=(",", ":"))
    assert row.digest == hashlib.sha256(row.body.encode()).hexdigest()


def test_receive_event_stores_a_repeated_event_once_however_it_is_spelt():
    first = receive(created(NOON))
    again = receive(json.dumps(dict(reversed(created(NOON).items())), indent=4).encode(), at=ENDS)

    assert again == first
    assert RawEvent.objects.count() == 1
    assert again.received_at == DURING


def test_receive_event_keeps_no_name_and_no_address():
    summary = destroyed(NOON, NOON + 5, [occupant("ana", NOON, NOON + 5), occupant("beto", NOON)])

    for event in (joined("ana", NOON), left("ana", NOON, NOON + 5), summary):
        row = receive(event)
        assert "Nombre" not in row.body
        assert "email" not in row.body
        assert '"id":"ana"' in row.body


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b'"hola"', b"42", b"{", b'{"a":', b"\xff\xfe", b'{"a":NaN}', b"[" * 100_000],
    ids=["empty", "list", "null", "text", "number", "truncated", "cut", "not-utf8", "nan", "bottomless"],
)
def test_receive_event_refuses_what_is_no_json_object(body):
    with pytest.raises(services.EventNotAnObject):
        receive(body)

    assert RawEvent.objects.count() == 0


def test_receive_event_refuses_what_is_too_large(settings):
    settings.LIVE_EVENT_MAX_BYTES = 100

    with pytest.raises(services.EventTooLarge, match="100"):
        receive(b'{"a":"' + b"x" * 100 + b'"}')


def test_the_database_refuses_a_second_event_of_the_same_digest():
    row = receive(created(NOON))

    with pytest.raises(IntegrityError), transaction.atomic():
        RawEvent.objects.create(source=EventSource.EVENT_SYNC, digest=row.digest, body="{}", received_at=DURING)


def test_process_event_ties_an_event_to_its_room_once(room):
    row = processed(joined("ana", NOON, room=room.name))
    again = services.process_event(event_id=row.pk, at=ENDS)

    assert (row.state, row.room, row.problem) == (EventState.COUNTED, room, "")
    assert again.processed_at == row.processed_at == DURING


def test_process_event_finds_the_room_in_any_case(room):
    assert processed(joined("ana", NOON, room=room.name.upper())).room == room


def test_process_event_keeps_events_of_unknown_rooms():
    assert processed(created(NOON)).state == EventState.UNKNOWN_ROOM
    assert processed(created(NOON, room="sala\x00de otros")).state == EventState.MALFORMED


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ({"event_name": "muc-room-sold"}, "unknown event_name"),
        ({"occupant": None}, "no occupant"),
        ({"room_jid": 7}, "no room_jid"),
        ({"occupant": {"occupant_jid": "\ud800", "joined_at": NOON}}, "occupant_jid is no plain text"),
    ],
)
def test_process_event_records_what_was_wrong_with_a_malformed_one(room, damage, problem):
    row = processed({**joined("ana", NOON, room=room.name), **damage})

    assert (row.state, row.problem) == (EventState.MALFORMED, problem)


def test_process_event_believes_nothing_of_the_future(room):
    soon = int((DURING + timedelta(minutes=4)).timestamp())
    later = int((DURING + timedelta(minutes=6)).timestamp())

    assert processed(joined("ana", soon, room=room.name)).state == EventState.COUNTED
    assert processed(left("ana", soon, later, room=room.name)).problem == "dated in the future"


def test_process_event_marks_what_comes_after_the_attendance_was_final(room):
    session = room.session
    session.attendance_state, session.settled_at = AttendanceState.FINAL, CLOSES
    session.save()

    assert processed(left("ana", NOON, NOON + 60, room=room.name), at=CLOSES).state == EventState.LATE


def test_the_queue_is_rung_after_commit(room, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        row = receive(joined("ana", NOON, room=room.name))

    row.refresh_from_db()
    assert row.state == EventState.COUNTED


def test_process_event_task_twice_is_process_event_once(room):
    row = receive(joined("ana", int(STARTS.timestamp()), room=room.name), at=STARTS)

    process_event_task(event_id=row.pk, from_a_newer_deploy=True)
    process_event_task(event_id=row.pk)

    row.refresh_from_db()
    assert row.state == EventState.COUNTED


def test_the_sweeper_reads_what_a_lost_ring_left(room, settings):
    settings.SWEEP_SECONDS = 0
    now = room.created_at - timedelta(days=1)
    row = receive(joined("ana", int(now.timestamp()), room=room.name), at=now)

    sweep_raw_events_task()

    row.refresh_from_db()
    assert row.state == EventState.COUNTED


@pytest.fixture
def rung(monkeypatch):
    """A queue that is not eager, and what it was asked for."""
    told = []
    monkeypatch.setattr(current_app, "send_task", lambda task, kwargs: told.append(task))
    was = current_app.conf.task_always_eager
    current_app.conf.task_always_eager = False
    yield told
    current_app.conf.task_always_eager = was


def test_many_events_ring_once_until_the_task_begins(rung, django_capture_on_commit_callbacks):
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for second in range(3):
            receive(created(NOON + second))
    assert rung == ["live.read_events"]

    read_events_task()
    assert not RawEvent.objects.waiting().exists()
    with django_capture_on_commit_callbacks(execute=True):
        receive(created(NOON + 9))
    assert rung == ["live.read_events"] * 2
