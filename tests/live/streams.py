"""Bodies of event_sync as they were seen (LIVE §2a), and random lives of a room made of them."""

from typing import Any

ROOM = "7f3a9c0d7f3a9c0d7f3a9c0d7f3a9c0d"
MUC = "conference.meet.example.org"

Event = dict[str, Any]


def place(room: str = ROOM, breakout: str = "") -> Event:
    told: Event = {"room_name": room, "room_jid": f"{room}@{MUC}", "is_breakout": bool(breakout)}
    if breakout:
        told["breakout_room_id"] = breakout
    return told


def occupant(user: str | None, joined: int, left: int | None = None, *, device: str = "") -> Event:
    told: Event = {"name": "Nombre Inventado", "email": "", "joined_at": joined}
    told["occupant_jid"] = f"{device or user or 'grabadora'}@meet.example.org/x"
    if user is not None:
        told["id"] = user
    if left is not None:
        told["left_at"] = left
    return told


def created(at: int, *, room: str = ROOM, breakout: str = "") -> Event:
    return {"event_name": "muc-room-created", **place(room, breakout), "created_at": at}


def destroyed(
    born: int, at: int, occupants: list[Event] | None = None, *, room: str = ROOM, breakout: str = ""
) -> Event:
    return {
        "event_name": "muc-room-destroyed",
        **place(room, breakout),
        "created_at": born,
        "destroyed_at": at,
        "all_occupants": occupants or {},
    }


def joined(user: str | None, at: int, *, room: str = ROOM, breakout: str = "", device: str = "") -> Event:
    return {
        "event_name": "muc-occupant-joined",
        **place(room, breakout),
        "active_occupants_count": 1,
        "occupant": occupant(user, at, device=device),
    }


def left(user: str | None, came: int, at: int, *, room: str = ROOM, breakout: str = "", device: str = "") -> Event:
    return {
        "event_name": "muc-occupant-left",
        **place(room, breakout),
        "active_occupants_count": 0,
        "occupant": occupant(user, came, at, device=device),
    }


def stay(user: str | None, came: int, went: int, **where: str) -> list[Event]:
    """A whole connection: both of its events."""
    return [joined(user, came, **where), left(user, came, went, **where)]
