"""One enrolment as its page needs it: where it stands, how it got there, and what leaving would mean."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from network.enums import DELEGATE, Role
from workshops.enums import PARTICIPANT, EnrolmentState
from workshops.models import Enrolment


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move for the timeline component."""

    title: str
    at: datetime
    who: str
    text: str
    is_now: bool


def get_move_lines(enrolment: Enrolment) -> list[MoveLine]:
    """Every move of an enrolment in its order; who acted is told as a role, never as a name. One query."""
    moves = list(enrolment.moves.all())
    return [
        MoveLine(
            title=str(EnrolmentState(move.to_state).label),
            at=move.at,
            who=_role_name(move.acting_role, has_actor=bool(move.actor_ref)),
            text=move.reason,
            is_now=move is moves[-1],
        )
        for move in moves
    ]


def _role_name(role: str, *, has_actor: bool) -> str:
    if role == PARTICIPANT:
        return _("the person")
    if role == DELEGATE:
        return _("Contact point, by delegation")
    if role:
        return str(Role(role).label)
    return "" if has_actor else _("the waiting list")


def get_place_in_line(enrolment: Enrolment) -> int | None:
    """The place in the line, counted from one; None outside it. One query."""
    if enrolment.alternate_position is None or enrolment.awaited_pool_id is None:
        return None
    line = Enrolment.objects.in_line_for(enrolment.awaited_pool_id)
    return line.filter(alternate_position__lte=enrolment.alternate_position).count()


def get_leaving_consequences(enrolment: Enrolment, at: datetime) -> list[str]:
    """What will happen when this person leaves the list, in sentences. At most one query."""
    edition = enrolment.edition
    if enrolment.pool_id is None:
        return [_("The place in the line of alternates is given up; those behind move up by one.")]
    sentences = [_("The place is given back.")]
    if edition.has_started(at):
        sentences.append(_("The edition has begun, so nobody else takes the place."))
    elif Enrolment.objects.in_line_for(enrolment.pool_id).exists():
        sentences.append(_("It is offered at once to the first alternate in line."))
    elif edition.is_open_for_nomination(at):
        sentences.append(_("Nobody stands in line; the contact point can nominate somebody else."))
    if enrolment.state == EnrolmentState.ENROLLED:
        sentences.append(_("The doors of the sessions still to come close, and the lessons are no longer open."))
    sentences.append(_("Only a new nomination by the contact point undoes this."))
    return sentences
