"""Holding a row while a rule decides about it."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_and_read(rows: QuerySet[Row], pk: int) -> Row:
    """The row of ``rows`` with that key, held until the transaction ends; its joined rows are as they are now.

    Two statements on purpose. PostgreSQL reads a row anew after waiting for its lock, but not the rows joined to it:
    one statement could answer with another row's past.
    """
    rows.model._default_manager.select_for_update(no_key=True).only("pk").get(pk=pk)
    return rows.get(pk=pk)
