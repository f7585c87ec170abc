"""What one webhook of 8x8 JaaS says (LIVE §3b): moments of a connection rather than whole stays."""

from collections.abc import Mapping

from live.attendance_engine.facts import Facts, Mark, Moment, Place, UnreadableEvent, read_text, read_user_id

MOMENTS = {
    "PARTICIPANT_JOINED": Moment.JOINED,
    "PARTICIPANT_LEFT": Moment.LEFT,
    "ROOM_CREATED": Moment.CREATED,
    "ROOM_DESTROYED": Moment.DESTROYED,
}
# Told by the same webhook and of no consequence for minutes: kept, never counted.
SILENT = frozenset(
    {
        "PARTICIPANT_JOINED_LOBBY",
        "PARTICIPANT_LEFT_LOBBY",
        "ROLE_CHANGED",
        "RECORDING_STARTED",
        "RECORDING_ENDED",
        "RECORDING_UPLOADED",
        "LIVE_STREAM_STARTED",
        "LIVE_STREAM_ENDED",
        "SETTINGS_PROVISIONING",
        "USAGE",
    }
)
LATEST = 2**50  # milliseconds: some thirty thousand years


def read_jaas(event: Mapping[str, object]) -> Facts:
    """What ``event`` says, in the format of JaaS webhooks."""
    kind = event.get("eventType")
    if isinstance(kind, str) and kind in SILENT:
        return Facts()
    moment = MOMENTS.get(kind) if isinstance(kind, str) else None
    if moment is None:
        raise UnreadableEvent("unknown eventType")
    data = event.get("data")
    told: Mapping[str, object] = data if isinstance(data, Mapping) else {}
    meeting, place = read_text(event, "sessionId"), _place(event, told)
    is_about_somebody = moment in {Moment.JOINED, Moment.LEFT}
    connection = _connection(told) if is_about_somebody else ""
    user_id = read_user_id(told) if is_about_somebody else ""
    return Facts(marks=(Mark(place, meeting, connection, moment, _milliseconds(event), user_id),))


def _place(event: Mapping[str, object], data: Mapping[str, object]) -> Place:
    room = read_text(event, "fqn")
    return room, read_text(data, "breakoutRoomId") if data.get("isBreakout") in {True, "true"} else ""


def _connection(data: Mapping[str, object]) -> str:
    return read_text(data, "participantJid" if data.get("participantJid") else "participantId")


def _milliseconds(event: Mapping[str, object]) -> int:
    value = event.get("timestamp")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < LATEST:
        raise UnreadableEvent("no timestamp")
    return int(value)
