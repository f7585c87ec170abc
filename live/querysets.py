"""Which rows: the one read path of sessions, and what is due."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from live.enums import AttendanceState, EventState, SessionState
from lms.accounts.models import User

if TYPE_CHECKING:
    from live.models import FeedToken, Participant, RawEvent, Session  # noqa: F401  types only


class SessionQuerySet(QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Sessions to which ``user`` is admitted today; whoever was removed no longer sees them."""
        return self.filter(participants__person__user=user, participants__removed_at__isnull=True)

    def scheduled(self) -> Self:
        return self.filter(state=SessionState.SCHEDULED)

    def not_over(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at)

    def ended_by(self, at: datetime) -> Self:
        """Held and over at ``at``, whatever their attendance says."""
        return self.scheduled().filter(ends_at__lte=at)

    def unsettled(self) -> Self:
        return self.exclude(attendance_state=AttendanceState.FINAL)


class ParticipantQuerySet(QuerySet["Participant"]):
    def admitted(self) -> Self:
        return self.filter(removed_at__isnull=True)


class RawEventQuerySet(QuerySet["RawEvent"]):
    def waiting(self) -> Self:
        """Stored and not yet read, in the order they came."""
        return self.filter(state=EventState.RECEIVED).order_by("pk")


class FeedTokenQuerySet(QuerySet["FeedToken"]):
    def in_force(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """One's own: whoever has the address needs no account, and nobody else learns that there is one."""
        return self.filter(user=user) if user.is_authenticated else self.none()
