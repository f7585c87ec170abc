"""A series by the clock on the wall: "Tuesdays and Thursdays at 14:00 in San Salvador, six times".

Days and hours are put together without a zone and become instants one by one, so a change of the clocks in between
leaves the hour on the wall where it was. Pure arithmetic: no database, no clock, no framework.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_SESSIONS = 60
LONGEST = timedelta(days=2 * 366)  # nobody plans further ahead than two years

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WallClockRule:
    """On ``weekdays`` (Monday is 0) at ``begins`` in ``zone``, from ``first_on`` on.

    ``times`` says how many, or ``until_on`` up to which day; with both, whichever comes first.
    """

    zone: str
    first_on: date
    weekdays: frozenset[int]
    begins: time
    minutes: int
    times: int | None = None
    until_on: date | None = None
    every_weeks: int = 1


def wall_clock(day: date, hour: time, zone: str) -> datetime:
    """The instant at which the clock in ``zone`` shows ``day`` and ``hour``.

    An hour shown twice is the first of the two; one that is skipped is as long after midnight as it would have been.
    """
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def spans(rule: WallClockRule) -> Iterator[Span]:
    """Beginning and end of each session of ``rule``, in order; never more than ``MOST_SESSIONS`` and one."""
    monday = rule.first_on - timedelta(days=rule.first_on.weekday())
    last_on = min(rule.until_on or date.max, rule.first_on + LONGEST + timedelta(days=1))
    wanted = min(rule.times or MOST_SESSIONS + 1, MOST_SESSIONS + 1)
    given = 0
    while monday <= last_on:
        for weekday in sorted(rule.weekdays):
            day = monday + timedelta(days=weekday)
            if day < rule.first_on:
                continue
            if day > last_on or given == wanted:
                return
            given += 1
            starts_at = wall_clock(day, rule.begins, rule.zone)
            yield starts_at, starts_at + timedelta(minutes=rule.minutes)
        if not rule.weekdays:
            return
        monday += timedelta(weeks=max(rule.every_weeks, 1))


def shift(span: Span, *, days: int, begins: time, minutes: int, zone: str) -> Span:
    """The same session ``days`` later (or earlier) on the wall's calendar, at the hour ``begins``."""
    day = span[0].astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    starts_at = wall_clock(day, begins, zone)
    return starts_at, starts_at + timedelta(minutes=minutes)
