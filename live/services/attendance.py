"""Settling attendance: the same evidence gives the same minutes, however often and in whatever order it is read."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.attendance_engine import (
    ClosedStay,
    Presence,
    Reckoning,
    Seen,
    Window,
    Witness,
    count,
    evidence_digest,
    read_event,
    reckon,
)
from live.enums import AttendanceState, EntryKind, EventState
from live.models import Attendance, Connection, Participant, RawEvent, RegisterEntry, Room, Session
from live.selectors import get_final_at
from live.services.events import process_events_of
from live.services.scheduling import SessionCancelled
from live.signals import ATTENDANCE_SETTLED
from lms.common.errors import DomainError
from lms.records import audit
from lms.records.events import publish


class SessionNotOver(DomainError):
    message = _("This session is not over yet; its attendance is counted when it ends.")


class AttendanceStillOpen(DomainError):
    message = _("Late reports are still accepted for this session, so its attendance cannot be made final yet.")


@transaction.atomic
def settle_attendance(*, session_id: int, at: datetime) -> Session:
    """Count the minutes of a session that ended; provisional, and counted anew when late events come."""
    session = _lock_ended_session(session_id, at)
    if session.attendance_state != AttendanceState.FINAL:
        _settle(session, AttendanceState.PROVISIONAL, at)
    return session


@transaction.atomic
def finalise_attendance(*, session_id: int, at: datetime) -> Session:
    """Count once more and for good; what is told later is kept and changes nothing."""
    session = _lock_ended_session(session_id, at)
    if session.attendance_state == AttendanceState.FINAL:
        return session
    if at < get_final_at(session):
        raise AttendanceStillOpen
    _settle(session, AttendanceState.FINAL, at)
    audit.log(
        action="live.finalise_attendance",
        instance=session,
        actor=None,
        at=at,
        from_state=AttendanceState.PROVISIONAL,
        to_state=AttendanceState.FINAL,
    )
    return session


def _lock_ended_session(session_id: int, at: datetime) -> Session:
    session = Session.objects.select_for_update().get(pk=session_id)
    if session.is_cancelled:
        raise SessionCancelled
    if at < session.ends_at:
        raise SessionNotOver
    return session


def settle_again(*, session: Session, at: datetime) -> None:
    """The register changed: count anew what was counted and is not final. Within the caller's transaction and lock."""
    if session.attendance_state == AttendanceState.PROVISIONAL:
        _settle(session, AttendanceState.PROVISIONAL, at)


def _settle(session: Session, state: AttendanceState, at: datetime) -> None:
    _read_waiting_events(session, at)
    told = RawEvent.objects.filter(room__session=session, state=EventState.COUNTED)
    bodies = list(told.values_list("body", flat=True))
    window = window_of(session)
    reckoning = reckon((read_event(json.loads(body)) for body in bodies), window)
    participants = list(Participant.objects.filter(session=session).order_by("pk"))
    reckoning = with_register(
        reckoning, RegisterEntry.objects.in_force().filter(session=session).select_related("participant"), window
    )
    digest = _write_attendance(session, participants, reckoning, at)
    _write_connections(session, participants, reckoning)
    is_news = (session.evidence_digest, session.attendance_state) != (digest, state)
    session.evidence_digest, session.attendance_state = digest, state
    session.settled_at, session.settled_events = at, len(bodies)
    session.save(update_fields=["evidence_digest", "attendance_state", "settled_at", "settled_events"])
    if is_news:
        publish(ATTENDANCE_SETTLED, session_id=session.pk)


def _read_waiting_events(session: Session, at: datetime) -> None:
    """What the queue has not brought yet counts too: a session must not become final over unread evidence."""
    process_events_of(names=list(Room.objects.filter(session=session).values_list("name", flat=True)), at=at)


