"""What the screens of reports need."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts.models import User
from moderation.enums import Outcome, ReportState
from moderation.models import LeakReport

TONES = {ReportState.NEW: "soon", ReportState.TAKEN_UP: "info", ReportState.CLOSED: "done"}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list; ``reporter`` is empty where it is the reader's own."""

    public_id: str
    place: str
    reported_at: datetime
    state: str
    tone: str
    outcome: str
    reporter: str


def get_report_lines(user: User, *, only_open: bool = False) -> list[ReportLine]:
    """The reports ``user`` may see, what waits longest first and the closed ones last. One query."""
    reports = LeakReport.objects.visible_to(user)
    if only_open:
        reports = reports.open()
    rows = reports.order_by("pk").values_list(
        "public_id",
        "place",
        "reported_at",
        "state",
        "outcome",
        "reporter_id",
        "reporter__person__given_names",
        "reporter__person__family_names",
    )
    found = [
        ReportLine(
            public_id=public_id,
            place=place,
            reported_at=reported_at,
            state=str(ReportState(state).label),
            tone=TONES[ReportState(state)],
            outcome=str(Outcome(outcome).label) if outcome else "",
            reporter="" if reporter_id == user.pk else f"{given or ''} {family or ''}".strip(),
        )
        for public_id, place, reported_at, state, outcome, reporter_id, given, family in rows
    ]
    order = list(TONES.values())
    return sorted(found, key=lambda line: order.index(line.tone))


def count_waiting() -> int:
    """How many reports nobody has looked at."""
    return LeakReport.objects.waiting().count()
