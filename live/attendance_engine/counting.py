"""From facts to minutes: merge, close what was left open, unite, clip."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from live.attendance_engine.facts import Facts, StayKey
from live.attendance_engine.merging import Lives, Told, merge
from live.attendance_engine.witness import NOTHING, Interval, Witness


class End(StrEnum):
    """What the end of a stay rests on, strongest first; all but the first are inferred."""

    LEFT = "LEFT"
    DESTROYED = "DESTROYED"
    RESTARTED = "RESTARTED"
    HARD_END = "HARD_END"


@dataclass(frozen=True, slots=True)
class Window:
    """When the door opens, the session starts and ends, and the door closes: seconds since 1970."""

    opens: int
    starts: int
    ends: int
    closes: int


@dataclass(frozen=True, slots=True)
class ClosedStay:
    """A connection with an end, and what that end rests on."""

    key: StayKey
    user_id: str
    left_at: int
    closed_by: End

    @property
    def interval(self) -> Interval:
        return self.key.joined_at, self.left_at

    @property
    def is_inferred(self) -> bool:
        return self.closed_by != End.LEFT


@dataclass(frozen=True, slots=True)
class Presence:
    """What one person is credited: the union of their stays within the scheduled time."""

    seconds: int = 0
    present_seconds: int = 0
    counted_seconds: int = 0  # credited before anything was made up or corrected
    is_inferred: bool = False
    has_overlap: bool = False
    intervals: tuple[Interval, ...] = ()
    stays: tuple[ClosedStay, ...] = ()
    witness: Witness = NOTHING

    @property
    def evidence_digest(self) -> str:
        """A hash of every stay that counts, of how each was ended, and of every line of the register that had a say."""
        parts: list[object] = [
            [*stay_parts(stay.key), stay.left_at, stay.closed_by.value] for stay in sorted(self.stays, key=_by_key)
        ]
        if self.witness != NOTHING:
            seen = sorted([*one.interval, one.ref] for one in self.witness.seen)
            parts.append([seen, self.witness.made_up, self.witness.corrected, sorted(self.witness.refs)])
        return evidence_digest(parts)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Everybody's presence by the id the server reported; stays without an id belong to nobody."""

    people: dict[str, Presence] = field(default_factory=dict)
    nobody: tuple[ClosedStay, ...] = ()


def evidence_digest(parts: Iterable[object]) -> str:
    """SHA-256 of ``parts`` in canonical JSON."""
    return hashlib.sha256(json.dumps(list(parts), separators=(",", ":")).encode()).hexdigest()


def stay_parts(key: StayKey) -> list[str | int]:
    return [key.room_jid, key.breakout_room_id, key.occupant_jid, key.joined_at]


def _by_key(stay: ClosedStay) -> StayKey:
    return stay.key


def reckon(facts: Iterable[Facts], window: Window) -> Reckoning:
    """Everybody's presence in one session from all that was said of its room, in any order and any number of times."""
    stays, lives = merge(facts)
    closed: dict[str, list[ClosedStay]] = defaultdict(list)
    for key in sorted(stays):
        closed[stays[key].user_id].append(_close(key, stays[key], lives, window))
    nobody = tuple(closed.pop("", []))
    return Reckoning({user_id: count(tuple(own), window) for user_id, own in closed.items()}, nobody)


def _close(key: StayKey, told: Told, lives: Lives, window: Window) -> ClosedStay:
    if told.left_at is not None:
        return ClosedStay(key, told.user_id, told.left_at, End.LEFT)
    # A breakout room ends with its main room at the latest.
    spans = [life for place in {key.place, (key.room_jid, "")} for life in lives.get(place, {}).items()]
    ends = [end for start, end in spans if end is not None and start <= key.joined_at <= end]
    restarts = [start for start, _end in spans if start > key.joined_at]
    if told.back_at is not None:
        # The same connection came anew: whatever else is told, this stay was over by then.
        return ClosedStay(key, told.user_id, min([told.back_at, *ends]), End.RESTARTED)
    if ends:
        return ClosedStay(key, told.user_id, min(ends), End.DESTROYED)
    if restarts:
        return ClosedStay(key, told.user_id, min(restarts), End.RESTARTED)
    return ClosedStay(key, told.user_id, max(window.closes, key.joined_at), End.HARD_END)


def count(stays: tuple[ClosedStay, ...], window: Window, witness: Witness = NOTHING) -> Presence:
    """The union of ``stays`` and of what was seen: within the open door for presence, the scheduled time for credit."""
    clipped = [_clip(stay.interval, window.opens, window.closes) for stay in stays]
    counted = [(stay, interval) for stay, interval in zip(stays, clipped, strict=True) if interval is not None]
    connected = total(union(interval for _stay, interval in counted))
    seen = [_clip(one.interval, window.opens, window.closes) for one in witness.seen]
    present = union([interval for _stay, interval in counted] + [interval for interval in seen if interval is not None])
    credited = [part for part in (_clip(interval, window.starts, window.ends) for interval in present) if part]
    seconds = witness.credit(total(credited), window.ends - window.starts)
    return Presence(
        seconds=seconds,
        present_seconds=max(total(present), seconds),
        counted_seconds=total(credited),
        is_inferred=any(stay.is_inferred for stay, _interval in counted),
        has_overlap=total(interval for _stay, interval in counted) > connected,
        intervals=tuple(credited),
        stays=tuple(stay for stay, _interval in counted),
        witness=witness,
    )


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """``intervals`` without overlaps, in order."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def total(intervals: Iterable[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def _clip(interval: Interval, start: int, end: int) -> Interval | None:
    first, last = max(interval[0], start), min(interval[1], end)
    return (first, last) if first < last else None
