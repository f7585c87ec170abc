"""What a page or a rule needs to know of a placement, read as it is at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max

from internships.enums import PRACTICAL_KINDS, Guard, LogisticsKind, LogisticsState, Party, PlacementState, ReportKind
from internships.models import (
    Call,
    CostLine,
    HostOffer,
    Mentorship,
    Placement,
    PlacementMove,
    Preparation,
    ProgrammeItem,
)
from internships.moves import MOVES, NEXT, SEATED, TERMINAL, Clock

DONE = (LogisticsState.CONFIRMED, LogisticsState.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class GuardState:
    """One line of the checklist."""

    guard: Guard
    is_met: bool
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, for which move and by when."""

    placement_id: int
    move: str
    who: tuple[Party, ...]
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The days that hold today."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SeatMismatch:
    offer_id: int
    taken: int
    counted: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Who is selected so far, counted: shown beside every choice."""

    countries: dict[str, int]
    sexes: dict[str, int]
    first_timers: int


def get_days(placement: Placement) -> Days | None:
    """The effective days: amendments and an early end counted in; None where none were agreed."""
    row = Placement.objects.with_effective().filter(pk=placement.pk)
    days = row.values_list("effective_starts_on", "effective_ends_on").first()
    return Days(*days) if days and days[0] and days[1] else None


def get_lead_mentorship(placement: Placement) -> Mentorship | None:
    """The one who accompanies the intern now."""
    return placement.mentorships.filter(is_lead=True, ended_on__isnull=True).select_related("person").first()


def is_mentor_vacant(placement: Placement) -> bool:
    """Assigned, not over, and nobody accompanies: an overlay, not a state."""
    return placement.state in SEATED and placement.state not in TERMINAL and get_lead_mentorship(placement) is None


def get_guards(placement: Placement) -> list[GuardState]:
    """The nine guards as they stand; which of them block is the call's decision."""
    blocking = set(placement.call.blocking_guards)
    preparation = Preparation.objects.filter(placement=placement).first()
    items = list(ProgrammeItem.objects.filter(placement=placement))
    logistics = dict(placement.logistics.values_list("kind", "state"))
    mentorship = get_lead_mentorship(placement)
    met = {
        Guard.G1: mentorship is not None and mentorship.accepted_at is not None,
        Guard.G2: preparation is not None and bool(items) and is_programme_approved(preparation),
        Guard.G3: {item.institution_id is None for item in items} == {True, False},
        Guard.G4: is_undertaking_signed(placement)
        and mentorship is not None
        and mentorship.briefing_read_at is not None,
        Guard.G5: all(logistics.get(kind) in DONE for kind in (LogisticsKind.TRAVEL, LogisticsKind.LODGING)),
        Guard.G6: logistics.get(LogisticsKind.COVER) == LogisticsState.CONFIRMED,
        Guard.G7: preparation is not None and bool(preparation.emergency_contact),
        Guard.G8: preparation is not None and bool(preparation.cascade_plan),
        Guard.G9: logistics.get(LogisticsKind.INDUCTION) == LogisticsState.CONFIRMED,
    }
    return [GuardState(guard, met[guard], guard in blocking) for guard in Guard]


def get_missing_guards(placement: Placement) -> list[Guard]:
    """Those that block and do not hold."""
    return [row.guard for row in get_guards(placement) if row.is_blocking and not row.is_met]


def is_programme_approved(preparation: Preparation) -> bool:
    """All three sides have approved the version as it stands."""
    sides = (
        preparation.secretariat_approved_at, preparation.host_approved_at, preparation.intern_approved_at,
    )  # fmt: skip
    return all(side is not None for side in sides)


def is_undertaking_signed(placement: Placement) -> bool:
    """Signed in the version the call asks for; one signed before the text changed does not count."""
    return placement.undertakings.filter(text_version=placement.call.undertaking_version).exists()


def get_practical_percent(items: Sequence[ProgrammeItem]) -> int:
    """How much of the week is practice, in whole per cent, rounded down."""
    total = sum(item.minutes for item in items)
    practical = sum(item.minutes for item in items if item.activity in PRACTICAL_KINDS)
    return 100 * practical // total if total else 0


