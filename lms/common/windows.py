"""Long lists a page at a time, by position and not by number: the thousandth page costs what the first one costs."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"^(?P<way>[ad])(?P<micro>\d{1,17})-(?P<key>\d{1,18})$")
OLDER, NEWER = "a", "d"  # antes, después


@dataclass(frozen=True, slots=True)
class Window(Generic[Row]):
    """One page, latest first, and where the next ones begin; empty where there are none."""

    rows: list[Row]
    newer: str
    older: str


def read_window(rows: QuerySet[Row], *, by: str, place: str, size: int) -> Window[Row]:
    """The page of ``rows`` at ``place`` (what an address gave), ordered by the instant ``by`` and the key.

    A place that cannot be read is the first page. One query.
    """
    way, instant, key = _read(place)
    ordered = rows.order_by(f"-{by}", "-pk")
    if way == OLDER:
        ordered = ordered.filter(Q(**{f"{by}__lt": instant}) | Q(pk__lt=key), **{f"{by}__lte": instant})
    elif way == NEWER:
        ordered = rows.order_by(by, "pk").filter(Q(**{f"{by}__gt": instant}) | Q(pk__gt=key), **{f"{by}__gte": instant})
    found = list(ordered[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if way == NEWER:
        found.reverse()
    if not found:
        return Window([], "", "")
    has_newer = has_more if way == NEWER else way == OLDER
    has_older = True if way == NEWER else has_more
    return Window(
        found,
        newer=_write(NEWER, found[0], by) if has_newer else "",
        older=_write(OLDER, found[-1], by) if has_older else "",
    )


def _read(place: str) -> tuple[str, datetime, int]:
    match = PLACE.match(place)
    if match is None:
        return "", EPOCH, 0
    try:
        return match["way"], EPOCH + timedelta(microseconds=int(match["micro"])), int(match["key"])
    except OverflowError:
        return "", EPOCH, 0


def _write(way: str, row: Any, by: str) -> str:
    instant: datetime = getattr(row, by)
    return f"{way}{(instant - EPOCH) // timedelta(microseconds=1)}-{row.pk}"
