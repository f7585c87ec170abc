"""Events are rows of the transaction they tell of; each receiver hears each of them, once, whatever breaks."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from celery import Celery
from django.db import connection, transaction
from django.utils import timezone

from lms.celery import app as celery_app
from lms.records import events, tasks
from lms.records.models import Delivery, Event

SETTLED = events.EventKind("tests.settled")


@dataclass
class Ear:
    """A receiver that remembers, and raises as often as it was told to."""

    failures: int = 0
    heard: list[int] = field(default_factory=list)

    def __call__(self, *, session_id: int) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("the receiver is broken")
        self.heard.append(session_id)


@pytest.fixture
def ear() -> Iterator[Ear]:
    yield events.receives(SETTLED, name="tests.first")(Ear())
    del events._receivers[SETTLED.name]


@pytest.fixture
def second_ear(ear: Ear) -> Ear:
    return events.receives(SETTLED, name="tests.second")(Ear())


@pytest.fixture
def lost_ring() -> Iterator[None]:
    """What is rung goes to a queue that nobody listens to."""
    Celery("elsewhere", broker="memory://", set_as_current=True)
    yield
    celery_app.set_current()


@pytest.fixture
def no_queue() -> Iterator[None]:
    """The queue's server is away."""
    Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=True)
    yield
    celery_app.set_current()


def an_hour_later() -> datetime:
    return timezone.now() + timedelta(hours=1)


@pytest.mark.django_db
def test_publish_writes_one_row_with_ids_only(ear):
    events.publish(SETTLED, session_id=7)

    assert list(Event.objects.values_list("name", "ids", "delivered_at")) == [
        ("tests.settled", {"session_id": 7}, None)
    ]
    assert ear.heard == []


@pytest.mark.django_db
def test_publish_without_receivers_writes_nothing():
    events.publish(events.EventKind("tests.unheard"), session_id=7)

    assert list(Event.objects.all()) == []


@pytest.mark.django_db(transaction=True)
def test_publish_is_undone_with_its_transaction(ear):
    @transaction.atomic
    def publish_and_fail() -> None:
        events.publish(SETTLED, session_id=7)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()

    assert list(Event.objects.all()) == []
    assert ear.heard == []


@pytest.mark.django_db
def test_publish_rings_after_commit(ear, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        events.publish(SETTLED, session_id=7)

    assert ear.heard == [7]
    assert Event.objects.filter(delivered_at__isnull=True).count() == 0


@pytest.mark.django_db
def test_lost_ring_is_heard_by_the_sweeper(ear, lost_ring, settings):
    events.publish(SETTLED, session_id=7)
    assert ear.heard == []

    tasks.sweep_events_task()
    assert ear.heard == []  # too young: its ring may still arrive

    Event.objects.update(published_at=timezone.now() - timedelta(seconds=settings.SWEEP_SECONDS + 1))
    tasks.sweep_events_task()
    tasks.sweep_events_task()

    assert ear.heard == [7]


@pytest.mark.django_db
def test_failing_receiver_hears_again_and_the_others_do_not(ear, second_ear, caplog):
    ear.failures = 2
    events.publish(SETTLED, session_id=7)
    event = Event.objects.get()

    for _ in range(4):
        events.deliver_event(event_id=event.pk, at=an_hour_later())

    assert (ear.heard, second_ear.heard) == ([7], [7])
    assert [record.message for record in caplog.records] == ["receiver failed"] * 2
    assert Event.objects.get().delivered_at is not None


@pytest.mark.django_db
def test_what_a_failing_receiver_wrote_is_undone(ear):
    @events.receives(SETTLED, name="tests.half")
    def write_half(*, session_id: int) -> None:
        Event.objects.create(name="half", ids={})
        raise RuntimeError

    events.publish(SETTLED, session_id=7)
    events.deliver_event(event_id=Event.objects.get().pk, at=an_hour_later())

    assert list(Event.objects.values_list("name", flat=True)) == ["tests.settled"]
    assert list(Delivery.objects.values_list("receiver", flat=True)) == ["tests.first"]
    assert Event.objects.get().delivered_at is None


@pytest.mark.django_db
def test_delivered_event_is_not_delivered_again(ear):
    events.publish(SETTLED, session_id=7)
    event = Event.objects.get()

    events.deliver_event(event_id=event.pk, at=an_hour_later())
    events.deliver_event(event_id=event.pk, at=an_hour_later())

    assert ear.heard == [7]


@pytest.mark.django_db
def test_unreachable_queue_does_not_fail_the_request(ear, no_queue, caplog, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        events.publish(SETTLED, session_id=7)

    assert [record.message for record in caplog.records if record.name == "aula.records"] == ["queue unreachable"]
    assert Event.objects.get().delivered_at is None


def deliver_from_threads(deliver, count: int) -> None:
    """``deliver`` in that many threads at the same instant, each with a connection of its own."""
    barrier = threading.Barrier(count)

    def run() -> None:
        try:
            barrier.wait()
            deliver(barrier)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_deliver_an_event_once(ear):
    events.publish(SETTLED, session_id=7)
    event_id = Event.objects.get().pk
    Event.objects.update(delivered_at=None)
    Delivery.objects.all().delete()
    ear.heard.clear()

    deliver_from_threads(lambda _barrier: events.deliver_event(event_id=event_id, at=an_hour_later()), 4)

    assert ear.heard == [7]
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_row_first_an_event_is_heard_twice(ear):
    """The same race against asking first and writing afterwards: it must show what the order of lines prevents."""
    events.publish(SETTLED, session_id=7)
    event = Event.objects.get()
    Delivery.objects.all().delete()
    ear.heard.clear()

    def ask_then_write(barrier: threading.Barrier) -> None:
        was_heard = event.deliveries.filter(receiver="tests.first").exists()
        barrier.wait()
        if not was_heard:
            ear(**event.ids)
            Delivery.objects.get_or_create(event=event, receiver="tests.first")

    deliver_from_threads(ask_then_write, 4)

    assert ear.heard == [7] * 4
