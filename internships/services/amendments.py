"""Changes after the assignment: beside the original, never over it, and valid once every side has given its word."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import AmendmentKind, Party, PlacementState
from internships.models import Amendment, Placement
from internships.selectors import Days, get_days
from internships.services.guards import refuse_overlap
from internships.services.matching import StartsTooEarly
from internships.services.moves import PlacementMoved, find_party, lock_placement
from internships.services.preparation import renew_programme, settle_readiness
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit

AMENDABLE = (PlacementState.PREPARING, PlacementState.READY, PlacementState.IN_PROGRESS)
SIDES = (Party.SECRETARIAT, Party.SENDING, Party.HOST)
COLUMNS = {Party.SECRETARIAT: "secretariat_at", Party.SENDING: "sending_at", Party.HOST: "host_at"}


class AmendmentWithoutReason(DomainError):
    message = _("Say why the days change: all sides will read it.")


class WeekBegun(DomainError):
    message = _("The internship has begun: its first day cannot move any more.")


@transaction.atomic
def propose_dates(
    *, placement: Placement, starts_on: date, ends_on: date, reason: str, actor: User, at: datetime
) -> Amendment:
    """Other days, proposed by one of the three sides, which approves by proposing."""
    placement = _lock_amendable(placement, actor)
    if not reason.strip():
        raise AmendmentWithoutReason
    days = get_days(placement)
    if days is None or starts_on < placement.call.earliest_start_on or ends_on < starts_on:
        raise StartsTooEarly(day=placement.call.earliest_start_on)
    if placement.state == PlacementState.IN_PROGRESS and starts_on != days.starts_on:
        raise WeekBegun
    waiting = placement.amendments.filter(kind=AmendmentKind.DATES, approved_at__isnull=True)
    amendment = waiting.filter(new_starts_on=starts_on, new_ends_on=ends_on).first()
    if amendment is None:
        amendment = Amendment.objects.create(
            placement=placement,
            kind=AmendmentKind.DATES,
            old={"starts_on": str(days.starts_on), "ends_on": str(days.ends_on)},
            new={"starts_on": str(starts_on), "ends_on": str(ends_on)},
            new_starts_on=starts_on,
            new_ends_on=ends_on,
            reason=reason.strip(),
            proposed_by=actor,
            proposed_at=at,
            effective_from=placement.call.today(at),
        )
    return _approve(placement, amendment, actor, at)


@transaction.atomic
def approve_amendment(*, amendment: Amendment, actor: User, at: datetime) -> Amendment:
    """One side's word; with the third the amendment holds, and everything reads the new days."""
    placement = _lock_amendable(amendment.placement, actor)
    amendment = Amendment.objects.select_for_update(no_key=True).get(pk=amendment.pk)
    return amendment if amendment.approved_at else _approve(placement, amendment, actor, at)


def _lock_amendable(placement: Placement, actor: User) -> Placement:
    placement = lock_placement(placement)
    find_party(placement, SIDES, actor)
    if placement.state not in AMENDABLE:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    return placement


def _approve(placement: Placement, amendment: Amendment, actor: User, at: datetime) -> Amendment:
    party = find_party(placement, SIDES, actor)
    if getattr(amendment, COLUMNS[party]) is not None:
        return amendment
    setattr(amendment, COLUMNS[party], at)
    if all(getattr(amendment, column) is not None for column in COLUMNS.values()):
        if amendment.new_starts_on and amendment.new_ends_on:
            refuse_overlap(placement, Days(amendment.new_starts_on, amendment.new_ends_on))
        amendment.approved_at = at
    amendment.save()
    audit.log(action="internships.approve_amendment", instance=amendment, actor=actor, at=at, role=party)
    if amendment.approved_at:
        _follow_days(placement, amendment, at)
    return amendment


def _follow_days(placement: Placement, amendment: Amendment, at: datetime) -> None:
    """What was planned for the old week goes with it, and has to be approved again."""
    days = get_days(placement)
    if days is None or placement.state == PlacementState.IN_PROGRESS:
        return
    shift = days.starts_on - date.fromisoformat(amendment.old["starts_on"])
    for item in placement.items.all():
        item.held_on = min(item.held_on + shift, days.ends_on)
        item.save(update_fields=["held_on"])
    renew_programme(placement)
    settle_readiness(placement, at=at)
