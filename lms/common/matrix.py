"""Who gets which answer at which address: ``lms/matrix.yaml`` as typed rows, for the code and for the tests alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

MATRIX_FILE = Path(__file__).resolve().parent.parent / "matrix.yaml"
METHODS = ("GET", "POST")
LOGIN = "login"
CELL = re.compile(
    r"^(?P<answer>login|\d{3})(?: if (?P<scopes>[a-z]+(?: or [a-z]+)*))?(?: else (?P<otherwise>login|\d{3}))?$"
)


class Seat(StrEnum):
    """From where one looks at an address: the columns of the matrix."""

    PUB = "PUB"
    LRN = "LRN"
    FAC = "FAC"
    CP = "CP"
    NSE = "NSE"
    RC = "RC"
    SEC = "SEC"
    AUD = "AUD"
    EXT = "EXT"
    SUS = "SUS"


class Scope(StrEnum):
    """How the object at the address stands to the reader."""

    OWN = "own"  # it is about the reader
    ASSIGNED = "assigned"  # the reader takes part in it or runs it
    OFFICE = "office"  # it belongs to the office (or school) the reader acts for


SIGNED_IN = tuple(seat for seat in Seat if seat not in {Seat.PUB, Seat.SUS})


class MatrixError(ValueError):
    """The file says something that cannot be read as a matrix."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer of one method to one seat; where ``scopes`` is not empty, only for objects standing so."""

    answer: str
    scopes: frozenset[Scope] = frozenset()
    otherwise: str = "404"

    @classmethod
    def read(cls, text: object) -> "Cell":
        """A cell as written: ``200``, ``login``, ``200 if own or office``, ``200 if own else 403``."""
        match = CELL.match(str(text))
        if match is None:
            raise MatrixError(f"{text!r} is no cell.")
        scopes = match["scopes"].split(" or ") if match["scopes"] else []
        return cls(str(match["answer"]), frozenset(Scope(scope) for scope in scopes), match["otherwise"] or "404")

    def expected(self, relations: Iterable[Scope]) -> str:
        """The answer for an object that stands to the reader in ``relations``."""
        return self.answer if not self.scopes or self.scopes & set(relations) else self.otherwise


@dataclass(frozen=True, slots=True)
class Row:
    """One address. ``subject`` names what its identifiers stand for; ``absent`` the answer where there is none."""

    name: str
    methods: Mapping[str, Mapping[Seat, Cell]]
    subject: str = ""
    absent: str = "404"
    is_csrf_exempt: bool = False
    writes: frozenset[str] = frozenset()  # tables a GET may write besides sessions and audit, each with its reason
    step_up: frozenset[str] = frozenset()  # methods that ask for a sign-in or confirmation of the last 15 minutes

    def cell(self, method: str, seat: Seat) -> Cell:
        """The cell of ``method``; one the address does not know is 405, behind the sign-in where the address is."""
        cells = self.methods.get(method)
        if cells is not None:
            return cells[seat]
        return Cell(LOGIN if self.needs_account and seat in {Seat.PUB, Seat.SUS} else "405")

    @property
    def needs_account(self) -> bool:
        """Guests are sent to the sign-in, whatever they ask for."""
        return any(cells[Seat.PUB].answer == LOGIN for cells in self.methods.values())


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Addresses of a package that are answered for as one."""

    prefix: str
    names: tuple[str, ...]
    row: Row

    def holds(self, name: str, route: str) -> bool:
        return route.startswith(self.prefix) and any(fnmatchcase(name, pattern) for pattern in self.names)


@dataclass(frozen=True, slots=True)
class Matrix:
    """All rows by URL name, the packages that are one row each, and the types of pages at their own addresses."""

    rows: Mapping[str, Row]
    third_parties: tuple[ThirdParty, ...]
    pages: Mapping[str, Row]

    def third_party(self, name: str, route: str) -> ThirdParty | None:
        """The package that answers for that address, if one does."""
        return next((party for party in self.third_parties if party.holds(name, route)), None)

    def opens_to(self, name: str, seats: Iterable[Seat]) -> bool:
        """Whether a page without an object opens to any of ``seats``; navigation shows only such pages."""
        cells = self.rows[name].methods.get("GET", {})
        return any(cells[seat].answer == "200" and not cells[seat].scopes for seat in seats if seat in cells)


def read_matrix(content: Mapping[str, Any]) -> Matrix:
    """The matrix written in ``content``; every seat has an answer, a suspended reader the one of a guest."""
    rows = {name: _read_row(name, told) for name, told in content["rows"].items()}
    parties = tuple(
        ThirdParty(told["prefix"], tuple(told["names"]), _read_row(told["prefix"], told))
        for told in content["third_parties"]
    )
    pages = {name: _read_row(name, {"GET": told}) for name, told in content["pages"].items()}
    return Matrix(MappingProxyType(rows), parties, MappingProxyType(pages))


@lru_cache(maxsize=1)
def get_matrix() -> Matrix:
    """The matrix of this installation, read once."""
    return read_matrix(yaml.safe_load(MATRIX_FILE.read_text(encoding="utf-8")))


def _read_row(name: str, told: Mapping[str, Any]) -> Row:
    unknown = set(told) - {*METHODS, "subject", "absent", "csrf", "writes", "step_up", "prefix", "names"}
    if unknown:
        raise MatrixError(f"{name}: what is {', '.join(sorted(unknown))}?")
    return Row(
        name=name,
        methods={method: _read_cells(name, told[method]) for method in METHODS if method in told},
        subject=told.get("subject", ""),
        absent=str(told.get("absent", "404")),
        is_csrf_exempt=told.get("csrf") == "exempt",
        writes=frozenset(told.get("writes", [])),
        step_up=_read_step_up(name, told),
    )


def _read_step_up(name: str, told: Mapping[str, Any]) -> frozenset[str]:
    """``true`` for every method of the row, or a list of some of them."""
    said = told.get("step_up", False)
    methods = [method for method in METHODS if method in told]
    chosen = methods if said is True else said or []
    if not set(chosen) <= set(methods):
        raise MatrixError(f"{name}: step_up names a method without cells.")
    return frozenset(chosen)


def _read_cells(name: str, told: Mapping[str, Any]) -> dict[Seat, Cell]:
    cells: dict[Seat, Cell] = {}
    for words, text in told.items():
        seats = SIGNED_IN if words == "signed_in" else tuple(Seat(word) for word in words.split("+"))
        cells.update(dict.fromkeys(seats, Cell.read(text)))
    if Seat.PUB in cells:
        cells.setdefault(Seat.SUS, cells[Seat.PUB])  # a suspended reader's session is dead: a guest
    missing = [seat for seat in Seat if seat not in cells]
    if missing:
        raise MatrixError(f"{name}: no answer for {', '.join(missing)}.")
    return cells
