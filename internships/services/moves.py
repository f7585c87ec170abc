"""The one place where a placement changes its state: along the table, with its line in the ledger."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from internships.enums import Party, PlacementState
from internships.models import Placement, PlacementMove
from internships.moves import MOVES, SEATED, TERMINAL, Move
from internships.permissions import get_parties
from internships.services.guards import GUARDS
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records import audit
from network.selectors import get_acting_role


class PlacementMoved(DomainError):
    message = _("This cannot be done now: the internship stands at “%(state)s”. Reload the page to see it.")


class NotThisParty(DomainError):
    message = _("This is for %(who)s to do.")


class ReasonMissing(DomainError):
    message = _("Say why: the others will read the reason.")


def lock_placement(placement: Placement) -> Placement:
    """The row as it is now, held until the transaction ends."""
    return lock_and_read(
        Placement.objects.select_related("call", "person__user", "offer__office", "office"), placement.pk
    )


def find_party(placement: Placement, allowed: tuple[Party, ...], actor: User | None) -> Party:
    """As which of ``allowed`` the actor acts, or a refusal that says whose it is."""
    parties = get_parties(actor, placement)
    for party in allowed:
        if party in parties:
            return party
    raise NotThisParty(who=", ".join(str(party.label) for party in allowed))


def move_placement(
    *, placement: Placement, name: str, actor: User | None, at: datetime, reason: str = "", form_version: str = ""
) -> PlacementMove:
    """Move a locked placement along ``name``: state, party, reason and guards in this order, then ledger and trail.

    The same move by the same person again, with nothing in between, is the move that was made.
    """
    move = MOVES[name]
    if done := find_repeated(placement, move, actor):
        return done
    if placement.state not in move.sources:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    party = find_party(placement, move.who, actor)
    if move.needs_reason and not reason.strip():
        raise ReasonMissing
    for guard in move.guards:
        GUARDS[guard](placement, actor, at)
    from_state = placement.state
    placement.state = move.target
    if move.target != PlacementState.WAITLISTED:
        placement.waitlist_position = None
    if move.target in TERMINAL or move.target == PlacementState.REPORTING:
        placement.ended_at = placement.ended_at or at
    placement.save()
    role = get_acting_role(actor, office_id=_office_of(placement, party)) or (party if actor else "")
    audit.log(
        action=f"internships.{name}",
        instance=placement,
        actor=actor,
        at=at,
        role=role,
        from_state=from_state,
        to_state=move.target,
        detail=reason.strip(),
    )
    return PlacementMove.objects.create(
        placement=placement,
        name=name,
        actor_ref=actor.public_id if actor else "",
        acting_role=party,
        from_state=from_state,
        to_state=move.target,
        form_version=form_version,
        reason=reason.strip(),
        at=at,
    )


def find_repeated(placement: Placement, move: Move, actor: User | None) -> PlacementMove | None:
    """The last line of the ledger, where it is this very move by this very person."""
    last = PlacementMove.objects.filter(placement=placement).order_by("-pk").first()
    is_same = last is not None and last.name == move.name and last.to_state == placement.state
    return last if is_same and last and last.actor_ref == (actor.public_id if actor else "") else None


def holds_seat(state: str) -> bool:
    return state in SEATED


def _office_of(placement: Placement, party: Party) -> int | None:
    if party == Party.SENDING:
        return placement.office_id
    if party == Party.HOST and placement.offer is not None:
        return placement.offer.office_id
    return None
