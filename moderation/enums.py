"""States of a report and the table of moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportState(TextChoices):
    NEW = "NEW", pgettext_lazy("report", "Received")
    TAKEN_UP = "TAKEN_UP", pgettext_lazy("report", "Being looked at")
    CLOSED = "CLOSED", pgettext_lazy("report", "Closed")


class Outcome(TextChoices):
    """What came of looking."""

    REMOVED = "REMOVED", _("Something was there and has been taken away")
    REFERRED = "REFERRED", _("It was passed on to the office concerned")
    NOTHING_FOUND = "NOTHING_FOUND", _("Nothing was found that should not be there")


# A report is closed with what was found, also straight away; a closed one is not opened again: a new one is made.
REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.NEW: frozenset({ReportState.TAKEN_UP, ReportState.CLOSED}),
    ReportState.TAKEN_UP: frozenset({ReportState.CLOSED}),
    ReportState.CLOSED: frozenset(),
}
