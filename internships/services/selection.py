"""The Secretariat's choice, the waiting list, and who comes next when somebody leaves."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from internships.enums import CallState, Party, PlacementState
from internships.models import Call, Placement
from internships.moves import SEATED
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.selectors import get_acting_role

SCORED = ("merit", "motivation", "office_need", "multiplication")
CHOSEN = (PlacementState.SELECTED, *SEATED)


class ScoreOutOfRange(DomainError):
    message = _("Each line of the scoring sheet takes a mark from 0 to 5.")


@transaction.atomic
def score_application(*, placement: Placement, scores: Mapping[str, int], actor: User, at: datetime) -> Placement:
    """The whole scoring sheet of one application."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if placement.state != PlacementState.ENDORSED:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if set(scores) != set(SCORED) or not all(0 <= mark <= 5 for mark in scores.values()):
        raise ScoreOutOfRange
    if placement.scores != dict(scores):
        placement.scores = dict(scores)
        placement.save(update_fields=["scores"])
        role = get_acting_role(actor)
        audit.log(action="internships.score", instance=placement, actor=actor, at=at, role=role)
    return placement


@transaction.atomic
def select_application(*, placement: Placement, actor: User, at: datetime) -> Placement:
    placement = lock_placement(placement)
    move_placement(placement=placement, name="select", actor=actor, at=at)
    return placement


@transaction.atomic
def waitlist_application(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """Behind everybody who waits already."""
    Call.objects.select_for_update(no_key=True).get(pk=placement.call_id)  # two at once would get one place in line
    placement = lock_placement(placement)
    if placement.state == PlacementState.ENDORSED:
        last = Placement.objects.filter(call=placement.call).aggregate(last=Max("waitlist_position"))["last"]
        placement.waitlist_position = (last or 0) + 1
    move_placement(placement=placement, name="waitlist", actor=actor, at=at)
    return placement


@transaction.atomic
def reject_application(*, placement: Placement, actor: User, at: datetime) -> Placement:
    placement = lock_placement(placement)
    move_placement(placement=placement, name="reject", actor=actor, at=at)
    return placement


@transaction.atomic
def promote_waiting(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The Secretariat takes somebody from the waiting list."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="promote", actor=actor, at=at)
    return placement


def offer_freed_place(left: Placement, *, at: datetime) -> Placement | None:
    """Who comes after ``left``: the alternate its office named, if they wait too; else the first in line."""
    if left.call.state not in {CallState.SELECTION, CallState.ANNOUNCED, CallState.RUNNING}:
        return None
    waiting = Placement.objects.select_for_update(no_key=True).filter(call=left.call, state=PlacementState.WAITLISTED)
    named = waiting.filter(person=left.alternate_id) if left.alternate_id else waiting.none()
    following = named.first() or waiting.order_by("waitlist_position").first()
    if following is None:
        return None
    following = lock_placement(following)
    move_placement(placement=following, name="promote", actor=None, at=at)
    return following
