import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lms.records import approvals, events, installation, ledger

log = logging.getLogger("aula.records")


@shared_task(name="records.deliver")
def deliver_task(*, event_id: int, **_future: object) -> None:
    events.deliver_event(event_id=event_id, at=timezone.now())


@shared_task(name="records.sweep_events")
def sweep_events_task(**_future: object) -> None:
    """The queue is a hint, the database is the truth: bring what a lost ring left behind."""
    now = timezone.now()
    waiting = events.undelivered_events(before=now - timedelta(seconds=settings.SWEEP_SECONDS))
    for event_id in list(waiting.values_list("pk", flat=True)[:500]):
        events.deliver_event(event_id=event_id, at=now)
    installation.note_round(now)


@shared_task(name="records.expire_approvals")
def expire_approvals_task(**_future: object) -> None:
    """Close requests for a second person that nobody decided in time."""
    approvals.expire_approvals(at=timezone.now())


@shared_task(name="records.seal_ledger")
def seal_ledger_task(**_future: object) -> None:
    """Chain what was committed since the last minute."""
    ledger.seal_entries(at=timezone.now())


@shared_task(name="records.verify_ledger")
def verify_ledger_task(**_future: object) -> None:
    """Read the whole chain once a day; what is found stands on the page of the trail, and a fault in the log."""
    verdict = ledger.verify_ledger()
    ledger.note_verdict(verdict, at=timezone.now())
    if verdict.faults:
        log.error("audit trail does not verify", extra={"faults": len(verdict.faults)})
