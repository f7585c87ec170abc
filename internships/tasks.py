"""What runs by itself: one service call each."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from internships.enums import CallState
from internships.models import Call
from internships.services import calls, retention, week


@shared_task(name="internships.follow_days", ignore_result=True)
def follow_days_task(**_future: Any) -> None:
    """Close what takes applications when its last day is over; end internships whose last day has come."""
    at = timezone.now()
    for call in Call.objects.filter(state=CallState.INTERNS_CALL):
        if at >= call.closes_at():
            calls.begin_selection(call=call, at=at)
    week.end_due_internships(at=at)


@shared_task(name="internships.purge_emergency_contacts", ignore_result=True)
def purge_emergency_contacts_task(**_future: Any) -> None:
    retention.purge_emergency_contacts(at=timezone.now())
