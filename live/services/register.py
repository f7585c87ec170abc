"""The register: roll call, shared screens, telephones, excuses, minutes made up and corrections, each with its author.

Every line is written under the lock of its session and counted at once where the session was counted. Once the
attendance is final only a correction moves it, and that too leaves the evidence as it was.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.attendance_engine import evidence_digest
from live.enums import AttendanceState, EntryKind, Modality
from live.models import Attendance, Connection, Participant, RegisterEntry, Session
from live.services.attendance import settle_again
from live.services.joining import NotAdmitted
from live.services.scheduling import SessionCancelled
from live.signals import ATTENDANCE_SETTLED
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from lms.records.events import publish
from network.models import Person

FACILITATOR = "FACILITATOR"


class RegisterClosed(DomainError):
    message = _("The attendance of this session is final. It can be corrected, with a reason.")


class RegisterNotOpen(DomainError):
    message = _("The register opens when the door of the session does.")


class OwnMinutes(DomainError):
    message = _("Nobody keeps the register about themselves. Ask the other facilitator or the Secretariat.")


class ReasonMissing(DomainError):
    message = _("Say why: whoever reads the register later has to understand it.")


class SecondsImpossible(DomainError):
    message = _("The minutes have to lie between 0 and the length of the session.")


class ScreenUnknown(DomainError):
    message = _("This person is not among the participants of the session.")


class ConnectionUnknown(DomainError):
    message = _("This connection is not among those without an owner.")


def lock_open_register(session_id: int) -> Session:
    """The session, locked, unless it was cancelled or its attendance is final."""
    session = _lock(session_id)
    if session.attendance_state == AttendanceState.FINAL:
        raise RegisterClosed
    return session


def _lock(session_id: int) -> Session:
    session = Session.objects.select_for_update().get(pk=session_id)
    if session.is_cancelled:
        raise SessionCancelled
    return session


def find_own_seat(session: Session, actor: User) -> Participant:
    """Under what ``actor`` is admitted to ``session``, or the refusal."""
    participant = Participant.objects.admitted().filter(session=session, person__user=actor).first()
    if participant is None or not actor.is_active:
        raise NotAdmitted
    participant.session = session  # the locked row, so that a count is not made of a stale one
    return participant


def write_entry(
    *,
    participant: Participant,
    kind: EntryKind,
    actor: User | None,
    at: datetime,
    span: tuple[datetime, datetime] | None = None,
    source_ref: str = "",
    seconds: int | None = None,
    reason: str = "",
    is_confirmed: bool = False,
) -> RegisterEntry:
    """The line that says so: the one that stands, confirmed if it was not, or a new one. Under the session's lock."""
    entry = RegisterEntry.objects.standing().filter(participant=participant, kind=kind, source_ref=source_ref).first()
    if entry is not None and (entry.is_confirmed or not is_confirmed):
        return entry
    if entry is None:
        entry = RegisterEntry(session=participant.session, participant=participant, kind=kind, source_ref=source_ref)
        entry.seconds, entry.reason, entry.written_at, entry.written_by = seconds, reason, at, actor
        entry.from_at, entry.to_at = span or (None, None)
    if is_confirmed:
        entry.confirmed_at, entry.confirmed_by = at, actor
    entry.save()
    audit.log(
        action="live.write_register",
        instance=entry,
        actor=actor,
        at=at,
        role=FACILITATOR if is_confirmed and kind != EntryKind.CHECK_IN else "PARTICIPANT",
        to_state=kind,
        detail=reason,
        about=participant.person.public_id,
    )
    settle_again(session=participant.session, at=at)
    return entry


def _find_others(session: Session, refs: Collection[str], actor: User) -> list[Participant]:
    """Those participants; whoever keeps the register is not among them."""
    found = list(Participant.objects.filter(session=session, public_id__in=refs).select_related("person", "session"))
    if len(found) != len(set(refs)):
        raise ScreenUnknown
    if any(one.person.user_id == actor.pk for one in found):
        raise OwnMinutes
    for one in found:
        one.session = session
    return found


