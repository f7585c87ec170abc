"""The same event from eight connections at once is one row; without the guard it is eight."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from live import services
from live.enums import EventSource
from live.models import FeedToken, PracticeOccupant, RawEvent
from tests.factories.live import DURING, SCHEDULED_AT, ParticipantFactory, SessionFactory
from tests.live.streams import joined

pytestmark = pytest.mark.django_db(transaction=True)
BODY = json.dumps(joined("ana", int(DURING.timestamp()))).encode()
THREADS = 8


def at_once(act: Callable[[int], object]) -> list[object]:
    """What ``act`` answered in each of eight threads that began together."""
    barrier, outcomes = Barrier(THREADS), []

    def run(number: int) -> None:
        try:
            barrier.wait()
            outcomes.append(act(number))
        except Exception as problem:
            outcomes.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_same_event_posted_eight_times_at_once_is_one_row():
    outcomes = at_once(lambda _: services.receive_event(body=BODY, source=EventSource.EVENT_SYNC, at=DURING).pk)

    row = RawEvent.objects.get()
    assert outcomes == [row.pk] * THREADS


def test_control_looking_first_and_storing_then_doubles():
    """The race is real: with a digest that is not unique, threads that all look before any stores store again."""
    looked = Barrier(THREADS)

    def look_then_store(number: int) -> bool:
        is_known = RawEvent.objects.filter(body="x").exists()
        connection.close()
        looked.wait()
        if not is_known:
            RawEvent.objects.create(source="EVENT_SYNC", digest=f"{number}", body="x", received_at=DURING)
        return is_known

    outcomes = at_once(look_then_store)

    assert outcomes == [False] * THREADS
    assert RawEvent.objects.count() == THREADS


def test_eight_arrivals_at_once_open_the_practice_room_once():
    session = SessionFactory(starts_at=timezone.now() - timedelta(minutes=10))
    now, room = timezone.now(), session.rooms.get().name
    tickets = [
        services.join_session(session=session, actor=ParticipantFactory(session=session).person.user, at=now)
        for _ in range(THREADS)
    ]

    def enter(number: int) -> str:
        visitor = services.read_pass(token=tickets[number].token, room_name=room, at=now)
        return services.enter_practice_room(visitor=visitor, at=now + timedelta(seconds=number)).public_id

    at_once(enter)

    names = [json.loads(body)["event_name"] for body in RawEvent.objects.values_list("body", flat=True)]
    assert sorted(names) == ["muc-occupant-joined"] * THREADS + ["muc-room-created"]
    assert PracticeOccupant.objects.values("life_started_at").distinct().count() == 1


def test_eight_settlements_at_once_leave_one_row_per_person():
    participant = ParticipantFactory()
    session = participant.session

    outcomes = at_once(lambda _: services.settle_attendance(session_id=session.pk, at=session.ends_at).attendance_state)

    assert outcomes == ["PROVISIONAL"] * THREADS
    assert session.attendances.count() == 1


def test_eight_requests_for_a_feed_leave_one_in_force():
    user = ParticipantFactory().person.user

    at_once(lambda _: services.create_feed(user=user, actor=user, at=SCHEDULED_AT))

    assert FeedToken.objects.in_force().filter(user=user).count() == 1
