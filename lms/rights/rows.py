"""Which rows are about a person: found by what each room declares, without knowing the rooms."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from lms.records.declarations import ModelDeclaration, get_declarations
from network.models import Person


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one table that are about a person."""

    declaration: ModelDeclaration
    rows: QuerySet[Any]


def held_about(person: Person) -> list[Held]:
    """Every table that can hold something about ``person``, in the order of declaration; rows may be none."""
    return [
        Held(declaration, rows_about(person, declaration))
        for declaration in get_declarations().values()
        if declaration.paths
    ]


def rows_about(person: Person, declaration: ModelDeclaration) -> QuerySet[Any]:
    """The rows of that table that one of its paths leads to ``person``."""
    manager = declaration.all_rows
    found = Q()
    for path in declaration.paths:
        found |= _condition(person, path)
    # By key: a path over a reverse relation would list a row twice.
    return manager.filter(pk__in=manager.filter(found).values("pk")) if found else manager.none()


def _condition(person: Person, path: str) -> Q:
    column, is_value, source = path.partition("=")
    if not is_value:
        return Q(**{path: person})
    value = _follow(person, source)
    if value in (None, ""):
        return Q()
    return Q(**{f"{column}__iexact" if isinstance(value, str) else column: value})


def _follow(person: Person, path: str) -> Any:
    value: Any = person
    for part in path.split("__"):
        value = getattr(value, part, None)
    return value


def reference(row: Model) -> str:
    """The name under which the audit trail knows a row."""
    return str(getattr(row, "public_id", row.pk))
