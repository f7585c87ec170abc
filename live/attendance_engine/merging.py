"""What all events together say, by operations that commute: order and repetition cannot matter."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from live.attendance_engine.facts import Facts, Mark, Moment, Place, StayKey


@dataclass(frozen=True, slots=True)
class Told:
    """Whose connection it is, when it was left, and when the same connection is next seen to come."""

    user_id: str = ""
    left_at: int | None = None
    back_at: int | None = None


Stays = dict[StayKey, Told]
Lives = dict[Place, dict[int, int | None]]


def merge(facts: Iterable[Facts]) -> tuple[Stays, Lives]:
    """Every connection and every life of a room that ``facts`` speak of."""
    stays: Stays = {}
    lives: Lives = defaultdict(dict)
    marks: set[Mark] = set()
    for fact in facts:
        for stay in fact.stays:
            former = stays.get(stay.key, Told())
            user_id = one_of(former.user_id, stay.user_id)
            stays[stay.key] = Told(user_id, later(former.left_at, stay.left_at))
        for life in fact.lives:
            own = lives[life.place]
            own[life.created_at] = later(own.get(life.created_at), life.destroyed_at)
        marks.update(fact.marks)
    _add_marks(marks, stays, lives)
    return stays, lives


def one_of(*user_ids: str) -> str:
    """Two ids for one connection cannot be; should it be, the choice must not depend on the order of arrival."""
    return min(filter(None, user_ids), default="")


def later(one: int | None, other: int | None) -> int | None:
    """Of two reports of the same end the later one proves the longer stay."""
    return max((instant for instant in (one, other) if instant is not None), default=None)


def _add_marks(marks: set[Mark], stays: Stays, lives: Lives) -> None:
    """Put moments together: those of one connection to stays, those of one meeting to a life of its room."""
    connections: dict[tuple[Place, str, str], list[Mark]] = defaultdict(list)
    meetings: dict[tuple[Place, str], list[Mark]] = defaultdict(list)
    for mark in sorted(marks):
        meetings[mark.place, mark.meeting].append(mark)
        if mark.connection:
            connections[mark.place, mark.meeting, mark.connection].append(mark)
    for (place, meeting, connection), own in connections.items():
        stays.update(_pair(place, f"{meeting}/{connection}", own))
    for (place, _meeting), own in meetings.items():
        ends = [mark.at // 1000 for mark in own if mark.moment == Moment.DESTROYED]
        # A meeting whose beginning was lost began with the first thing told of it.
        born = min(mark.at for mark in own) // 1000
        lives[place][born] = later(lives[place].get(born), max(ends, default=None))


def _pair(place: Place, connection: str, marks: list[Mark]) -> Stays:
    """Each join with the first leave before the next join. A leave whose join was lost proves an instant, no more."""
    user_id = one_of(*(mark.user_id for mark in marks))
    joins = sorted({mark.at for mark in marks if mark.moment == Moment.JOINED})
    leaves = sorted({mark.at for mark in marks if mark.moment == Moment.LEFT})
    stays: Stays = {}
    used: set[int] = set()
    for index, came in enumerate(joins):
        back = joins[index + 1] if index + 1 < len(joins) else None
        left = next((at for at in leaves if came <= at and (back is None or at <= back) and at not in used), None)
        key = StayKey(*place, connection, came // 1000)
        former = stays.get(key, Told())
        if left is not None:
            used.add(left)
        ended = None if left is None else later(former.left_at, left // 1000)
        stays[key] = Told(user_id, ended, None if back is None else back // 1000)
    for at in leaves:
        key = StayKey(*place, connection, at // 1000)
        if at not in used and key not in stays:
            stays[key] = Told(user_id, at // 1000)
    return stays
