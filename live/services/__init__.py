"""Every rule of live sessions that changes something, by the names other rooms call."""

from live.services.attendance import (
    AttendanceStillOpen,
    SessionNotOver,
    finalise_attendance,
    settle_attendance,
)
from live.services.events import (
    EventNotAnObject,
    EventTooLarge,
    process_event,
    receive_event,
)
from live.services.feeds import create_feed, feed_digest, revoke_feed
from live.services.joining import DoorShut, NotAdmitted, join_session
from live.services.practice import (
    PracticeDoorShut,
    SeatLost,
    end_silent_seat,
    enter_practice_room,
    keep_practice_seat,
    leave_practice_room,
    read_pass,
)
from live.services.scheduling import (
    SessionBackwards,
    SessionCancelled,
    SessionStarted,
    ZoneUnknown,
    admit_participant,
    cancel_session,
    create_series,
    move_session,
    remove_participant,
    schedule_session,
)

__all__ = [
    "AttendanceStillOpen",
    "DoorShut",
    "EventNotAnObject",
    "EventTooLarge",
    "NotAdmitted",
    "PracticeDoorShut",
    "SeatLost",
    "SessionBackwards",
    "SessionCancelled",
    "SessionNotOver",
    "SessionStarted",
    "ZoneUnknown",
    "admit_participant",
    "cancel_session",
    "create_feed",
    "create_series",
    "end_silent_seat",
    "enter_practice_room",
    "feed_digest",
    "finalise_attendance",
    "join_session",
    "keep_practice_seat",
    "leave_practice_room",
    "move_session",
    "process_event",
    "read_pass",
    "receive_event",
    "remove_participant",
    "revoke_feed",
    "schedule_session",
    "settle_attendance",
]
