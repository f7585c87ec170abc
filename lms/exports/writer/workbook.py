"""A workbook of one sheet, written row by row. No cell is ever a formula, whatever it says."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lms.exports.writer.tables import Table, local, plain
from lms.records.export_kinds import Cell

HEAD = PatternFill("solid", start_color="22407A")
TITLE, STRONG, WHITE = Font(size=14, bold=True), Font(bold=True), Font(bold=True, color="FFFFFF")
WRAPPED, TOP = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")
LONGEST_SHEET_NAME = 31
WIDEST = 60


def write_workbook(table: Table, stream: IO[bytes]) -> None:
    """XLSX: numbers and days are numbers and days, every text is a text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.title))
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(column.width + 2, WIDEST)
    head = len(table.facts) + 3
    sheet.freeze_panes = f"A{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    sheet.append([_cell(sheet, table.title, font=TITLE)])
    for label, value in table.facts:
        sheet.append([_cell(sheet, label, font=STRONG), _cell(sheet, value)])
    sheet.append([])
    labels = [str(column.label) for column in table.columns]
    sheet.append([_cell(sheet, label, font=WHITE, fill=HEAD, alignment=WRAPPED) for label in labels])
    count = _append(sheet, table.rows)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(table.columns))}{head + count}"
    book.properties.title, book.properties.creator = plain(table.title), "Aula Fiscal"
    book.properties.language = table.language
    book.save(stream)


def _append(sheet: Any, rows: Iterable[tuple[Cell, ...]]) -> int:
    count = 0
    for row in rows:
        sheet.append([_cell(sheet, value, alignment=WRAPPED) for value in row])
        count += 1
    return count


def _cell(sheet: Any, value: Cell, **style: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=plain(value))
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
        cell.quotePrefix = True  # and a spreadsheet would, as soon as somebody edits the cell
    else:
        cell = WriteOnlyCell(sheet, value=local(value))
        cell.number_format = _number_format(value)
    for name, given in style.items():
        setattr(cell, name, given)
    return cell


def _number_format(value: int | Decimal | date) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "yyyy-mm-dd"
    return "0.00" if isinstance(value, Decimal) else "0"


def _sheet_name(title: str) -> str:
    """What a sheet may be called: no ``[]:*?/\\``, not too long."""
    return "".join(mark for mark in plain(title) if mark not in "[]:*?/\\'")[:LONGEST_SHEET_NAME].strip() or "1"
