"""The lists of this floor that may leave as files."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.desk import trail
from lms.records.export_kinds import Cell, Column, ExportKind, Params

HIDDEN = "…"  # fewer than five, or what would let such a number be computed

TRAIL = ExportKind(
    name="records.trail",
    title=_("Audit log"),
    readers=_("The Secretariat"),
    may=trail.reads_trail,
    columns=[
        Column(_("When"), 15),
        Column(_("Who"), 22),
        Column(_("Acting as"), 16),
        Column(_("Act"), 28),
        Column(_("Thing"), 18),
        Column(_("Reference"), 22),
        Column(_("Change of state"), 20),
        Column(_("About whom"), 20),
    ],
    describe=trail.get_chosen,
    count=lambda user, params: trail.get_entries(user, params).count(),
    rows=trail.get_export_rows,
)


def _count_rows(_user: User, _params: Params) -> Iterator[tuple[Cell, ...]]:
    counts = trail.get_counts(timezone.now())
    for name, cells in counts.rows:
        for month, number in zip([*counts.months, _("All")], cells, strict=True):
            yield name, str(month), HIDDEN if number is None else number


TRAIL_COUNTS = ExportKind(
    name="records.trail_counts",
    title=_("Acts by month"),
    readers=_("Auditors and the Secretariat"),
    may=trail.reads_counts,
    columns=[Column(_("Act"), 50), Column(_("Month"), 20), Column(_("Times"), 12)],
    describe=lambda _params: [],
    count=lambda user, params: sum(1 for _row in _count_rows(user, params)),
    rows=_count_rows,
)
