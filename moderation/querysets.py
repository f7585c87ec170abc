"""How reports are read. ``visible_to`` is the one read path of views."""

from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from moderation.enums import ReportState
from network.selectors import get_standing

if TYPE_CHECKING:
    from lms.accounts.models import User
    from moderation.models import LeakReport  # noqa: F401 (named in strings below)


class LeakReportQuerySet(QuerySet["LeakReport"]):
    def visible_to(self, user: "User") -> Self:
        """One's own; all for the Secretariat. Nobody else learns that there is a report, nor who made it."""
        if not user.is_active:
            return self.none()
        return self.all() if get_standing(user).is_secretariat else self.filter(reporter=user)

    def waiting(self) -> Self:
        """Nobody has looked at them yet."""
        return self.filter(state=ReportState.NEW)

    def open(self) -> Self:
        return self.exclude(state=ReportState.CLOSED)
