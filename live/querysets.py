"""Which rows: the one read path of sessions, and what is due."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from live.activities import all_activities
from live.enums import AttendanceState, EventState, ParticipantRole, SessionState
from lms.accounts.models import User

if TYPE_CHECKING:
    from live.models import FeedToken, Participant, RawEvent, RegisterEntry, Series, Session  # noqa: F401  types only


class SeriesQuerySet(QuerySet["Series"]):
    def visible_to(self, user: User) -> Self:
        """Series whose sessions ``user`` arranges, as the activities say that asked for them."""
        if not user.is_active:
            return self.none()
        planned = Q(pk__in=[])
        for activity in all_activities():
            planned |= Q(pk__in=activity.planned_by(user))
        return self.filter(planned)


class SessionQuerySet(QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Sessions to which ``user`` is admitted today; whoever was removed no longer sees them."""
        return self.admitting(user.pk)

    def admitting(self, user_id: int | None) -> Self:
        """As ``visible_to``, by the account's number."""
        return self.filter(participants__person__user=user_id, participants__removed_at__isnull=True)

    def led_by(self, user: User) -> Self:
        """Sessions whose register ``user`` keeps: those they conduct."""
        return self.facilitated_by(user)

    def facilitated_by(self, user: User) -> Self:
        """Those of ``visible_to`` that ``user`` conducts: lists of people are theirs alone."""
        return self.conducted_by(user.pk) if user.is_active else self.none()

    def conducted_by(self, user_id: int) -> Self:
        """As ``facilitated_by``, whether or not that account may still sign in."""
        return self.filter(
            participants__person__user=user_id,
            participants__removed_at__isnull=True,
            participants__role=ParticipantRole.FACILITATOR,
        )

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


class RegisterEntryQuerySet(QuerySet["RegisterEntry"]):
    def standing(self) -> Self:
        """Not withdrawn, confirmed or not."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self) -> Self:
        """Confirmed and not withdrawn: what has a say."""
        return self.standing().filter(confirmed_at__isnull=False)


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