@transaction.atomic
def mark_on_site(*, session_id: int, participant_refs: Collection[str], actor: User, at: datetime) -> int:
    """The facilitator saw these people for the whole session; answers how many were not marked before."""
    session = lock_open_register(session_id)
    if session.modality == Modality.REMOTE or at < session.opens_at:
        raise RegisterNotOpen
    others = _find_others(session, participant_refs, actor)
    before = RegisterEntry.objects.in_force().filter(session=session, kind=EntryKind.ON_SITE).count()
    for participant in others:
        write_entry(
            participant=participant,
            kind=EntryKind.ON_SITE,
            span=(session.starts_at, session.ends_at),
            actor=actor,
            at=at,
            is_confirmed=True,
        )
    return RegisterEntry.objects.in_force().filter(session=session, kind=EntryKind.ON_SITE).count() - before


@transaction.atomic
def propose_shared_screen(*, session_id: int, screen_ref: str, actor: User, at: datetime) -> RegisterEntry:
    """``actor`` sits before somebody else's screen. It counts once the facilitator has confirmed it."""
    session = lock_open_register(session_id)
    participant = find_own_seat(session, actor)
    if not session.has_room or at < session.opens_at:
        raise RegisterNotOpen
    screens = Participant.objects.admitted().filter(session=session).exclude(pk=participant.pk)
    if not screens.filter(public_id=screen_ref).exists():
        raise ScreenUnknown
    return write_entry(participant=participant, kind=EntryKind.SHARED_SCREEN, source_ref=screen_ref, actor=actor, at=at)


@transaction.atomic
def assign_telephone(
    *, session_id: int, participant_ref: str, occupant_jid: str, actor: User, at: datetime
) -> RegisterEntry:
    """A connection without an owner was this person: a caller, or a token that said nothing."""
    session = lock_open_register(session_id)
    (participant,) = _find_others(session, [participant_ref], actor)
    unowned = Connection.objects.filter(session=session, participant__isnull=True, occupant_jid=occupant_jid)
    if not unowned.exists():
        raise ConnectionUnknown
    taken = RegisterEntry.objects.standing().filter(session=session, kind=EntryKind.TELEPHONE, source_ref=occupant_jid)
    if taken.exclude(participant=participant).exists():
        raise ConnectionUnknown
    return write_entry(
        participant=participant,
        kind=EntryKind.TELEPHONE,
        source_ref=occupant_jid,
        actor=actor,
        at=at,
        is_confirmed=True,
    )


@transaction.atomic
def confirm_entry(*, session_id: int, entry_ref: str, actor: User, at: datetime) -> RegisterEntry:
    """What somebody proposed is so; confirming twice changes nothing."""
    session = lock_open_register(session_id)
    entry = _find_entry(session, entry_ref, actor)
    if entry.is_confirmed or entry.withdrawn_at is not None:
        return entry
    entry.confirmed_at, entry.confirmed_by = at, actor
    entry.save(update_fields=["confirmed_at", "confirmed_by"])
    _log(entry, "live.confirm_register", actor, at)
    settle_again(session=session, at=at)
    return entry


@transaction.atomic
def withdraw_entry(*, session_id: int, entry_ref: str, actor: User, at: datetime) -> RegisterEntry:
    """A line has no say any more; it stays readable."""
    session = lock_open_register(session_id)
    entry = _find_entry(session, entry_ref, actor)
    if entry.withdrawn_at is not None:
        return entry
    entry.withdrawn_at = at
    entry.save(update_fields=["withdrawn_at"])
    _log(entry, "live.withdraw_register", actor, at)
    settle_again(session=session, at=at)
    return entry


