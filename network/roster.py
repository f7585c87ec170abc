"""A file of people as it arrives: its columns, and its text read into rows without asking anybody anything."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lms.common.errors import DomainError
from lms.common.text import clean_name, fold

MAX_ROWS = 500
MAX_BYTES = 256 * 1024
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of show


class RosterRefused(DomainError):
    """The file as a whole cannot be read; each reason is a sentence of its own."""


class FileTooLarge(RosterRefused):
    message = gettext_lazy("The file is larger than 256 KB. Divide it into several.")


class TooManyRows(RosterRefused):
    message = gettext_lazy("The file has more than %(most)d people. Divide it into several.")


class NotText(RosterRefused):
    message = gettext_lazy("This is not a CSV file. In the spreadsheet, save the sheet as CSV (UTF-8) and send that.")


class NobodyInIt(RosterRefused):
    message = gettext_lazy("There is nobody in the file: below the row of headings there is no row.")


class ColumnMissing(RosterRefused):
    message = gettext_lazy("The first row lacks these headings: %(columns)s. Use those of the template.")


class ColumnUnknown(RosterRefused):
    message = gettext_lazy("These headings are unknown: %(columns)s. Use those of the template.")


class ColumnTwice(RosterRefused):
    message = gettext_lazy("These headings are there twice: %(columns)s.")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading in either language, and what the page says of it."""

    key: str
    es: str
    en: str
    most: int
    hint: str | Promise
    example: str
    is_needed: bool = False

    @property
    def heading(self) -> str:
        return self.en if (get_language() or "es").startswith("en") else self.es


COLUMNS = [
    Column("given_names", "nombres", "given names", 100, gettext_lazy("Given names"), "Ixchel", is_needed=True),
    Column(
        "family_names", "apellidos", "family names", 100, gettext_lazy("Family names"), "Ceiba Montes", is_needed=True
    ),
    Column(
        "email",
        "correo",
        "e-mail",
        254,
        gettext_lazy("The invitation goes there; each address once"),
        "ixchel.ceiba@example.org",
        is_needed=True,
    ),
    Column("office", "oficina", "office", 12, gettext_lazy("Code of the office"), "FGR-SV"),
    Column(
        "school",
        "escuela",
        "school",
        12,
        gettext_lazy("Code of the school, with the role that the person has there"),
        "",
    ),
    Column("category", "categoría", "category", 60, gettext_lazy("Prosecutor where it is left empty"), "Analista"),
    Column(
        "position", "cargo", "position", 120, gettext_lazy("As the office calls it"), "Analista de crimen organizado"
    ),
    Column(
        "language", "idioma", "language", 20, gettext_lazy("es or en; that of the country where it is left empty"), "es"
    ),
    Column(
        "role",
        "función",
        "role",
        60,
        gettext_lazy("Only where the person has one; only the Secretariat gives roles"),
        "",
    ),
]
BY_KEY = {column.key: column for column in COLUMNS}
_BY_HEADING = {fold(heading): column for column in COLUMNS for heading in (column.es, column.en, column.key)}
_BY_HEADING |= {fold(word): BY_KEY["email"] for word in ("correo electrónico", "email", "mail")}
_BY_HEADING |= {fold("rol"): BY_KEY["role"]}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row; ``number`` is the one the spreadsheet shows beside it."""

    number: int
    cells: dict[str, str]
    surplus: int = 0

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where: the row as the spreadsheet counts it, and the column by its key."""

    row: int
    column: str
    sentence: str | Promise

    @property
    def heading(self) -> str:
        return BY_KEY[self.column].heading if self.column else ""


def write_template() -> str:
    """The row of headings alone: an example left in the file would be invited."""
    return "\ufeff" + ",".join(column.heading for column in COLUMNS) + "\r\n"


