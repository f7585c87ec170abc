"""Revoking: a document that should not hold any more stays in the register and says so. Only two persons can do it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import signals
from certificates.enums import AwardState
from certificates.models import Award
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import approvals, audit, events
from lms.records.models import Approval

REVOKE = "certificates.revoke"


class NotActive(DomainError):
    message = _("This document does not hold any more: there is nothing to revoke.")


def request_revocation(*, award: Award, reason: str, actor: User, at: datetime) -> Approval:
    """Ask a second person to revoke ``award``; nothing changes for the document until then."""
    if award.state != AwardState.ACTIVE:
        raise NotActive
    return approvals.request_act(kind=REVOKE, ids={"award_id": award.pk}, reason=reason, actor=actor, at=at)


@transaction.atomic
def revoke_award(*, award_id: int, approved_by: User, role: str, at: datetime) -> Award:
    """Close one award, in the transaction of its approval; what is closed already is refused."""
    award = Award.objects.select_for_update(no_key=True).get(pk=award_id)
    if award.state != AwardState.ACTIVE:
        raise NotActive
    award.state, award.closed_at = AwardState.REVOKED, at
    award.save(update_fields=["state", "closed_at"])
    audit.log(
        action="certificates.revoke",
        instance=award,
        actor=approved_by,
        role=role,
        at=at,
        from_state=AwardState.ACTIVE,
        to_state=AwardState.REVOKED,
    )
    events.publish(signals.AWARD_REVOKED, award_id=award.pk)
    return award
