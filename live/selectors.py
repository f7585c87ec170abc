"""What screens and other rooms read: plain, frozen things in a constant number of queries."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q

from live.attendance_engine import evidence_digest
from live.enums import AttendanceState, Door, EventState
from live.models import Attendance, Participant, PracticeOccupant, RawEvent, Room, Session
from lms.accounts.models import User

LONGEST_GRACE = timedelta(hours=2)
FEED_KEEPS = timedelta(days=60)  # how long a past session stays in a calendar


def get_final_at(session: Session) -> datetime:
    """From when on late reports no longer change a session's attendance."""
    return session.ends_at + timedelta(hours=settings.LIVE_RESETTLE_HOURS)


# --- the door


@dataclass(frozen=True, slots=True)
class JoinOffer:
    """What the page of a session needs to know about its door, for one reader at one instant."""

    door: Door
    opens_at: datetime
    closes_at: datetime
    is_admitted: bool
    is_facilitator: bool
    opens_in: int  # seconds, 0 once open

    @property
    def can_join(self) -> bool:
        return self.is_admitted and self.door == Door.OPEN


def get_join_offer(user: User, session: Session, at: datetime) -> JoinOffer:
    """Whether and when ``user`` may enter ``session``; one query."""
    participant = Participant.objects.admitted().filter(session=session, person__user=user).first()
    return JoinOffer(
        door=read_door(session, at),
        opens_at=session.opens_at,
        closes_at=session.closes_at,
        is_admitted=participant is not None and user.is_active,
        is_facilitator=participant is not None and participant.is_facilitator,
        opens_in=max(0, -int((at - session.opens_at).total_seconds() // 1)),
    )


def read_door(session: Session, at: datetime) -> Door:
    """What the door of ``session`` says at ``at`` to anybody who may see it."""
    if session.is_cancelled:
        return Door.CANCELLED
    if at >= session.closes_at:
        return Door.CLOSED
    if not session.has_room:
        return Door.IN_PERSON
    return Door.OPEN if at >= session.opens_at else Door.WAITING


# --- attendance


@dataclass(frozen=True, slots=True)
class AttendanceTotals:
    """One person's time in a series. ``is_final`` only when every session of it is over and final."""

    present_seconds: int
    scheduled_seconds: int
    is_final: bool
    evidence_digest: str


def get_attendance_totals(series_id: int, person_ids: Collection[int]) -> dict[int, AttendanceTotals]:
    """The totals of each of ``person_ids`` over the sessions that stand, whoever was admitted to which; two queries."""
    return get_totals_by_series([series_id], person_ids)[series_id]


def get_totals_by_series(
    series_ids: Collection[int], person_ids: Collection[int]
) -> dict[int, dict[int, AttendanceTotals]]:
    """As ``get_attendance_totals`` for several series at once, such as those on one desk; two queries for all."""
    sessions: dict[int, list[Session]] = {series_id: [] for series_id in series_ids}
    for session in Session.objects.scheduled().filter(series_id__in=series_ids):
        sessions[session.series_id].append(session)
    rows: dict[tuple[int, int], list[tuple[str, int, str]]] = defaultdict(list)
    found = Attendance.objects.filter(
        session__in=[one for held in sessions.values() for one in held], participant__person_id__in=person_ids
    )
    for series_id, person_id, session_ref, seconds, digest in found.values_list(
        "session__series_id", "participant__person_id", "session__public_id", "seconds", "evidence_digest"
    ):
        rows[series_id, person_id].append((session_ref, seconds, digest))
    return {
        series_id: {person_id: _totals(held, rows[series_id, person_id]) for person_id in person_ids}
        for series_id, held in sessions.items()
    }


def _totals(sessions: list[Session], rows: list[tuple[str, int, str]]) -> AttendanceTotals:
    scheduled = sum(session.scheduled_seconds for session in sessions)
    return AttendanceTotals(
        present_seconds=sum(seconds for _session, seconds, _digest in rows),
        scheduled_seconds=scheduled,
        is_final=bool(sessions) and all(one.attendance_state == AttendanceState.FINAL for one in sessions),
        evidence_digest=evidence_digest([scheduled, *sorted(rows)]),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of presence, in seconds from the session's start."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """A reader's own minutes in one session, as far as they are known."""

    seconds: int
    scheduled_seconds: int
    is_final: bool
    is_inferred: bool
    final_at: datetime
    spans: list[Span]


def get_own_attendance(user: User, session: Session) -> OwnAttendance | None:
    """What ``session`` credits ``user``, or None before it was counted; one query."""
    row = Attendance.objects.filter(session=session, participant__person__user=user).first()
    if row is None:
        return None
    starts = int(session.starts_at.timestamp())
    return OwnAttendance(
        seconds=row.seconds,
        scheduled_seconds=session.scheduled_seconds,
        is_final=session.attendance_state == AttendanceState.FINAL,
        is_inferred=row.is_inferred,
        final_at=get_final_at(session),
        spans=[Span(start - starts, end - start) for start, end in row.intervals],
    )


@dataclass(frozen=True, slots=True)
class DueSettlements:
    """Sessions whose minutes are to be counted now, and those to be counted for good."""

    to_settle: list[int]
    to_finalise: list[int]


def get_due_settlements(at: datetime) -> DueSettlements:
    """Ended sessions never counted or told of since, and provisional ones whose time for late reports is over."""
    ended = Session.objects.unsettled().ended_by(at)
    heard = Count("rooms__raw_events", filter=Q(rooms__raw_events__state=EventState.COUNTED))
    provisional = ended.filter(attendance_state=AttendanceState.PROVISIONAL)
    to_finalise = set(
        provisional.filter(ends_at__lte=at - timedelta(hours=settings.LIVE_RESETTLE_HOURS)).values_list("pk", flat=True)
    )
    to_settle = set(ended.filter(attendance_state=AttendanceState.NONE).values_list("pk", flat=True))
    # Counted, not dated: an event whose transaction ended after the count began would carry an earlier time.
    told_more = provisional.annotate(heard=heard).exclude(heard=F("settled_events"))
    to_settle |= set(told_more.values_list("pk", flat=True)) - to_finalise
    return DueSettlements(sorted(to_settle), sorted(to_finalise))


# --- the practice room


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody in the practice room, by name: only for eyes that were admitted."""

    name: str
    is_facilitator: bool
    is_self: bool


def get_people_here(room: Room, participant: Participant) -> list[PersonHere]:
    """Who is in ``room``, each once, in the order they came, as ``participant`` sees it; one query."""
    here = PracticeOccupant.objects.filter(room=room, left_at__isnull=True).select_related("participant__person")
    people = {occupant.participant_id: occupant.participant for occupant in here}
    return [
        PersonHere(name=one.person.full_name, is_facilitator=one.is_facilitator, is_self=one.pk == participant.pk)
        for one in people.values()
    ]


def get_silent_seats(at: datetime) -> list[int]:
    """Connections of practice rooms that were last heard of too long ago."""
    silent = PracticeOccupant.objects.filter(
        left_at__isnull=True, seen_at__lte=at - timedelta(seconds=settings.LIVE_PRACTICE_SILENCE_SECONDS)
    )
    return list(silent.order_by("seen_at").values_list("pk", flat=True)[:500])


def get_last_presence(user: User, at: datetime) -> datetime | None:
    """When ``user`` was last in a room of a session that is going on; a room nobody reported to have left is now.

    Asked only before an idle session of the site is closed.
    """
    seen_at = (
        PracticeOccupant.objects.filter(participant__person__user=user, left_at__isnull=True)
        .order_by("-seen_at")
        .values_list("seen_at", flat=True)
        .first()
    )
    if seen_at is not None:
        return seen_at
    seats = Participant.objects.admitted().filter(
        person__user=user,
        session__starts_at__lte=at + LONGEST_GRACE,
        session__ends_at__gte=at - LONGEST_GRACE,
    )
    moments = [moment for seat in seats if (moment := _last_report_of(seat, at)) is not None]
    return max(moments, default=None)


def _last_report_of(seat: Participant, at: datetime) -> datetime | None:
    """What the video server said last of ``seat``: there, or gone since."""
    event = (
        RawEvent.objects.filter(room__session=seat.session_id, body__contains=seat.public_id)
        .order_by("-received_at", "-pk")
        .first()
    )
    if event is None:
        return None
    return at if json.loads(event.body).get("event_name") == "muc-occupant-joined" else event.received_at


# --- calendars


def get_upcoming_sessions(user: User, at: datetime, limit: int = 50) -> list[Session]:
    """The next sessions of ``user`` whose door has not closed, soonest first; one query."""
    coming = Session.objects.visible_to(user).scheduled().filter(ends_at__gt=at - LONGEST_GRACE).order_by("starts_at")
    return [session for session in coming[:limit] if at < session.closes_at]


def get_feed_sessions(user: User, at: datetime) -> list[Session]:
    """What belongs in the calendar of ``user``: cancelled sessions too, so that they can be crossed out; one query."""
    mine = Session.objects.visible_to(user).filter(ends_at__gt=at - FEED_KEEPS).select_related("series")
    return list(mine.order_by("starts_at", "pk"))
