"""Minutes from a video server's events: arithmetic only, no database, no clock, no framework (LIVE §3).

Events may come in any order, twice, or not at all. What they say is merged into stays (one connection each) and lives
of rooms by operations that commute, so the same set of events gives the same minutes however it arrived.
"""

from live.attendance_engine.counting import (
    ClosedStay,
    End,
    Presence,
    Reckoning,
    Window,
    count,
    evidence_digest,
    reckon,
    union,
)
from live.attendance_engine.facts import Facts, Life, Mark, Moment, Stay, StayKey, UnreadableEvent
from live.attendance_engine.reading import read_event, room_name_of
from live.attendance_engine.witness import NOTHING, Interval, Seen, Witness

__all__ = [
    "NOTHING",
    "ClosedStay",
    "End",
    "Facts",
    "Interval",
    "Life",
    "Mark",
    "Moment",
    "Presence",
    "Reckoning",
    "Seen",
    "Stay",
    "StayKey",
    "UnreadableEvent",
    "Window",
    "Witness",
    "count",
    "evidence_digest",
    "read_event",
    "reckon",
    "room_name_of",
    "union",
]
