"""Seats by office: taken, offered, free, and who stands in line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from lms.common.prepared import PreparedQuery
from network.models import OfficeName
from workshops.enums import OFFERED_STATES, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool


@dataclass(frozen=True, slots=True)
class SeatFigures:
    """One pool as figures. ``taken`` are accepted seats, ``offered`` wait for an answer."""

    pool_id: int
    edition_id: int
    office_id: int | None
    kind: str
    capacity: int
    taken: int
    offered: int
    waiting: int
    office_name: str = ""
    country: str = ""

    @property
    def free(self) -> int:
        return self.capacity - self.taken - self.offered

    @property
    def kind_label(self) -> str:
        return str(SeatKind(self.kind).label)


def get_seat_figures(which: Q, *, on: date | None = None) -> list[SeatFigures]:
    """The figures of the pools that ``which`` describes, offices in the order of their countries. One query.

    With ``on`` offices bear their name of that day, which takes another.
    """
    return _as_figures(list(_figures(which)), on)


def get_edition_figures(
    edition_id: int, *, office_ids: Collection[int] | None = None, on: date | None = None
) -> list[SeatFigures]:
    """As ``get_seat_figures`` for one edition: all its pools, or those that ``office_ids`` may use."""
    rows = POOLS_OF_EDITION.rows(edition_id=edition_id)
    return _as_figures([row for row in rows if office_ids is None or row[2] is None or row[2] in office_ids], on)


def _figures(which: Q) -> QuerySet[Any, Any]:
    return (
        SeatPool.objects.filter(which)
        .annotate(
            offered=Count("held_by", filter=Q(held_by__state__in=OFFERED_STATES), distinct=True),
            waiting=Count("awaited_by", distinct=True),
        )
        .order_by(F("office__country__iso").asc(nulls_last=True), "office_id", "kind")
        .values_list(
            "pk", "edition_id", "office_id", "kind", "capacity", "taken", "offered", "waiting", "office__country__name"
        )
    )


def _pools_of_edition(edition_id: int) -> QuerySet[Any, Any]:
    return _figures(Q(edition_id=edition_id))


POOLS_OF_EDITION = PreparedQuery(_pools_of_edition)


def _as_figures(rows: Sequence[tuple[Any, ...]], on: date | None) -> list[SeatFigures]:
    names = get_office_names({row[2] for row in rows if row[2]}, on=on) if on else {}
    return [
        SeatFigures(
            pool_id=pk,
            edition_id=edition_id,
            office_id=office_id,
            kind=kind,
            capacity=capacity,
            taken=taken - offered,
            offered=offered,
            waiting=waiting,
            office_name=names.get(office_id or 0, ""),
            country=str(country) if office_id else "",
        )
        for pk, edition_id, office_id, kind, capacity, taken, offered, waiting, country in rows
    ]


def get_office_names(office_ids: Collection[int], *, on: date) -> dict[int, str]:
    """The official name in force on a day, by office. One query."""
    names = OfficeName.objects.filter(office_id__in=office_ids, started_on__lte=on).order_by("started_on")
    in_force = names.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    return {office_id: str(name) for office_id, name in in_force.values_list("office_id", "name")}


def get_places_in_line(edition_id: int) -> dict[int, int]:
    """Of each alternate the place in the line, counted from one; by enrolment. One query."""
    line = Enrolment.objects.filter(edition_id=edition_id, state=EnrolmentState.ALTERNATE)
    places: dict[int, int] = {}
    counts: dict[int | None, int] = {}
    for pk, pool_id in line.order_by("awaited_pool_id", "alternate_position").values_list("pk", "awaited_pool_id"):
        counts[pool_id] = counts.get(pool_id, 0) + 1
        places[pk] = counts[pool_id]
    return places


def get_open_kinds(edition: Edition) -> list[tuple[str, str]]:
    """The ways of taking part that the edition has seats for. One query."""
    kinds = set(SeatPool.objects.filter(edition=edition).values_list("kind", flat=True))
    return [(kind.value, str(kind.label)) for kind in SeatKind if kind in kinds]