def _find_entry(session: Session, entry_ref: str, actor: User) -> RegisterEntry:
    entries = RegisterEntry.objects.filter(session=session, public_id=entry_ref)
    entry = entries.select_related("participant__person").first()
    if entry is None:
        raise ScreenUnknown
    if entry.participant.person.user_id == actor.pk:
        raise OwnMinutes
    return entry


def _log(entry: RegisterEntry, action: str, actor: User, at: datetime) -> None:
    about = entry.participant.person.public_id
    audit.log(action=action, instance=entry, actor=actor, at=at, role=FACILITATOR, to_state=entry.kind, about=about)


@transaction.atomic
def excuse_absence(*, session_id: int, participant_ref: str, reason: str, actor: User, at: datetime) -> RegisterEntry:
    """An absence with a reason. It adds no minutes."""
    session = lock_open_register(session_id)
    (participant,) = _find_others(session, [participant_ref], actor)
    if not reason.strip():
        raise ReasonMissing
    return write_entry(
        participant=participant,
        kind=EntryKind.EXCUSED,
        reason=reason.strip()[:500],
        actor=actor,
        at=at,
        is_confirmed=True,
    )


@transaction.atomic
def credit_make_up(
    *, session: Session, person: Person, seconds: int, source_ref: str, at: datetime
) -> RegisterEntry | None:
    """An activity says that ``person`` made up ``seconds``: saw the recording and passed its questions.

    At most a fifth of the scheduled time can be made up, however much is credited (attendance_engine.witness).
    ``source_ref`` names what was seen, once. None where the person has no place in the session.
    """
    locked = lock_open_register(session.pk)
    participant = Participant.objects.select_related("person").filter(session=locked, person=person).first()
    if participant is None:
        return None
    participant.session = locked
    return write_entry(
        participant=participant,
        kind=EntryKind.MAKE_UP,
        seconds=max(0, min(seconds, locked.scheduled_seconds)),
        source_ref=source_ref,
        actor=None,
        at=at,
        is_confirmed=True,
    )


@transaction.atomic
def correct_minutes(
    *, session_id: int, participant_ref: str, seconds: int, reason: str, actor: User, at: datetime
) -> RegisterEntry:
    """Credit ``seconds`` whatever was counted. The former correction and all evidence stay; final minutes move too."""
    session = _lock(session_id)
    (participant,) = _find_others(session, [participant_ref], actor)
    if not reason.strip():
        raise ReasonMissing
    if not 0 <= seconds <= session.scheduled_seconds:
        raise SecondsImpossible
    if at < session.ends_at:
        raise RegisterNotOpen
    former = RegisterEntry.objects.standing().filter(participant=participant, kind=EntryKind.CORRECTION).first()
    if former is not None:
        if (former.seconds, former.reason) == (seconds, reason.strip()[:500]):
            return former
        former.withdrawn_at = at
        former.save(update_fields=["withdrawn_at"])
    entry = write_entry(
        participant=participant,
        kind=EntryKind.CORRECTION,
        seconds=seconds,
        reason=reason.strip()[:500],
        actor=actor,
        at=at,
        is_confirmed=True,
    )
    if session.attendance_state == AttendanceState.FINAL:
        _correct_final(session, entry)
    return entry


def _correct_final(session: Session, entry: RegisterEntry) -> None:
    """Final minutes are not counted anew, as their evidence may be gone by now: only what the correction says moves."""
    row = Attendance.objects.get(participant=entry.participant)
    row.seconds = entry.seconds or 0
    row.present_seconds = max(row.present_seconds, row.seconds)
    row.evidence_digest = evidence_digest([row.evidence_digest, entry.public_id, row.seconds])
    row.save(update_fields=["seconds", "present_seconds", "evidence_digest"])
    session.evidence_digest = evidence_digest([session.evidence_digest, row.evidence_digest])
    session.save(update_fields=["evidence_digest"])
    publish(ATTENDANCE_SETTLED, session_id=session.pk)
