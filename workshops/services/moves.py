"""The one place where an enrolment changes its state: along the table, with its line in the ledger."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records import audit
from network.enums import DELEGATE, Role
from network.selectors import get_acting_role
from workshops.enums import ENROLMENT_ACTS, ENROLMENT_MOVES, EnrolmentState
from workshops.models import Enrolment, EnrolmentMove, SeatPool

ACTIONS = {
    EnrolmentState.APPLIED: "workshops.apply",
    EnrolmentState.LAPSED: "workshops.lapse",
    EnrolmentState.NOMINATED: "workshops.nominate",
    EnrolmentState.ALTERNATE: "workshops.register_alternate",
    EnrolmentState.ENROLLED: "workshops.accept",
    EnrolmentState.DECLINED: "workshops.decline",
    EnrolmentState.WITHDRAWN: "workshops.withdraw",
    EnrolmentState.COMPLETED: "workshops.complete",
    EnrolmentState.NOT_COMPLETED: "workshops.leave_incomplete",
}


class MoveNotAllowed(DomainError):
    message = _("This cannot be done any more: the enrolment stands at “%(state)s”. Reload the page to see it.")


def lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """The row as it is now, held until the transaction ends."""
    joined = Enrolment.objects.select_related("edition", "person__user", "pool", "nominated_by")
    return lock_and_read(joined, enrolment.pk)


def refuse_unless_movable(enrolment: Enrolment, to_state: EnrolmentState) -> None:
    """Refuse a move that the table does not list."""
    if to_state not in ENROLMENT_MOVES[enrolment.state]:
        raise MoveNotAllowed(state=EnrolmentState(enrolment.state).label)


def refuse_unless_act(enrolment: Enrolment, name: str) -> None:
    """Refuse an act from where the table does not let it begin: two acts may lead to one state by different people."""
    if not any(act.act == name and enrolment.state in act.sources for act in ENROLMENT_ACTS):
        raise MoveNotAllowed(state=EnrolmentState(enrolment.state).label)


def move_enrolment(
    *,
    enrolment: Enrolment,
    to_state: EnrolmentState,
    actor: User | None,
    role: str,
    at: datetime,
    touched_pool: SeatPool | None = None,
    reason: str = "",
) -> EnrolmentMove:
    """Move a locked (or new) enrolment to ``to_state``, save it whole, and write the ledger and the audit trail.

    The caller has set the columns that belong to the new state; ``touched_pool`` is the seat taken or given back.
    """
    from_state = enrolment.state
    refuse_unless_movable(enrolment, to_state)
    enrolment.state = to_state
    enrolment.save()
    acting_role = get_acting_role(actor, office_id=enrolment.office_id) if role == Role.CONTACT_POINT else role
    audit.log(
        action=ACTIONS[to_state],
        instance=enrolment,
        actor=actor,
        at=at,
        role=acting_role,
        from_state=from_state,
        to_state=to_state,
        detail=reason,
    )
    return EnrolmentMove.objects.create(
        enrolment=enrolment,
        actor_ref=actor.public_id if actor else "",
        acting_role=DELEGATE if acting_role.startswith(DELEGATE) else role,
        from_state=from_state,
        to_state=to_state,
        pool=touched_pool,
        reason=reason,
        at=at,
    )
