"""The audit trail as people read it: which entries, in which words, and whether the chain holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.common.times import date_in_words
from lms.desk.approvals import role_word
from lms.exports.suppression import K, suppress
from lms.records.models import AuditEntry, Ledger
from lms.records.querysets import AuditEntryQuerySet
from lms.records.words import get_audit_words, state_word
from network.models import Person
from network.selectors import get_standing

PAGE = 50
MONTHS = 12
MATCHES = 10
BY, ABOUT = "hizo", "sobre"
Params = Mapping[str, Any]


def reads_trail(user: User) -> bool:
    """The Secretariat reads the trail."""
    return get_standing(user).is_secretariat


def reads_counts(user: User) -> bool:
    """Auditors read how often what was done; so may the Secretariat."""
    standing = get_standing(user)
    return standing.is_auditor or standing.is_secretariat


def get_entries(user: User, params: Params) -> AuditEntryQuerySet:
    """The entries that ``params`` choose: action, thing, ref, person with role (who did it, whom it is about), days.

    Days are those of the reader's clock.
    """
    entries = AuditEntry.objects.visible_to(user)
    for column, name in [("action", "action"), ("target_type", "thing"), ("target_ref", "ref")]:
        if params.get(name):
            entries = entries.filter(**{column: params[name]})
    if params.get("since"):
        entries = entries.filter(at__gte=_midnight(date.fromisoformat(params["since"])))
    if params.get("until"):
        entries = entries.filter(at__lt=_midnight(date.fromisoformat(params["until"]) + timedelta(days=1)))
    return _of_person(entries, params) if params.get("person") else entries


def _of_person(entries: AuditEntryQuerySet, params: Params) -> AuditEntryQuerySet:
    person = Person.objects.filter(public_id=params["person"]).select_related("user").first()
    if person is None:
        return entries.none()
    did = Q(actor_ref=person.user.public_id) if person.user else Q(pk__in=[])
    concerns = Q(about_ref=person.public_id) & ~Q(about_ref="")
    chosen = {BY: did, ABOUT: concerns}.get(params.get("as", ""), did | concerns)
    return entries.filter(chosen)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry in words."""

    at: datetime
    action: str
    actor: str
    actor_ref: str  # the person's, to choose by
    role: str
    about: str
    about_ref: str
    thing: str
    thing_type: str
    thing_ref: str
    moved_from: str
    moved_to: str
    detail: str


def get_lines(entries: Iterable[AuditEntry]) -> list[TrailLine]:
    """``entries`` with the names of whom they name; one query, however many they are."""
    entries = list(entries)
    accounts = {entry.actor_ref for entry in entries} - {""}
    persons = {entry.about_ref for entry in entries} - {""}
    people = Person.objects.filter(Q(user__public_id__in=accounts) | Q(public_id__in=persons)).select_related("user")
    by_account, by_ref = {}, {}
    for person in people if accounts or persons else []:
        by_ref[person.public_id] = person
        if person.user:
            by_account[person.user.public_id] = person
    return [_line(entry, by_account.get(entry.actor_ref), by_ref.get(entry.about_ref)) for entry in entries]


def _line(entry: AuditEntry, actor: Person | None, about: Person | None) -> TrailLine:
    words = get_audit_words()
    nobody = _("System") if not entry.actor_ref else _("An account without a name")
    return TrailLine(
        at=entry.at,
        action=words.action(entry.action),
        actor=actor.full_name if actor else nobody,
        actor_ref=actor.public_id if actor else "",
        role=role_word(entry.acting_role) if entry.acting_role else "",
        about=about.full_name if about else "",
        about_ref=about.public_id if about else "",
        thing=words.thing(entry.target_type),
        thing_type=entry.target_type,
        thing_ref=entry.target_ref,
        moved_from=state_word(entry.target_type, entry.from_state),
        moved_to=state_word(entry.target_type, entry.to_state),
        detail=entry.detail,
    )


