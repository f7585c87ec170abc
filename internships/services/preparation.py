"""Everything that has to be in place before the first day. Each step asks anew whether the placement is ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from internships.enums import ActivityKind, Confidentiality, LogisticsKind, LogisticsState, Party, PlacementState
from internships.models import LogisticsItem, Placement, Preparation, ProgrammeItem, Undertaking
from internships.selectors import get_days, get_missing_guards
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from internships.undertaking import TEXTS, UNDERTAKING_VERSION, hash_text
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.models import Institution

PREPARED = (PlacementState.PREPARING, PlacementState.READY)
PLANNERS = (Party.HOST, Party.MENTOR, Party.SECRETARIAT)
EMERGENCY_LIMIT = 500


class ItemOutsideWeek(DomainError):
    message = _("An activity lies between the first and the last day, and ends after it begins.")


class ProgrammeEmpty(DomainError):
    message = _("There is nothing in the programme yet.")


class ProgrammeChanged(DomainError):
    message = _("The programme has changed since you opened it. Read it again before you approve it.")


class UndertakingUnknown(DomainError):
    message = _("The undertaking has changed or is not there in this language. Reload the page and read it again.")


class ContactUnreadable(DomainError):
    message = _("Write a name and a way to reach them, in no more than %(limit)s characters.")


class PlanTooLong(DomainError):
    message = _("A plan has three commitments at most.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """One activity as somebody plans it."""

    held_on: date
    starts: time
    ends: time
    title: str
    activity: ActivityKind
    institution: Institution | None = None
    objectives: Sequence[str] = ()
    position: str = ""
    confidentiality: Confidentiality = Confidentiality.RESERVED


def settle_readiness(placement: Placement, *, at: datetime) -> None:
    """Ready when every blocking guard holds, and not one moment longer. Called with the placement locked."""
    missing = get_missing_guards(placement) if placement.state in PREPARED else []
    if placement.state == PlacementState.PREPARING and not missing:
        move_placement(placement=placement, name="make_ready", actor=None, at=at)
    elif placement.state == PlacementState.READY and missing:
        said = "; ".join(str(guard.label) for guard in missing)
        move_placement(placement=placement, name="fall_back", actor=None, at=at, reason=said)


@transaction.atomic
def plan_item(*, placement: Placement, item: PlannedItem, actor: User, at: datetime) -> ProgrammeItem:
    """Add an activity; approvals were of a programme without it, so they are asked for again."""
    placement = _lock_prepared(placement, PLANNERS, actor)
    days = get_days(placement)
    if days is None or not days.starts_on <= item.held_on <= days.ends_on or item.ends <= item.starts:
        raise ItemOutsideWeek
    values = {name: getattr(item, name) for name in item.__dataclass_fields__}
    values["objectives"] = list(item.objectives)
    same_hour = placement.items.filter(held_on=item.held_on, starts=item.starts, ends=item.ends)
    if same := same_hour.filter(title=item.title).first():
        return same
    row = ProgrammeItem.objects.create(placement=placement, **values)
    renew_programme(placement)
    _settle(placement, "internships.plan_item", actor, at)
    return row


@transaction.atomic
def drop_item(*, placement: Placement, item: ProgrammeItem, actor: User, at: datetime) -> None:
    """Take an activity out; the programme is another one then."""
    placement = _lock_prepared(placement, PLANNERS, actor)
    gone, _kinds = placement.items.filter(pk=item.pk).delete()
    if gone:
        renew_programme(placement)
        _settle(placement, "internships.drop_item", actor, at)


@transaction.atomic
def move_item(
    *, placement: Placement, item: ProgrammeItem, starts: time, ends: time, actor: User, at: datetime
) -> ProgrammeItem:
    """Another hour on the same day: nobody has to approve anything again."""
    placement = _lock_prepared(placement, PLANNERS, actor)
    row = placement.items.get(pk=item.pk)
    if ends <= starts:
        raise ItemOutsideWeek
    row.starts, row.ends = starts, ends
    row.save(update_fields=["starts", "ends"])
    _settle(placement, "internships.move_item", actor, at)
    return row


@transaction.atomic
def fill_from_template(*, placement: Placement, actor: User, at: datetime) -> int:
    """The week as the network proposes it, where nothing is planned yet; answers how many activities were added."""
    placement = _lock_prepared(placement, PLANNERS, actor)
    days = get_days(placement)
    if days is None or placement.items.exists():
        return 0
    working = [day for day in _days_between(days.starts_on, days.ends_on) if day.weekday() < 5]
    with translation.override(placement.offer.working_language if placement.offer else "es"):  # everybody's there
        rows = [
            ProgrammeItem(
                placement=placement, held_on=day, starts=starts, ends=ends, title=str(title), activity=activity
            )
            for day, halves in zip(working, TEMPLATE, strict=False)
            for (starts, ends), (title, activity) in zip(HALVES, halves, strict=True)
        ]
    ProgrammeItem.objects.bulk_create(rows)
    renew_programme(placement)
    _settle(placement, "internships.plan_item", actor, at)
    return len(rows)


@transaction.atomic
def approve_programme(*, placement: Placement, version: int, actor: User, at: datetime) -> Preparation:
    """One side approves the programme as it read it: Secretariat, host or mentor, intern."""
    placement = _lock_prepared(placement, (Party.INTERN, Party.HOST, Party.MENTOR, Party.SECRETARIAT), actor)
    party = find_party(placement, (Party.INTERN, Party.HOST, Party.MENTOR, Party.SECRETARIAT), actor)
    preparation = Preparation.objects.select_for_update(no_key=True).get(placement=placement)
    if not placement.items.exists():
        raise ProgrammeEmpty
    if version != preparation.programme_version:
        raise ProgrammeChanged
    column = {Party.INTERN: "intern_approved_at", Party.SECRETARIAT: "secretariat_approved_at"}.get(
        party, "host_approved_at"
    )
    if getattr(preparation, column) is None:
        setattr(preparation, column, at)
        preparation.save(update_fields=[column])
        _settle(placement, "internships.approve_programme", actor, at)
    return preparation


@transaction.atomic
def set_logistics(
    *, placement: Placement, kind: LogisticsKind, state: LogisticsState, actor: User, at: datetime, note: str = ""
) -> LogisticsItem:
    """Where travel, lodging, cover and the rest stand."""
    placement = _lock_prepared(placement, (Party.INTERN, Party.HOST, Party.SECRETARIAT), actor)
    row, _is_new = LogisticsItem.objects.update_or_create(
        placement=placement, kind=kind, defaults={"state": state, "note": note}
    )
    _settle(placement, "internships.set_logistics", actor, at)
    return row


@transaction.atomic
def give_emergency_contact(*, placement: Placement, contact: str, actor: User, at: datetime) -> Preparation:
    """Sealed in the vault; purged after the internship."""
    placement = _lock_prepared(placement, (Party.INTERN,), actor)
    if not contact.strip() or len(contact) > EMERGENCY_LIMIT:
        raise ContactUnreadable(limit=EMERGENCY_LIMIT)
    preparation = Preparation.objects.select_for_update(no_key=True).get(placement=placement)
    preparation.emergency_contact = contact.strip()
    preparation.save(update_fields=["emergency_contact"])
    _settle(placement, "internships.give_emergency_contact", actor, at)
    return preparation


@transaction.atomic
def draft_cascade_plan(
    *, placement: Placement, commitments: Sequence[Mapping[str, str]], actor: User, at: datetime
) -> Preparation:
    """What the intern will pass on at home, to whom and when."""
    placement = _lock_prepared(placement, (Party.INTERN,), actor)
    if len(commitments) > 3:
        raise PlanTooLong
    preparation = Preparation.objects.select_for_update(no_key=True).get(placement=placement)
    preparation.cascade_plan = [dict(commitment) for commitment in commitments]
    preparation.save(update_fields=["cascade_plan"])
    _settle(placement, "internships.draft_cascade_plan", actor, at)
    return preparation


@transaction.atomic
def sign_undertaking(*, placement: Placement, language: str, text_hash: str, actor: User, at: datetime) -> Undertaking:
    """The intern signs the text that was shown, known by its hash; another text is not signed by it."""
    placement = _lock_prepared(placement, (Party.INTERN,), actor)
    version = placement.call.undertaking_version
    if version != UNDERTAKING_VERSION or language not in TEXTS or text_hash != hash_text(language):
        raise UndertakingUnknown
    if signed := placement.undertakings.filter(text_version=version).first():
        return signed
    row = Undertaking.objects.create(
        placement=placement, text_version=version, language=language, text_hash=text_hash, signed_by=actor, signed_at=at
    )
    _settle(placement, "internships.sign_undertaking", actor, at)
    return row


def _lock_prepared(placement: Placement, parties: tuple[Party, ...], actor: User) -> Placement:
    placement = lock_placement(placement)
    find_party(placement, parties, actor)
    if placement.state not in PREPARED:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    return placement


def renew_programme(placement: Placement) -> None:
    """Another programme than was approved: every side is asked again."""
    preparation = Preparation.objects.select_for_update(no_key=True).get(placement=placement)
    preparation.programme_version += 1
    preparation.secretariat_approved_at = preparation.host_approved_at = preparation.intern_approved_at = None
    preparation.save(
        update_fields=["programme_version", "secretariat_approved_at", "host_approved_at", "intern_approved_at"]
    )


def _settle(placement: Placement, action: str, actor: User, at: datetime) -> None:
    party = find_party(placement, tuple(Party), actor)
    audit.log(action=action, instance=placement, actor=actor, at=at, role=party)
    settle_readiness(placement, at=at)


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


HALVES = ((time(8, 30), time(12, 0)), (time(13, 30), time(16, 30)))
TEMPLATE = (
    (
        (_("Welcome, security and confidentiality induction, structure of the office"), ActivityKind.BRIEFING),
        (_("Criminal procedure of the host country"), ActivityKind.BRIEFING),
    ),
    (
        (_("Shadowing the mentor: case intake, theory of the case"), ActivityKind.SHADOWING),
        (_("Coordination of an investigation with the police"), ActivityKind.SIMULATION),
    ),
    (
        (_("Visit to a court: an oral hearing"), ActivityKind.HEARING),
        (_("Visit to the forensic laboratory or the financial intelligence unit"), ActivityKind.VISIT),
    ),
    (
        (_("Specialised block with experts of the host office"), ActivityKind.SHADOWING),
        (_("International cooperation: central authority and contact points"), ActivityKind.BRIEFING),
    ),
    (
        (_("The intern presents the practice of the own country"), ActivityKind.PRESENTATION),
        (_("Feedback talk, plan to pass on what was learned, attendance sheet"), ActivityKind.FEEDBACK),
    ),
)
