"""How records are read. ``visible_to`` is the one read path of views."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from lms.records.act_kinds import all_act_kinds
from lms.records.enums import ApprovalState
from lms.records.trail_readers import may_read_trail

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.records.models import Approval, AuditEntry  # noqa: F401 (named in strings below)


class AuditEntryQuerySet(QuerySet["AuditEntry"]):
    def visible_to(self, user: "User") -> Self:
        """The whole trail for who reads it for the network (a room above says who that is); nothing for others."""
        return self.all() if may_read_trail(user) else self.none()

    def about(self, person_ref: str) -> Self:
        """Entries about the data of that person."""
        return self.filter(about_ref=person_ref).exclude(about_ref="")

    def by(self, user: "User") -> Self:
        """What that account did itself."""
        return self.filter(actor_ref=user.public_id)


class ApprovalQuerySet(QuerySet["Approval"]):
    def visible_to(self, user: "User") -> Self:
        """Acts whose kind the reader may approve; the reader's own requests while still entitled to ask for such."""
        decides = [kind.name for kind in all_act_kinds() if kind.can_approve(user, None)]
        asks = [kind.name for kind in all_act_kinds() if kind.can_request(user, None)]
        return self.filter(Q(kind__in=decides) | Q(kind__in=asks, requested_by_id=user.pk))

    def awaiting(self, user: "User", at: datetime) -> Self:
        """Open acts that somebody else asked for and that the reader may approve."""
        decides = [kind.name for kind in all_act_kinds() if kind.can_approve(user, None)]
        return self.open(at).filter(kind__in=decides).exclude(requested_by_id=user.pk)

    def open(self, at: datetime) -> Self:
        return self.filter(state=ApprovalState.WAITING, expires_at__gt=at)
