"""What one event of the video server says (LIVE §2a), or that it says nothing readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Place = tuple[str, str]  # room_jid and breakout_room_id; the latter is empty in the main room
MAX_TEXT = 200


class UnreadableEvent(ValueError):
    """The event does not say what an event of its name has to say; the text is for the record, not for people."""


@dataclass(frozen=True, slots=True, order=True)
class StayKey:
    """One connection. A browser keeps its ``occupant_jid`` through breakouts and kicks, hence the other parts."""

    room_jid: str
    breakout_room_id: str
    occupant_jid: str
    joined_at: int

    @property
    def place(self) -> Place:
        return self.room_jid, self.breakout_room_id


@dataclass(frozen=True, slots=True)
class Stay:
    """A connection as one event tells of it."""

    key: StayKey
    user_id: str
    left_at: int | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """That a room existed from one instant to another, or to one not told."""

    place: Place
    created_at: int
    destroyed_at: int | None = None


class Moment(StrEnum):
    """What a service that reports moments can tell of one."""

    JOINED = "JOINED"
    LEFT = "LEFT"
    CREATED = "CREATED"
    DESTROYED = "DESTROYED"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One moment of a connection, or of a meeting in a room where ``connection`` is empty; ``at`` in milliseconds."""

    place: Place
    meeting: str
    connection: str
    moment: Moment
    at: int
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one event says: whole stays and lives, or marks from which they are put together."""

    stays: tuple[Stay, ...] = ()
    lives: tuple[Life, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def latest(self) -> int:
        """The latest instant spoken of: an event cannot tell of the future."""
        told = [stay.left_at or stay.key.joined_at for stay in self.stays]
        told += [life.destroyed_at or life.created_at for life in self.lives]
        told += [mark.at // 1000 for mark in self.marks]
        return max(told, default=0)


def read_prosody(event: Mapping[str, object]) -> Facts:
    """What ``event`` says, in the format of Prosody's event_sync (LIVE §2a)."""
    name = event.get("event_name")
    place = read_text(event, "room_jid"), _breakout(event)
    if name == "muc-room-created":
        return Facts(lives=(Life(place, _instant(event, "created_at")),))
    if name == "muc-room-destroyed":
        life = Life(place, _instant(event, "created_at"), _instant(event, "destroyed_at"))
        if life.destroyed_at is not None and life.destroyed_at < life.created_at:
            raise UnreadableEvent("destroyed before it was created")
        return Facts(tuple(_read_stay(place, occupant) for occupant in _all_occupants(event)), (life,))
    if name in {"muc-occupant-joined", "muc-occupant-left"}:
        return Facts((_read_stay(place, event.get("occupant"), must_have_left=name == "muc-occupant-left"),))
    raise UnreadableEvent("unknown event_name")


def _read_stay(place: Place, occupant: object, *, must_have_left: bool = False) -> Stay:
    if not isinstance(occupant, Mapping):
        raise UnreadableEvent("no occupant")
    key = StayKey(*place, read_text(occupant, "occupant_jid"), _instant(occupant, "joined_at"))
    has_left = must_have_left or occupant.get("left_at") is not None
    left_at = _instant(occupant, "left_at") if has_left else None
    if left_at is not None and left_at < key.joined_at:
        raise UnreadableEvent("left before they joined")
    return Stay(key, read_user_id(occupant), left_at)


def read_user_id(occupant: Mapping[str, object]) -> str:
    """The id the token gave; a recorder has none, and a number is none of ours but is evidence all the same."""
    user_id = occupant.get("id")
    if isinstance(user_id, int | float) and not isinstance(user_id, bool):
        return str(user_id)
    if not isinstance(user_id, str) or not user_id:
        return ""
    return _plain(user_id, "id")


def _all_occupants(event: Mapping[str, object]) -> list[object]:
    occupants = event.get("all_occupants") or []  # Lua writes an empty list as {}
    if not isinstance(occupants, list):
        raise UnreadableEvent("all_occupants is no list")
    return occupants


def _breakout(event: Mapping[str, object]) -> str:
    if not event.get("is_breakout"):
        return ""
    return read_text(event, "breakout_room_id")


def read_text(part: Mapping[str, object], name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value:
        raise UnreadableEvent(f"no {name}")
    return _plain(value, name)


def _plain(value: str, name: str) -> str:
    """Names on the wire are short and printable: no NUL, no half of a surrogate pair reaches a database."""
    if len(value) > MAX_TEXT or not value.isprintable():
        raise UnreadableEvent(f"{name} is no plain text")
    return value


def _instant(part: Mapping[str, object], name: str) -> int:
    value = part.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**40:
        raise UnreadableEvent(f"no {name}")
    return int(value)