def get_minutes(placement: Placement) -> tuple[int, int]:
    """Minutes attended and minutes scheduled; nobody is credited with more than a day had."""
    scheduled: dict[date, int] = {}
    for item in placement.items.all():
        scheduled[item.held_on] = scheduled.get(item.held_on, 0) + item.minutes
    attended = sum(min(day.minutes, scheduled.get(day.held_on, 0)) for day in placement.days.all())
    return attended, sum(scheduled.values())


def is_attendance_enough(placement: Placement) -> bool:
    """The call's share of the scheduled hours, compared without rounding."""
    attended, scheduled = get_minutes(placement)
    return scheduled > 0 and attended * 100 >= placement.call.attendance_percent * scheduled


def are_both_reports_in(placement: Placement) -> bool:
    handed_in = placement.reports.filter(submitted_at__isnull=False)
    return set(handed_in.values_list("kind", flat=True)) == set(ReportKind.values)


def get_balance(placement: Placement) -> Balance:
    """Country, sex and first-timers among those chosen in the same call."""
    chosen = Placement.objects.filter(call=placement.call, state__in=[PlacementState.SELECTED, *SEATED])
    countries: dict[str, int] = {}
    sexes: dict[str, int] = {}
    first_timers = 0
    earlier = set(
        Placement.objects.filter(state=PlacementState.COMPLETED)
        .exclude(call=placement.call)
        .values_list("person_id", flat=True)
    )
    for iso, sex, person_id in chosen.values_list("country__iso", "sex", "person_id"):
        countries[iso] = countries.get(iso, 0) + 1
        sexes[sex] = sexes.get(sex, 0) + 1
        first_timers += person_id not in earlier
    return Balance(countries, sexes, first_timers)


def add_working_days(day: date, days: int) -> date:
    """So many days from Monday to Friday later."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def get_due_on(placement: Placement, clock: Clock | None, moved_on: date | None) -> date | None:
    """The last day of a clock, read from what holds today."""
    if clock is None:
        return None
    days = get_days(placement)
    anchors = {
        "C": placement.call.closes_on,
        "S": days.starts_on if days else None,
        "E": days.ends_on if days else None,
        "M": moved_on,
    }
    anchor = anchors[clock.anchor]
    if anchor is None:
        return None
    return add_working_days(anchor, clock.days) if clock.is_working_days else anchor + timedelta(days=clock.days)


def get_turn(placement: Placement, *, at: datetime) -> Turn | None:
    """Whose turn it is now; None where nobody owes anything: it is over, waiting, or on hold."""
    names = NEXT.get(placement.state, ())
    if not names or placement.is_on_hold:
        return None
    move = MOVES[names[0]]
    moved_at = PlacementMove.objects.filter(placement=placement).aggregate(last=Max("at"))["last"]
    due_on = get_due_on(placement, move.clock, placement.call.today(moved_at) if moved_at else None)
    is_overdue = due_on is not None and placement.call.today(at) > due_on
    return Turn(placement.pk, move.name, move.who, due_on, is_overdue)


def get_due_turns(*, at: datetime, within: int = 10) -> list[Turn]:
    """What is overdue or due within so many days, read anew: whoever withdrew is not among them."""
    open_ones = Placement.objects.filter(state__in=NEXT).select_related("call").order_by("pk")
    turns = [turn for placement in open_ones if (turn := get_turn(placement, at=at))]
    soon = [turn for turn in turns if turn.due_on and turn.due_on <= at.date() + timedelta(days=within)]
    return sorted(soon, key=lambda turn: (turn.due_on or date.max, turn.placement_id))


def verify_offers() -> list[SeatMismatch]:
    """Recount every offer from its placements; an empty answer means every counter is right."""
    wrong = []
    for offer in HostOffer.objects.order_by("pk"):
        counted = offer.placements.filter(state__in=SEATED).count()
        if counted != offer.taken:
            wrong.append(SeatMismatch(offer.pk, offer.taken, counted))
    return wrong


def get_costs_by_payer(call: Call) -> dict[str, Decimal]:
    """What a call cost in dollars, by who paid: for the report to a donor."""
    totals: dict[str, Decimal] = {}
    for line in CostLine.objects.filter(placement__call=call, actual__isnull=False):
        spent = (line.actual or Decimal()) * line.rate_to_usd
        totals[line.payer] = totals.get(line.payer, Decimal()) + spent
    return {payer: total.quantize(Decimal("0.01")) for payer, total in sorted(totals.items())}
