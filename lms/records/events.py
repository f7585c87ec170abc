"""Durable announcements: an event is a row in the transaction it tells of; the queue is only rung."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from lms.records.models import Delivery, Event

log = logging.getLogger("aula.records")

Receiver = Callable[..., None]


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event, declared in the ``signals`` module of its app; ``name`` is ``app.what_happened``."""

    name: str


_receivers: dict[str, dict[str, Receiver]] = {}


def receives(kind: EventKind, *, name: str) -> Callable[[Receiver], Receiver]:
    """Register a receiver of ``kind`` under a stable, unique ``name``; it takes the event's ids as keywords.

    Receivers may hear an event more than once (never after they returned once) and so must be repeatable.
    """

    def register(receiver: Receiver) -> Receiver:
        _receivers.setdefault(kind.name, {})[name] = receiver
        return receiver

    return register


def publish(kind: EventKind, **ids: int) -> None:
    """Record ``kind`` in this transaction and ring the queue after commit. Ids only: receivers read fresh rows."""
    if not _receivers.get(kind.name):
        return
    event = Event.objects.create(name=kind.name, ids=ids)
    # A ring that is lost is heard by the sweeper, so nothing here may fail the request.
    transaction.on_commit(partial(ring, "records.deliver", event_id=event.pk), robust=True)


def ring(task: str, **kwargs: int | str) -> None:
    """Ask the queue to run ``task`` soon; a broken queue is logged and forgiven."""
    if current_app.conf.task_always_eager:  # send_task knows no eager mode
        if task not in current_app.tasks:
            current_app.loader.import_default_modules()  # no worker has done it
        current_app.tasks[task].delay(**kwargs)
        return
    try:
        current_app.send_task(task, kwargs=kwargs)
    except Exception as problem:  # whatever it is: what it is rung for has been committed and will be swept
        log.warning("queue unreachable", extra={"task": task, "problem": type(problem).__name__})


def ring_once(task: str) -> None:
    """Ask the queue to run ``task`` unless it was asked already and has not begun: see ``bell_heard``.

    For tasks that look for everything that waits. What is committed before such a task begins is seen by it.
    """
    if current_app.conf.task_always_eager:
        ring(task)
        return
    try:
        is_first = cache.add(f"ring:{task}", 1, timeout=settings.SWEEP_SECONDS)
    except Exception as problem:  # a cache that is down rings once too often
        log.warning("cache unreachable", extra={"task": task, "problem": type(problem).__name__})
        is_first = True
    if is_first:
        ring(task)


def bell_heard(task: str) -> None:
    """``task`` begins: whoever commits something from here on rings anew."""
    try:
        cache.delete(f"ring:{task}")
    except Exception as problem:  # the key ends by itself, and the sweeper reads what was missed till then
        log.warning("cache unreachable", extra={"task": task, "problem": type(problem).__name__})


def deliver_event(*, event_id: int, at: datetime) -> None:
    """Bring one event to each of its receivers that has not heard it; an error leaves it for the sweeper."""
    event = Event.objects.filter(pk=event_id, delivered_at__isnull=True).first()
    if event is None:
        return
    heard = set(event.deliveries.values_list("receiver", flat=True))
    failed = False
    for name, receiver in _receivers.get(event.name, {}).items():
        if name in heard:
            continue
        try:
            with transaction.atomic():
                # The row first: a second worker waits for it here and finds the work done.
                _delivery, is_ours = Delivery.objects.get_or_create(event=event, receiver=name)
                if is_ours:
                    receiver(**event.ids)
        except Exception:
            failed = True
            log.exception("receiver failed", extra={"event": event.name, "event_id": event.pk, "receiver": name})
    if not failed:
        Event.objects.filter(pk=event.pk).update(delivered_at=at)


def undelivered_events(*, before: datetime) -> QuerySet[Event]:
    """Events older than ``before`` that some receiver has not heard, oldest first."""
    return Event.objects.filter(delivered_at__isnull=True, published_at__lt=before).order_by("pk")