def with_register(reckoning: Reckoning, entries: Iterable[RegisterEntry], window: Window) -> Reckoning:
    """``reckoning`` with what people wrote: what they saw joins each person's union, so nothing counts twice."""
    lines: dict[str, list[RegisterEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.public_id):
        lines[entry.participant.public_id].append(entry)
    stays = {user_id: presence.stays for user_id, presence in reckoning.people.items()}
    people = dict(reckoning.people)
    for user_id, own in lines.items():
        people[user_id] = count(stays.get(user_id, ()), window, _witness(own, stays, reckoning.nobody))
    return Reckoning(people, reckoning.nobody)


def _witness(
    entries: list[RegisterEntry],
    stays: dict[str, tuple[ClosedStay, ...]],
    nobody: tuple[ClosedStay, ...],
) -> Witness:
    seen: list[Seen] = []
    made_up, corrected = 0, None
    for entry in entries:
        if entry.kind == EntryKind.MAKE_UP:
            made_up += entry.seconds or 0
        elif entry.kind == EntryKind.CORRECTION:
            corrected = entry.seconds
        elif entry.kind == EntryKind.SHARED_SCREEN:
            seen += [Seen(stay.interval, entry.public_id) for stay in stays.get(entry.source_ref, ())]
        elif entry.kind == EntryKind.TELEPHONE:
            unknown = (*nobody, *(stay for told in stays.values() for stay in told))
            seen += [
                Seen(stay.interval, entry.public_id) for stay in unknown if stay.key.occupant_jid == entry.source_ref
            ]
        elif entry.from_at and entry.to_at:
            span = int(entry.from_at.timestamp()), int(entry.to_at.timestamp())
            seen.append(Seen(span, entry.public_id))
    return Witness(tuple(seen), made_up, corrected, tuple(entry.public_id for entry in entries))


def window_of(session: Session) -> Window:
    """The instants between which a session's presence and credit count, in seconds."""
    return Window(
        opens=int(session.opens_at.timestamp()),
        starts=int(session.starts_at.timestamp()),
        ends=int(session.ends_at.timestamp()),
        closes=int(session.closes_at.timestamp()),
    )


def _write_attendance(session: Session, participants: list[Participant], reckoning: Reckoning, at: datetime) -> str:
    """One row for each participant, those never seen included; answers the digest of the whole session."""
    rows = [
        _attendance_row(session, participant, reckoning.people.get(participant.public_id, Presence()), at)
        for participant in participants
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["participant"],
        update_fields=[
            "seconds",
            "present_seconds",
            "is_inferred",
            "has_overlap",
            "intervals",
            "evidence_digest",
            "settled_at",
        ],
    )
    window = window_of(session)
    return evidence_digest(
        [
            [window.opens, window.starts, window.ends, window.closes],
            *sorted([row.participant.public_id, row.seconds, row.evidence_digest] for row in rows),
        ]
    )


def _attendance_row(session: Session, participant: Participant, presence: Presence, at: datetime) -> Attendance:
    return Attendance(
        session=session,
        participant=participant,
        seconds=presence.seconds,
        present_seconds=presence.present_seconds,
        is_inferred=presence.is_inferred,
        has_overlap=presence.has_overlap,
        intervals=[list(interval) for interval in presence.intervals],
        evidence_digest=presence.evidence_digest,
        settled_at=at,
    )


def _write_connections(session: Session, participants: list[Participant], reckoning: Reckoning) -> None:
    known = {participant.public_id: participant for participant in participants}
    stays = [*reckoning.nobody, *(stay for presence in reckoning.people.values() for stay in presence.stays)]
    Connection.objects.filter(session=session).delete()
    Connection.objects.bulk_create(_connection_row(session, known.get(stay.user_id), stay) for stay in stays)


def _connection_row(session: Session, participant: Participant | None, stay: ClosedStay) -> Connection:
    return Connection(
        session=session,
        participant=participant,
        user_ref=stay.user_id,
        room_jid=stay.key.room_jid,
        breakout_room_id=stay.key.breakout_room_id,
        occupant_jid=stay.key.occupant_jid,
        joined_at=datetime.fromtimestamp(stay.key.joined_at, UTC),
        left_at=datetime.fromtimestamp(stay.left_at, UTC),
        closed_by=stay.closed_by.value,
    )
