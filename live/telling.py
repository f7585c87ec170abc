"""Whose calendar says something else than ours, and who is to be reminded: asked by sweepers, decided by services."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from live.enums import SessionState
from live.models import Participant

ONCE = 500  # people told in one sweep; the others in the next


def is_expected(participant: Participant) -> bool:
    """Admitted to a session that stands."""
    return participant.removed_at is None and participant.session.state == SessionState.SCHEDULED


def get_untold(at: datetime) -> list[int]:
    """Participants of sessions still to end whose calendar was last told something else; one query."""
    now = F("session__sequence") + F("revision")
    expected = Q(removed_at__isnull=True, session__state=SessionState.SCHEDULED)
    never_told = expected & Q(told_sequence__isnull=True)
    told_otherwise = Q(told_sequence__isnull=False) & ~Q(told_sequence=now)
    coming = Participant.objects.filter(session__ends_at__gt=at).filter(never_told | told_otherwise)
    return list(coming.order_by("session__starts_at", "pk").values_list("pk", flat=True)[:ONCE])


@dataclass(frozen=True, slots=True)
class Reminder:
    """How long before a session somebody is reminded; later than ``latest`` before it there is no point in it."""

    hours: int
    latest: timedelta

    def window(self, at: datetime) -> tuple[datetime, datetime]:
        """Sessions that begin after the first and not after the second instant are due at ``at``."""
        return at + self.latest, at + timedelta(hours=self.hours)


REMINDERS = (Reminder(24, timedelta(hours=12)), Reminder(1, timedelta(minutes=5)))


def reminder_key(participant: Participant, hours: int) -> str:
    """One for each hour of beginning: who was reminded of a session that then moved is reminded of the new hour."""
    return f"live.reminder:{hours}:{participant.public_id}:{int(participant.session.starts_at.timestamp())}"


def get_reminders_due(at: datetime) -> Iterator[tuple[Reminder, list[Participant]]]:
    """Who is within reach of which reminder, whether or not it is owed already; one query each."""
    for reminder in REMINDERS:
        after, until = reminder.window(at)
        due = Participant.objects.admitted().filter(
            session__state=SessionState.SCHEDULED, session__starts_at__gt=after, session__starts_at__lte=until
        )
        yield reminder, list(due.select_related("session", "person__user"))
