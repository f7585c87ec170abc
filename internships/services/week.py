"""The week itself: arrival, each day's hours, what was done, and when it ends early."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import InterruptionReason, ItemOutcome, Party, PlacementState
from internships.models import AttendanceDay, Placement, ProgrammeItem
from internships.selectors import get_days
from internships.services.calls import note_first_arrival
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit

KEEPERS = (Party.MENTOR, Party.HOST, Party.SECRETARIAT)
ON_THE_SPOT = (PlacementState.IN_PROGRESS, PlacementState.INTERRUPTED)


class DayOutsideWeek(DomainError):
    message = _("That day is not one of the internship, or it is still to come.")


class SheetClosed(DomainError):
    message = _("The attendance sheet is closed.")


class OutcomeWithoutReason(DomainError):
    message = _("Say why it was not done or what took its place.")


@transaction.atomic
def confirm_arrival(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The intern is there, with a signed undertaking."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="arrive", actor=actor, at=at)
    note_first_arrival(call=placement.call, at=at)
    return placement


@transaction.atomic
def record_day(*, placement: Placement, held_on: date, minutes: int, actor: User, at: datetime) -> AttendanceDay:
    """The minutes of one day; written again they are corrected, while the sheet is open."""
    placement, party = _lock_week(placement, actor)
    days = get_days(placement)
    if days is None or not days.starts_on <= held_on <= min(days.ends_on, placement.call.today(at)):
        raise DayOutsideWeek
    if not 0 <= minutes <= 24 * 60:
        raise DayOutsideWeek
    row, _is_new = AttendanceDay.objects.update_or_create(
        placement=placement, held_on=held_on, defaults={"minutes": minutes, "recorded_by": actor, "recorded_at": at}
    )
    audit.log(action="internships.record_day", instance=placement, actor=actor, at=at, role=party, detail=str(held_on))
    return row


@transaction.atomic
def record_outcome(
    *, placement: Placement, item: ProgrammeItem, outcome: ItemOutcome, actor: User, at: datetime, reason: str = ""
) -> ProgrammeItem:
    """Done, not done or replaced; the last two with the reason."""
    placement, party = _lock_week(placement, actor)
    if outcome in {ItemOutcome.NOT_DONE, ItemOutcome.REPLACED} and not reason.strip():
        raise OutcomeWithoutReason
    row = placement.items.get(pk=item.pk)
    row.outcome, row.outcome_reason = outcome, reason.strip()
    row.save(update_fields=["outcome", "outcome_reason"])
    audit.log(action="internships.record_outcome", instance=placement, actor=actor, at=at, role=party)
    return row


@transaction.atomic
def close_sheet(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The mentor closes the sheet; on or after the last day the reports open with it."""
    placement = lock_placement(placement)
    party = find_party(placement, KEEPERS, actor)
    if placement.state not in ON_THE_SPOT:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if placement.sheet_closed_at is None:
        placement.sheet_closed_at = at
        placement.save(update_fields=["sheet_closed_at"])
        audit.log(action="internships.close_sheet", instance=placement, actor=actor, at=at, role=party)
    days = get_days(placement)
    if placement.state == PlacementState.IN_PROGRESS and days and placement.call.today(at) >= days.ends_on:
        move_placement(placement=placement, name="end", actor=None, at=at)
    return placement


@transaction.atomic
def end_internship(*, placement: Placement, at: datetime) -> Placement:
    """The platform's own move on the effective last day, once the sheet is closed."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="end", actor=None, at=at)
    return placement


def end_due_internships(*, at: datetime) -> int:
    """Every internship under way whose sheet is closed and whose last day has come; answers how many."""
    under_way = (
        Placement.objects.with_effective()
        .select_related("call")
        .filter(state=PlacementState.IN_PROGRESS, sheet_closed_at__isnull=False)
    )
    due = [row for row in under_way if row.call.today(at) >= row.effective_ends_on]
    for placement in due:
        end_internship(placement=placement, at=at)
    return len(due)


@transaction.atomic
def interrupt_internship(
    *, placement: Placement, why: InterruptionReason, last_day: date, reason: str, actor: User, at: datetime
) -> Placement:
    """It ends early, which is a state of its own: it can never look completed."""
    placement = lock_placement(placement)
    if placement.state == PlacementState.IN_PROGRESS:
        days = get_days(placement)
        if days is not None and last_day > days.ends_on:
            raise DayOutsideWeek
        placement.interruption, placement.interrupted_on = why, last_day
    move_placement(placement=placement, name="interrupt", actor=actor, at=at, reason=reason)
    return placement


@transaction.atomic
def ask_shortened_reports(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """After an interruption, where there was a day at least."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="ask_reports", actor=actor, at=at)
    return placement


def _lock_week(placement: Placement, actor: User) -> tuple[Placement, Party]:
    placement = lock_placement(placement)
    party = find_party(placement, KEEPERS, actor)
    if placement.state not in ON_THE_SPOT:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if placement.sheet_closed_at is not None:
        raise SheetClosed
    return placement, party
