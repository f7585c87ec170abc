"""What the engine of live sessions remembers. It knows sessions, rooms, people and minutes, never courses."""

from live.models.feeds import FeedToken
from live.models.operations import ConnectionTest, Fallback
from live.models.practice import PracticeOccupant
from live.models.presence import Attendance, Connection, RawEvent
from live.models.register import RegisterEntry
from live.models.scheduling import Participant, Room, Series, Session

__all__ = [
    "Attendance",
    "Connection",
    "ConnectionTest",
    "Fallback",
    "FeedToken",
    "Participant",
    "PracticeOccupant",
    "RawEvent",
    "RegisterEntry",
    "Room",
    "Series",
    "Session",
]
