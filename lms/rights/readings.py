"""Who read what is about a person, and where that person signed in: what they may know of it.

The reader's role and office are always told: that is what makes a read answerable. The reader's name is told where the
reader holds an office towards the person: the Secretariat, the coordination, the contact point of the own office. Who
else belongs to the network is a secret that a read of one's data does not open (SECURITY §1.1 A, §1.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from lms.records.models import AuditEntry
from lms.records.words import get_audit_words
from network.enums import DELEGATE, Role
from network.models import Appointment, Membership, Office, Person

SIGN_IN = "accounts.sign_in"
MOST = 50
MOST_SIGN_INS = 20
# The role under which somebody reads, where the entry does not say it: the one with the widest reach.
REACH = [Role.SECRETARIAT, Role.COORDINATOR, Role.CONTACT_POINT, Role.MENTOR, Role.AUDITOR, Role.EXPERT]
NAMED = {Role.SECRETARIAT, Role.COORDINATOR}


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """One read: when, of what, by which role of which office, and by whom where that may be told."""

    at: datetime
    what: str
    role: str
    office: str
    name: str


@dataclass(frozen=True, slots=True)
class SignInLine:
    at: datetime
    browser: str


def get_readings(person: Person) -> list[ReadingLine]:
    """The latest reads of ``person``'s data by others, at most ``MOST``; the number of queries is always the same."""
    reads = AuditEntry.objects.about(person.public_id).filter(action__in=get_audit_words().readings)
    if person.user is not None:
        reads = reads.exclude(actor_ref=person.user.public_id)
    entries = list(reads.order_by("-at", "-pk")[:MOST])
    readers = _readers(entries)
    own_offices = set(
        Membership.objects.current().filter(person=person, office__isnull=False).values_list("office_id", flat=True)
    )
    return [_line(entry, readers.get(entry.actor_ref), own_offices) for entry in entries]


def _readers(entries: Iterable[AuditEntry]) -> dict[str, Person]:
    accounts = {entry.actor_ref for entry in entries} - {""}
    people = Person.objects.filter(user__public_id__in=accounts).select_related("user")
    people = people.prefetch_related("appointments__office__names", "memberships__office__names")
    return {person.user.public_id: person for person in people if person.user is not None}


def _line(entry: AuditEntry, reader: Person | None, own_offices: set[int]) -> ReadingLine:
    day = timezone.localdate(entry.at)
    word, office = _standing(reader, entry, day) if reader else (entry.acting_role, None)
    role = Role.CONTACT_POINT.value if word == DELEGATE else word
    is_named = role in NAMED or (role == Role.CONTACT_POINT and office is not None and office.pk in own_offices)
    return ReadingLine(
        at=entry.at,
        what=get_audit_words().action(entry.action),
        role=str(Role(role).label) if role in Role.values else "",
        office=(office.name_on(day) or office.code) if office else "",
        name=reader.full_name if reader and is_named else "",
    )


def _standing(reader: Person, entry: AuditEntry, day: date) -> tuple[str, Office | None]:
    """The role and the office the reader stood for on that day: as the entry says, else as the reader stood then."""
    role, _slash, code = entry.acting_role.partition("/")
    held = [row for row in reader.appointments.all() if _held(row, day)]
    role = role or next((role for role in REACH if any(row.role == role for row in held)), "")
    belongs = next((row.office for row in reader.memberships.all() if _held(row, day) and row.office), None)
    offices = [row.office for row in held if row.role == role and row.office]
    named = next((office for office in [*offices, belongs] if office and office.code == code), None)
    return role, named or next(iter(offices), None) or belongs


def _held(row: Appointment | Membership, day: date) -> bool:
    return row.started_on <= day and (row.ended_on is None or day < row.ended_on)


def get_sign_ins(person: Person, at: datetime) -> list[SignInLine]:
    """The latest sign-ins of ``person``, as long as their browsers are remembered."""
    if person.user is None:
        return []
    since = at - timedelta(days=settings.RETENTION["sign_in"])
    entries = AuditEntry.objects.by(person.user).filter(action=SIGN_IN, at__gte=since).order_by("-at", "-pk")
    return [SignInLine(at=entry.at, browser=entry.detail) for entry in entries[:MOST_SIGN_INS]]
