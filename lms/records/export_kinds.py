"""Lists that may leave the platform as a file: each room registers its own, as it does its kinds of mail.

This floor knows neither files nor roles: who may have a list is asked of the room that registered it, ``lms.exports``
makes the file. A room's list::

    REGISTER = ExportKind(
        name="certificates.register",
        title=_("Register of certificates"),
        readers=_("The Secretariat"),
        may=can_export_register,
        columns=[Column(_("Number"), 18), Column(_("Issued on"), 14)],
        describe=lambda params: [(_("State"), ...)],  # the filter, in words
        count=lambda user, params: ...,
        rows=lambda user, params: ((award.number, award.issued_on) for award in ...),
    )
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from lms.accounts.models import User

Params = Mapping[str, Any]  # ids, states and days as JSON keeps them; never a name
Cell = str | int | Decimal | date | datetime | None  # numbers and days stay what they are


@dataclass(frozen=True, slots=True)
class Column:
    """A head and about how many letters are wide enough for what stands below it."""

    label: str | Promise
    width: int = 20


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One list.

    ``may`` is asked when a file is asked for, made and fetched. ``count`` and ``rows`` read as ``user``, who asked,
    in that person's language and zone; ``rows`` gives tuples as long as ``columns`` and reads them in pieces.
    """

    name: str
    title: str | Promise
    readers: str | Promise
    may: Callable[[User], bool]
    columns: Sequence[Column]
    describe: Callable[[Params], list[tuple[str, str]]]
    count: Callable[[User, Params], int]
    rows: Callable[[User, Params], Iterator[tuple[Cell, ...]]]


_kinds: dict[str, ExportKind] = {}


def register_export_kind(kind: ExportKind) -> None:
    """Make ``kind`` known; called from ``AppConfig.ready``."""
    _kinds[kind.name] = kind


def get_export_kind(name: str) -> ExportKind | None:
    """The registered kind of that name, or None where another deploy asked for what this one does not know."""
    return _kinds.get(name)


def all_export_kinds() -> list[ExportKind]:
    """Every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
