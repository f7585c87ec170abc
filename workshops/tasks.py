from celery import shared_task
from django.utils import timezone

from workshops.selectors.quiz import get_overdue_attempts
from workshops.services import completion, departures, editions, offers, proposals, quiz


@shared_task(name="workshops.complete")
def complete_task(*, enrolment_id: int, **_future: object) -> None:
    completion.complete_if_ready(enrolment_id=enrolment_id, at=timezone.now())


@shared_task(name="workshops.sweep_completions")
def sweep_completions_task(**_future: object) -> None:
    """The queue is a hint, the database is the truth: decide whoever can be decided."""
    completion.decide_completions(at=timezone.now())


@shared_task(name="workshops.start_editions")
def start_editions_task(**_future: object) -> None:
    """An edition is under way from its first day, whether or not anybody presses a button."""
    editions.start_due_editions(at=timezone.now())


@shared_task(name="workshops.lapse_offers")
def lapse_offers_task(**_future: object) -> None:
    """An offer that nobody answered passes on."""
    offers.lapse_overdue_offers(at=timezone.now())


@shared_task(name="workshops.sweep_attempts")
def sweep_attempts_task(**_future: object) -> None:
    """Close what ran out of time while nobody was looking."""
    now = timezone.now()
    for attempt_id in get_overdue_attempts(now):
        quiz.expire_attempt(attempt_id=attempt_id, at=now)


@shared_task(name="workshops.settle_departures")
def settle_departures_task(**_future: object) -> None:
    """Also for a day that was named beforehand and has come."""
    departures.settle_departures(at=timezone.now())


@shared_task(name="workshops.remind_offices")
def remind_offices_task(**_future: object) -> None:
    """Offices that have proposed nothing are reminded five days and one day before the deadline."""
    proposals.remind_offices(at=timezone.now())
