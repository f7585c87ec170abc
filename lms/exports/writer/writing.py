"""A table into a stream, in the format that was asked for, a piece at a time."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import IO

from lms.exports.enums import ExportFormat
from lms.exports.writer.formulas import guarded
from lms.exports.writer.tables import Table, said
from lms.records.export_kinds import Cell


def write_table(table: Table, stream: IO[bytes], *, file_format: str) -> None:
    """Write ``table`` to ``stream`` and leave it at its end."""
    _writer(file_format)(table, stream)


def _writer(file_format: str) -> Callable[[Table, IO[bytes]], None]:
    if file_format == ExportFormat.CSV:
        return write_csv
    if file_format == ExportFormat.XLSX:
        from lms.exports.writer.workbook import write_workbook  # heavy: only where one is written

        return write_workbook
    from lms.exports.writer.paper import write_paper

    return write_paper


def write_csv(table: Table, stream: IO[bytes]) -> None:
    """RFC 4180 with commas, in UTF-8 with its mark: what spreadsheets of most members open without asking (ADR 17)."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    lines = csv.writer(text, dialect="excel")
    lines.writerow([_csv_cell(table.title)])
    lines.writerows([_csv_cell(label), _csv_cell(value)] for label, value in table.facts)
    lines.writerow([])
    lines.writerow([_csv_cell(str(column.label)) for column in table.columns])
    lines.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    text.flush()
    text.detach()


def _csv_cell(value: Cell) -> str | int | Decimal:
    return value if isinstance(value, int | Decimal) else guarded(said(value))