def get_chosen(params: Params) -> list[tuple[str, str]]:
    """What was chosen, in words."""
    words = get_audit_words()
    found = []
    if params.get("person"):
        person = Person.objects.filter(public_id=params["person"]).first()
        label = {BY: _("Done by"), ABOUT: _("About")}.get(params.get("as", ""), _("Person"))
        found.append((label, person.full_name if person else "—"))
    if params.get("action"):
        found.append((_("Act"), words.action(params["action"])))
    if params.get("thing") or params.get("ref"):
        found.append((_("Thing"), " ".join(filter(None, [words.thing(params.get("thing", "")), params.get("ref")]))))
    if params.get("since"):
        found.append((_("From"), date_in_words(date.fromisoformat(params["since"]))))
    if params.get("until"):
        found.append((_("Until"), date_in_words(date.fromisoformat(params["until"]))))
    return found


def find_people(user: User, typed: str) -> list[Person]:
    """People whose name holds every word of ``typed``, or whose address it is."""
    found = Person.objects.visible_to(user)
    named = Q()
    for word in typed.split():
        named &= Q(given_names__icontains=word) | Q(family_names__icontains=word)
    return list(found.filter(named | Q(email__iexact=typed)).order_by("family_names", "given_names", "pk")[:MATCHES])


@dataclass(frozen=True, slots=True)
class LedgerState:
    """Whether the trail is whole, as far as it was last read."""

    sealed: int
    verified_at: datetime | None
    verified: int
    faults: int
    checkpoint_at: datetime | None


def get_ledger_state() -> LedgerState:
    ledger = Ledger.objects.filter(pk=Ledger.ONLY).first() or Ledger()
    return LedgerState(
        sealed=ledger.head_sequence,
        verified_at=ledger.verified_at,
        verified=ledger.verified_sequence,
        faults=ledger.verified_faults,
        checkpoint_at=ledger.checkpoint_at,
    )


# --- counts for auditors


@dataclass(frozen=True, slots=True)
class TrailCounts:
    """How often each act was done in each month that is over; None where the number is not shown."""

    months: list[str]
    rows: list[tuple[str, list[int | None]]]  # the last cell is the row's total
    totals: list[int | None]


def get_counts(at: datetime) -> TrailCounts:
    """One table, the same for everybody and the whole month: two different ones could be subtracted.

    Acts done less than ``K`` times in all are left out, totals included.
    """
    months = _months(at)
    found: dict[str, dict[datetime, int]] = {}
    zone = ZoneInfo(settings.NETWORK_TIME_ZONE)
    grouped = (
        AuditEntry.objects.filter(at__gte=months[0], at__lt=_next(months[-1]))
        .annotate(month=TruncMonth("at", tzinfo=zone))
        .order_by()
        .values_list("action", "month")
        .annotate(number=Count("pk"))
    )
    for action, month, number in grouped:
        found.setdefault(action, {})[month.astimezone(UTC)] = number
    words = get_audit_words()
    named = sorted((words.action(action), by) for action, by in found.items() if sum(by.values()) >= K)
    cells = suppress([[by.get(month.astimezone(UTC), 0) for month in months] for _name, by in named]).cells
    rows = [(name, line) for (name, _by), line in zip(named, cells, strict=False)]
    spoken = [formats.date_format(month.astimezone(zone), "N Y") for month in months]
    return TrailCounts(months=spoken, rows=rows, totals=cells[-1] if rows else [])


def _months(at: datetime) -> list[datetime]:
    """The first instants of the last months that are over, on the Secretariat's clock."""
    zone = ZoneInfo(settings.NETWORK_TIME_ZONE)
    first = at.astimezone(zone).date().replace(day=1)
    found = []
    for _number in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(datetime.combine(first, time.min, tzinfo=zone))
    return found[::-1]


def _next(month: datetime) -> datetime:
    after = (month.date().replace(day=28) + timedelta(days=4)).replace(day=1)
    return datetime.combine(after, time.min, tzinfo=month.tzinfo)


def get_export_rows(user: User, params: Params) -> Iterator[tuple[Any, ...]]:
    """The entries that ``params`` choose, latest first, in pieces; what people typed stays inside."""
    piece: list[AuditEntry] = []
    for entry in get_entries(user, params).order_by("-at", "-pk").iterator(chunk_size=500):
        piece.append(entry)
        if len(piece) == 500:
            yield from _export_rows(piece)
            piece = []
    yield from _export_rows(piece)


def _export_rows(piece: list[AuditEntry]) -> Iterator[tuple[Any, ...]]:
    for line in get_lines(piece):
        moved = " › ".join(filter(None, [line.moved_from, line.moved_to]))
        yield line.at, line.actor, line.role, line.action, line.thing, line.thing_ref, moved, line.about
