"""When a session is, and who is admitted to it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from schedule.models import Calendar, Event

from live.enums import AttendanceState, Modality, ParticipantRole, SessionState
from live.models import Participant, Room, Series, Session
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated, new_public_id
from lms.common.times import known_zones
from lms.records import audit
from network.models import Person
from network.selectors import get_acting_role, get_role_towards


class ZoneUnknown(DomainError):
    message = _("There is no time zone called “%(zone)s”. Choose one from the list, such as America/El_Salvador.")


class SessionBackwards(DomainError):
    message = _("A session has to end after it begins. Check both hours.")


class SessionStarted(DomainError):
    message = _("This session has already begun, so its time can no longer change. Schedule another one instead.")


class SessionCancelled(DomainError):
    message = _("This session was cancelled. Schedule another one instead.")


@transaction.atomic
def create_series(*, title: Mapping[str, str], time_zone: str, at: datetime) -> Series:
    """A new series with a calendar of its own, on the organiser's clock ``time_zone``."""
    if time_zone not in known_zones():
        raise ZoneUnknown(zone=time_zone)
    public_id = new_public_id()
    calendar = Calendar.objects.create(name=Translated(title).in_language("es")[:200], slug=public_id)
    series = Series.objects.create(
        public_id=public_id, calendar=calendar, title=dict(title), time_zone=time_zone, created_at=at
    )
    audit.log(action="live.create_series", instance=series, actor=None, at=at)
    return series


@transaction.atomic
def schedule_session(
    *,
    series: Series,
    title: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    modality: Modality | str,
    actor: User | None,
    at: datetime,
    preparation: Mapping[str, str] | None = None,
    early_minutes: int = 15,
) -> Session:
    """One session of ``series`` with a fresh room; the same one asked for again is returned as it stands."""
    if ends_at <= starts_at:
        raise SessionBackwards
    series = Series.objects.select_for_update().get(pk=series.pk)
    same = series.sessions.scheduled().filter(starts_at=starts_at, ends_at=ends_at)
    for session in same:
        if session.title == dict(title):
            return session
    session = Session.objects.create(
        series=series,
        event=Event.objects.create(
            calendar_id=series.calendar_id,
            title=Translated(title).in_language("es")[:255],
            start=starts_at,
            end=ends_at,
            rule=None,
            creator=actor,
        ),
        title=dict(title),
        preparation=dict(preparation or {}),
        modality=modality,
        starts_at=starts_at,
        ends_at=ends_at,
        early_minutes=early_minutes,
        changed_at=at,
    )
    Room.objects.create(session=session, created_at=at)
    audit.log(action="live.schedule_session", instance=session, actor=actor, at=at, role=get_acting_role(actor))
    return session


@transaction.atomic
def move_session(
    *, session: Session, starts_at: datetime, ends_at: datetime, actor: User | None, at: datetime
) -> Session:
    """Another time for a session that has not begun; calendars learn of it by its raised sequence."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if (session.starts_at, session.ends_at) == (starts_at, ends_at):
        return session
    _refuse_unless_movable(session, at)
    if ends_at <= starts_at:
        raise SessionBackwards
    session.starts_at, session.ends_at = starts_at, ends_at
    Event.objects.filter(pk=session.event_id).update(start=starts_at, end=ends_at)
    _save_change(session, at)
    audit.log(action="live.move_session", instance=session, actor=actor, at=at, role=get_acting_role(actor))
    return session


@transaction.atomic
def cancel_session(*, session: Session, actor: User | None, at: datetime, reason: str = "") -> Session:
    """Call a session off before it begins; calendars keep it, crossed out."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled:
        return session
    _refuse_unless_movable(session, at)
    session.state = SessionState.CANCELLED
    _save_change(session, at)
    audit.log(
        action="live.cancel_session",
        instance=session,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        from_state=SessionState.SCHEDULED,
        to_state=SessionState.CANCELLED,
        detail=reason,
    )
    return session


def _refuse_unless_movable(session: Session, at: datetime) -> None:
    if session.is_cancelled:
        raise SessionCancelled
    if at >= session.starts_at or session.attendance_state != AttendanceState.NONE:
        raise SessionStarted


def _save_change(session: Session, at: datetime) -> None:
    session.sequence += 1
    session.changed_at = at
    session.save(update_fields=["starts_at", "ends_at", "state", "sequence", "changed_at"])


@transaction.atomic
def admit_participant(
    *, session: Session, person: Person, role: ParticipantRole | str, actor: User | None, at: datetime
) -> Participant:
    """Let ``person`` in under ``role``; who was removed is let in again, another role replaces the former."""
    participant, is_new = Participant.objects.select_for_update().get_or_create(
        session=session, person=person, defaults={"role": role, "admitted_at": at}
    )
    if not is_new:
        if participant.removed_at is None and participant.role == role:
            return participant
        if participant.removed_at is not None:
            participant.removed_at, participant.admitted_at = None, at
            participant.revision += 1
        participant.role = role
        participant.save(update_fields=["role", "admitted_at", "removed_at", "revision"])
    acting = get_role_towards(actor, person)
    audit.log(
        action="live.admit_participant", instance=participant, actor=actor, at=at, role=acting, to_state=str(role)
    )
    return participant


@transaction.atomic
def remove_participant(
    *, session: Session, person: Person, actor: User | None, at: datetime, reason: str = ""
) -> Participant | None:
    """Shut the door for ``person``: no token is minted any more. None where they were never admitted."""
    participant = Participant.objects.select_for_update().filter(session=session, person=person).first()
    if participant is None or participant.removed_at is not None:
        return participant
    participant.removed_at = max(at, participant.admitted_at)
    participant.revision += 1
    participant.save(update_fields=["removed_at", "revision"])
    acting = get_role_towards(actor, person)
    audit.log(action="live.remove_participant", instance=participant, actor=actor, at=at, role=acting, detail=reason)
    return participant
