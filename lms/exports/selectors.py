"""What the pages of files that leave need to show."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lms.exports.enums import ExportState
from lms.exports.models import Export
from lms.records.export_kinds import get_export_kind

TONES = {
    ExportState.REQUESTED: "soon",
    ExportState.READY: "done",
    ExportState.FAILED: "refused",
    ExportState.EXPIRED: "quiet",
}
MOST = 50


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One file, as its page and its line in the list show it."""

    public_id: str
    title: str
    readers: str
    chosen: list[tuple[str, str]]
    file_format: str
    state: str
    tone: str
    is_ready: bool
    is_waiting: bool
    rows_done: int
    rows_total: int
    size: int
    asked_at: datetime
    expires_at: datetime | None


def get_export_line(export: Export, at: datetime) -> ExportLine:
    """``export`` at ``at``; one whose time is over is told as expired even before it was swept."""
    kind = get_export_kind(export.kind)
    is_over = export.state == ExportState.READY and export.expires_at is not None and at >= export.expires_at
    state = ExportState.EXPIRED if is_over else ExportState(export.state)
    return ExportLine(
        public_id=export.public_id,
        title=str(kind.title) if kind else export.kind,
        readers=str(kind.readers) if kind else "",
        chosen=kind.describe(export.params) if kind else [],
        file_format=str(export.get_file_format_display()),  # type: ignore[attr-defined]
        state=str(state.label),
        tone=TONES[state],
        is_ready=state == ExportState.READY,
        is_waiting=state == ExportState.REQUESTED,
        rows_done=export.rows_done,
        rows_total=export.rows_total,
        size=export.file.size if export.file else 0,
        asked_at=export.asked_at,
        expires_at=export.expires_at,
    )


def get_export_lines(exports: QuerySet[Export], at: datetime) -> list[ExportLine]:
    """The latest of ``exports``; what was chosen is told only on the page of each."""
    return [get_export_line(export, at) for export in exports.select_related("file").order_by("-pk")[:MOST]]
