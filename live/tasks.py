"""Doorbells and sweepers: ids in, one service call each."""

import logging
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from live import selectors, services
from live.models import RawEvent
from live.telling import get_untold
from lms.records.events import bell_heard

READ_AT_ONCE, MOST_READ = 500, 20_000  # events of one transaction, and of one task
log = logging.getLogger("aula.live")


def _each(ids: list[int], act: Callable[[int], object], what: str) -> None:
    """One that fails must not hold up the others; it is due again at the next sweep."""
    for pk in ids:
        try:
            act(pk)
        except Exception:
            log.exception("sweep failed", extra={"task": what, "id": pk})


@shared_task(name="live.process_event")
def process_event_task(*, event_id: int, **_future: object) -> None:
    services.process_event(event_id=event_id, at=timezone.now())


@shared_task(name="live.read_events")
def read_events_task(**_future: object) -> None:
    """Read everything that waits: rung once for all events that come until it begins."""
    bell_heard("live.read_events")
    _read(RawEvent.objects.waiting())


@shared_task(name="live.sweep_raw_events")
def sweep_raw_events_task(**_future: object) -> None:
    """Read what a lost ring or a dead worker left unread."""
    _read(RawEvent.objects.waiting().filter(received_at__lt=timezone.now() - timedelta(seconds=settings.SWEEP_SECONDS)))


def _read(waiting: QuerySet[RawEvent]) -> None:
    unread = list(waiting.values_list("pk", flat=True)[:MOST_READ])
    for start in range(0, len(unread), READ_AT_ONCE):
        try:
            services.process_events(event_ids=unread[start : start + READ_AT_ONCE], at=timezone.now())
        except Exception:
            log.exception("sweep failed", extra={"task": "live.read_events"})


@shared_task(name="live.settle_due_sessions")
def settle_due_sessions_task(**_future: object) -> None:
    """Count sessions that ended or were told of since; make final what has waited long enough."""
    now = timezone.now()
    due = selectors.get_due_settlements(now)
    _each(due.to_settle, lambda pk: services.settle_attendance(session_id=pk, at=now), "live.settle")
    _each(due.to_finalise, lambda pk: services.finalise_attendance(session_id=pk, at=now), "live.finalise")


@shared_task(name="live.tell_calendars")
def tell_calendars_task(**_future: object) -> None:
    """Owe an invitation, a change or a cancellation to whoever's calendar says something else than ours.

    The sweep is the only way they are owed, so that several changes within a minute are one mail.
    """
    now = timezone.now()
    _each(get_untold(now), lambda pk: services.tell_calendar(participant_id=pk, at=now), "live.tell_calendars")


@shared_task(name="live.owe_reminders")
def owe_reminders_task(**_future: object) -> None:
    services.owe_reminders(at=timezone.now())


@shared_task(name="live.sweep_practice_room")
def sweep_practice_room_task(**_future: object) -> None:
    """Give up connections of the practice room that fell silent."""
    now = timezone.now()
    silent = selectors.get_silent_seats(now)
    _each(silent, lambda pk: services.end_silent_seat(occupant_id=pk, at=now), "live.sweep_practice_room")
