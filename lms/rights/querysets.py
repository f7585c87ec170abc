from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from lms.rights.enums import ExportState

if TYPE_CHECKING:
    from lms.accounts.models import User
    from lms.rights.models import PersonExport  # noqa: F401 (named in a string below)


class PersonExportQuerySet(QuerySet["PersonExport"]):
    def visible_to(self, user: "User") -> Self:
        """One's own; nobody fetches another's data here."""
        return self.filter(person__user_id=user.pk) if user.is_active else self.none()

    def open(self) -> Self:
        return self.filter(state__in=[ExportState.REQUESTED, ExportState.READY])

    def overdue(self, at: datetime) -> Self:
        """Ready, and its time is over at ``at``."""
        return self.filter(state=ExportState.READY, expires_at__lte=at)