def write_rows(rows: list[RosterRow]) -> str:
    """The rows as a file again, with the numbers they had, to come back with the form that confirms them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.key for column in COLUMNS])
    by_number = {row.number: row for row in rows}
    for number in range(2, max(by_number) + 1):
        row = by_number.get(number)
        writer.writerow([row[column.key] for column in COLUMNS] if row else [""])
    return text.getvalue()


def read_roster(content: bytes) -> list[RosterRow]:
    """The rows of the file; a file that is none of ours is refused as a whole."""
    if len(content) > MAX_BYTES:
        raise FileTooLarge
    return read_text(_decode(content))


def read_text(text: str) -> list[RosterRow]:
    """The rows of a text that was a file before."""
    if len(text.encode()) > MAX_BYTES * 2:
        raise FileTooLarge
    first_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NotText
    columns = _read_headings(records[0] if records else [])
    rows = [
        _read_row(number, columns, record)
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    if not rows:
        raise NobodyInIt
    if len(rows) > MAX_ROWS:
        raise TooManyRows(most=MAX_ROWS)
    return rows


def find_problems(rows: list[RosterRow]) -> list[Problem]:
    """What is wrong in the rows by themselves: empty, too long, formulas, addresses that are none or there twice."""
    found: list[Problem] = []
    seen: dict[str, int] = {}
    for row in rows:
        found += _problems_of(row)
        address = row["email"].casefold()
        if address and address in seen:
            found.append(
                Problem(row.number, "email", _("The same address is in row %(row)d.") % {"row": seen[address]})
            )
        seen.setdefault(address, row.number)
    return found


def _problems_of(row: RosterRow) -> list[Problem]:
    found = []
    if row.surplus:
        found.append(Problem(row.number, "", _("This row has more cells than there are headings.")))
    for column in COLUMNS:
        cell = row[column.key]
        if cell.startswith(FORMULA_SIGNS):
            found.append(
                Problem(
                    row.number,
                    column.key,
                    _("The cell begins with a sign of a formula (=, +, -, @). Write it without."),
                )
            )
        elif len(cell) > column.most:
            found.append(
                Problem(
                    row.number, column.key, _("The cell is longer than %(most)d characters.") % {"most": column.most}
                )
            )
        elif column.is_needed and not (clean_name(cell) if column.key != "email" else cell):
            found.append(Problem(row.number, column.key, _("The cell is empty.")))
        elif column.key == "email" and not _is_address(cell):
            found.append(Problem(row.number, column.key, _("This is not an e-mail address.")))
    return found


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _decode(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what spreadsheets of the region write otherwise."""
    encodings = ["utf-16"] if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise NotText


def _read_headings(record: list[str]) -> list[Column]:
    headings = [heading.strip().lstrip("\ufeff") for heading in record]
    while headings and not headings[-1]:
        headings.pop()
    found = [_BY_HEADING.get(fold(heading)) for heading in headings]
    columns = [column for column in found if column is not None]
    if not columns:
        raise NotText if len(headings) < 2 else ColumnMissing(columns=_named([one for one in COLUMNS if one.is_needed]))
    if unknown := [heading for heading, column in zip(headings, found, strict=True) if column is None]:
        raise ColumnUnknown(columns=", ".join(f"“{heading[:40]}”" for heading in unknown[:5]))
    if twice := [column for column, times in Counter(column.key for column in columns).items() if times > 1]:
        raise ColumnTwice(columns=_named([BY_KEY[key] for key in twice]))
    if missing := [column for column in COLUMNS if column.is_needed and column not in columns]:
        raise ColumnMissing(columns=_named(missing))
    return columns


def _named(columns: list[Column]) -> str:
    return ", ".join(column.heading for column in columns)


def _read_row(number: int, columns: list[Column], record: list[str]) -> RosterRow:
    cells = {column.key: _trim(cell) for column, cell in zip(columns, record, strict=False)}
    return RosterRow(number, cells, surplus=sum(1 for cell in record[len(columns) :] if cell.strip()))


def _trim(cell: str) -> str:
    """Without spaces around it; a tab or a return in front stays, because it makes a formula of what follows."""
    return cell.rstrip().lstrip(" \u00a0\ufeff")
