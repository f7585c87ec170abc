"""Changing how many seats there are, by a recorded decision: nobody is evicted, nobody gets past the queue."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.enums import Role
from network.selectors import get_standing
from workshops.enums import SeatDecisionKind
from workshops.models import Edition, SeatChange, SeatDecision, SeatPool
from workshops.selectors.release import SeatTransfer, get_release_plan
from workshops.services.seats import promote_alternate

MOST_SEATS = 10_000


class SeatsNotYours(DomainError):
    message = _("Only the Secretariat decides about the number of places.")


class SeatsHeld(DomainError):
    message = _(
        "%(taken)s places are held, so there cannot be %(capacity)s. Withdraw somebody first: nobody loses a place "
        "unasked."
    )


class TooManySeats(DomainError):
    message = _("There can be at most 10,000 places.")


class ListAtRest(DomainError):
    message = _("The edition has begun or is over, so its places no longer change.")


class DecisionWithoutReason(DomainError):
    message = _("Say why in a sentence: the offices read it.")


class BeforeTheDeadline(DomainError):
    message = _("Places become unused when nominations have closed. Until then they belong to their offices.")


class NothingToPassOn(DomainError):
    message = _("No unused place meets somebody who waits, or the list has changed. Look at it again.")


@transaction.atomic
def change_capacity(*, pool: SeatPool, capacity: int, reason: str, actor: User, at: datetime) -> SeatPool:
    """Give ``pool`` another number of seats; new ones are offered down the line. Asked again, nothing changes."""
    edition = _lock_edition_for(pool.edition_id, actor=actor, reason=reason, at=at)
    pool = SeatPool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    if pool.capacity == capacity:
        return pool
    if not 0 <= capacity <= MOST_SEATS:
        raise TooManySeats
    if capacity < pool.taken:
        raise SeatsHeld(taken=pool.taken, capacity=capacity)
    decision = _decide(edition, SeatDecisionKind.CAPACITY, reason=reason, actor=actor, at=at)
    _resize(decision, pool, capacity)
    offer_free_seats(pool=pool, at=at)
    return pool


@transaction.atomic
def release_unused_seats(
    *, edition: Edition, plan: Sequence[SeatTransfer], reason: str, actor: User, at: datetime
) -> SeatDecision:
    """After the deadline pass unused seats of offices on to those who wait elsewhere, exactly as ``plan`` showed it."""
    edition = _lock_edition_for(edition.pk, actor=actor, reason=reason, at=at)
    if edition.nomination_closes_at is None or at < edition.nomination_closes_at:
        raise BeforeTheDeadline
    # In one order, so that two decisions at once take turns.
    pools = {
        one.pk: one for one in SeatPool.objects.select_for_update(no_key=True).filter(edition=edition).order_by("pk")
    }
    plan = list(plan)
    if not plan or get_release_plan(edition) != plan:
        raise NothingToPassOn
    decision = _decide(edition, SeatDecisionKind.RELEASE, reason=reason, actor=actor, at=at)
    capacities = {pk: pool.capacity for pk, pool in pools.items()}
    for transfer in plan:
        capacities[transfer.from_pool_id] -= 1
        capacities[transfer.to_pool_id] += 1
    changed = [pool for pk, pool in pools.items() if capacities[pk] != pool.capacity]
    for pool in changed:
        _resize(decision, pool, capacities[pool.pk])
    for transfer in plan:
        promote_alternate(pool=pools[transfer.to_pool_id], actor=None, at=at)
    return decision


def offer_free_seats(*, pool: SeatPool, at: datetime) -> int:
    """Offer what is free down the line until nothing is free or nobody waits; answers how many were asked."""
    asked = 0
    while promote_alternate(pool=pool, actor=None, at=at) is not None:
        asked += 1
    return asked


def _lock_edition_for(edition_id: int, *, actor: User, reason: str, at: datetime) -> Edition:
    if not get_standing(actor).is_secretariat:
        raise SeatsNotYours
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
    if not edition.is_ahead(at):
        raise ListAtRest
    if not reason.strip():
        raise DecisionWithoutReason
    return edition


def _decide(edition: Edition, kind: SeatDecisionKind, *, reason: str, actor: User, at: datetime) -> SeatDecision:
    decision = SeatDecision.objects.create(
        edition=edition, kind=kind, reason=reason.strip(), actor_ref=actor.public_id, at=at
    )
    action = "workshops.change_capacity" if kind == SeatDecisionKind.CAPACITY else "workshops.release_seats"
    audit.log(action=action, instance=edition, actor=actor, at=at, role=Role.SECRETARIAT, detail=reason.strip())
    return decision


def _resize(decision: SeatDecision, pool: SeatPool, capacity: int) -> None:
    SeatChange.objects.create(decision=decision, pool=pool, before=pool.capacity, after=capacity)
    pool.capacity = capacity
    pool.save(update_fields=["capacity"])
