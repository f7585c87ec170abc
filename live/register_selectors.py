"""What the pages of the register show: everybody's minutes, the lines behind them, connections without an owner."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from live.enums import AttendanceMark, AttendanceState, EntryKind
from live.models import Attendance, Connection, Participant, RegisterEntry, Session
from lms.accounts.models import User

PRESENT_FROM = (4, 5)  # of the scheduled time: present from four parts in five


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a reader sees it."""

    ref: str
    kind: str
    label: str
    reason: str
    is_confirmed: bool
    through: str  # the name of whose screen it was


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One participant in the register."""

    ref: str
    name: str
    is_facilitator: bool
    is_own: bool
    mark: AttendanceMark
    seconds: int
    is_inferred: bool
    has_overlap: bool
    lines: list[Line]

    @property
    def minutes(self) -> int:
        return self.seconds // 60


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A connection that no participant's id came with; several stays of it are one line."""

    occupant_jid: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register of one session."""

    rows: list[RegisterRow]
    pending: list[tuple[RegisterRow, Line]]
    unmatched: list[Unmatched]


def get_register(session: Session, reader: User) -> Register:
    """Everybody admitted, with what counts for them; four queries however many they are."""
    people = list(Participant.objects.filter(session=session).select_related("person").order_by("pk"))
    people.sort(key=lambda one: (one.person.family_names.casefold(), one.person.given_names.casefold(), one.pk))
    counted = {row.participant_id: row for row in Attendance.objects.filter(session=session)}
    names = {one.public_id: one.person.full_name for one in people}
    lines: dict[int, list[Line]] = defaultdict(list)
    entries = list(RegisterEntry.objects.standing().filter(session=session))
    for entry in entries:
        lines[entry.participant_id].append(_line(entry, names))
    shown = [one for one in people if one.removed_at is None or one.pk in counted or one.pk in lines]
    rows = [_row(session, one, counted.get(one.pk), lines[one.pk], reader) for one in shown]
    pending = [(row, line) for row in rows for line in row.lines if not line.is_confirmed]
    given = {entry.source_ref for entry in entries if entry.kind == EntryKind.TELEPHONE}
    return Register(rows, pending, _unmatched(session, given))


def _line(entry: RegisterEntry, names: dict[str, str]) -> Line:
    through = names.get(entry.source_ref, "")
    return Line(entry.public_id, entry.kind, entry.get_kind_display(), entry.reason, entry.is_confirmed, through)


def _row(
    session: Session, participant: Participant, counted: Attendance | None, lines: list[Line], reader: User
) -> RegisterRow:
    seconds = counted.seconds if counted else 0
    return RegisterRow(
        ref=participant.public_id,
        name=participant.person.full_name,
        is_facilitator=participant.is_facilitator,
        is_own=participant.person.user_id == reader.pk,
        mark=read_mark(session, seconds, {line.kind for line in lines if line.is_confirmed}),
        seconds=seconds,
        is_inferred=bool(counted and counted.is_inferred),
        has_overlap=bool(counted and counted.has_overlap),
        lines=lines,
    )


def read_mark(session: Session, seconds: int, kinds: set[str]) -> AttendanceMark:
    """How ``seconds`` of ``session`` stand; an excuse is shown only where nothing else is."""
    if session.attendance_state == AttendanceState.NONE:
        return AttendanceMark.PENDING
    part, whole = PRESENT_FROM
    if seconds * whole >= session.scheduled_seconds * part:
        return AttendanceMark.PRESENT
    if seconds:
        return AttendanceMark.PARTIAL
    return AttendanceMark.EXCUSED if EntryKind.EXCUSED in kinds else AttendanceMark.ABSENT


def _unmatched(session: Session, given: set[str]) -> list[Unmatched]:
    spans: dict[str, list[datetime]] = defaultdict(list)
    for one in Connection.objects.filter(session=session, participant__isnull=True).order_by("joined_at", "pk"):
        if one.occupant_jid not in given:
            spans[one.occupant_jid] += [one.joined_at, one.left_at]
    return [Unmatched(jid, min(told), max(told)) for jid, told in spans.items()]


@dataclass(frozen=True, slots=True)
class OwnRegister:
    """What somebody has said of their own presence, and whose screens they may name."""

    is_checked_in: bool
    shared: Line | None
    screens: list[tuple[str, str]]
    noted: list[Line]  # by the facilitator or an activity


def get_own_register(session: Session, user: User, at: datetime) -> OwnRegister:
    """For the page on which one checks in; the names are those of the room, told once it is open."""
    others = Participant.objects.admitted().filter(session=session).exclude(person__user=user).select_related("person")
    screens = [(one.public_id, one.person.full_name) for one in others.order_by("person__family_names", "pk")]
    own = list(RegisterEntry.objects.standing().filter(session=session, participant__person__user=user))
    lines = [_line(entry, dict(screens)) for entry in own]
    shared = [line for line in lines if line.kind == EntryKind.SHARED_SCREEN]
    return OwnRegister(
        is_checked_in=any(entry.kind == EntryKind.CHECK_IN for entry in own),
        shared=shared[0] if shared else None,
        screens=screens if at >= session.opens_at and session.has_room else [],
        noted=[line for line in lines if line.kind not in {EntryKind.SHARED_SCREEN, EntryKind.CHECK_IN}],
    )
