from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from lms.exports.enums import ExportState
from lms.records.export_kinds import all_export_kinds

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.exports.models import Export  # noqa: F401 (named in a string below)


class ExportQuerySet(QuerySet["Export"]):
    def visible_to(self, user: "User") -> Self:
        """What one asked for oneself, while one may still have lists of that kind; nobody fetches another's."""
        if not user.is_active:
            return self.none()
        allowed = [kind.name for kind in all_export_kinds() if kind.may(user)]
        return self.filter(requested_by_id=user.pk, kind__in=allowed)

    def unmade(self, at: datetime) -> Self:
        """Asked for, and nobody is making it at ``at``."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        return self.filter(free, state=ExportState.REQUESTED)

    def overdue(self, at: datetime) -> Self:
        """Ready, and its time is over at ``at``."""
        return self.filter(state=ExportState.READY, expires_at__lte=at)
