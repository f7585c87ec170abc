"""A table as the three writers see it."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from lms.records.export_kinds import Cell, Column


@dataclass(frozen=True, slots=True)
class Table:
    """What to write. ``facts`` stand above it: when it was made, who may read it, what was chosen."""

    title: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Iterable[tuple[Cell, ...]]  # read once
    language: str = "es"
    footer: str = ""  # at the foot of each page of paper


def plain(text: str) -> str:
    """One line without control characters: none of the three formats has a use for them, and a parser may have one."""
    return "".join(" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in text).strip()


def local(value: Cell) -> Cell:
    """An instant on the reader's clock; everything else as it is."""
    return timezone.localtime(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def said(value: Cell) -> str:
    """A cell as text: days and instants in the order that sorts."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return plain(value) if isinstance(value, str) else str(value)
