"""A query that every request asks in the same shape, put together once and not once a request.

Putting one together costs Django about a millisecond, more than the database takes to answer it. Only for reads of
plain values whose shape depends on nothing: what is filled in are whole numbers.
"""

import inspect
import threading
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

FIRST_BLANK = 2_000_000_011  # so unlikely a constant in a query that a blank cannot be mistaken


class PreparedQuery:
    """The rows of ``build(**numbers).values_list(...)``, where ``build`` is called once for each thread.

    Raises ``ValueError`` when an argument of ``build`` does not end up in the statement as it was given: such a query
    would answer everybody alike.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self.names = tuple(inspect.signature(build).parameters)
        self._kept = threading.local()

    def rows(self, **numbers: int) -> list[tuple[Any, ...]]:
        """What the database answers now, each value converted as the query set itself would."""
        compiler, statement, parameters = self._get_compiled()
        filled = [numbers[one.name] if isinstance(one, _Blank) else one for one in parameters]
        with compiler.connection.cursor() as cursor:
            cursor.execute(statement, filled)
            answer = cursor.fetchall()
        return list(compiler.results_iter([answer], tuple_expected=True))

    def _get_compiled(self) -> tuple[Any, str, list[Any]]:
        kept: tuple[Any, str, list[Any]] | None = getattr(self._kept, "compiled", None)
        if kept is None or kept[0].connection is not connections[DEFAULT_DB_ALIAS]:
            kept = self._kept.compiled = self._compile()
        return kept

    def _compile(self) -> tuple[Any, str, list[Any]]:
        blanks = {FIRST_BLANK + place: _Blank(name) for place, name in enumerate(self.names)}
        query = self.build(**{blank.name: number for number, blank in blanks.items()}).query
        compiler = query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        statement, given = compiler.as_sql()
        parameters = [blanks.get(one, one) if type(one) is int else one for one in given]
        missing = {blank.name for blank in blanks.values()} - {
            one.name for one in parameters if isinstance(one, _Blank)
        }
        if missing:
            raise ValueError(f"not found in the prepared statement: {', '.join(sorted(missing))}")
        return compiler, statement, parameters


class _Blank:
    """The place of a number in a statement."""

    def __init__(self, name: str) -> None:
        self.name = name
