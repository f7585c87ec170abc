"""The practice room: who is here and no video between people, served by this house itself.

It admits by the same tokens as Jitsi and reports presence in the same format, so that everything behind the webhook
works without a video server. Nothing here touches the database; ``live.services.practice`` keeps the occupants.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from live.providers import Seat, Ticket
from live.providers.tokens import make_token, read_token

PRACTICE_DOMAIN = "practica.invalid"  # a reserved name: it can never be a server's


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whom a token lets into which practice room."""

    room_name: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Occupant:
    """One connection as the video server would tell of it."""

    user_id: str
    connection: str
    joined_at: datetime
    left_at: datetime | None = None


class PracticeProvider:
    """Admits to the practice room."""

    kind = "practice"

    def make_ticket(self, *, seat: Seat, at: datetime) -> Ticket:
        return Ticket(
            kind=self.kind,
            domain="",
            room_name=seat.room_name,
            token=make_token(seat=seat, subject=PRACTICE_DOMAIN, at=at),
            display_name=seat.display_name,
            expires_at=seat.expires_at,
        )


def read_visitor(*, token: str, room_name: str, at: datetime) -> Visitor:
    """Whom ``token`` lets into ``room_name`` at ``at``; anything amiss is refused."""
    return Visitor(room_name, read_token(token=token, room_name=room_name, subject=PRACTICE_DOMAIN, at=at))


# --- the bodies of event_sync, to the letter (LIVE §2a)


def room_created(*, room_name: str, created_at: datetime) -> dict[str, Any]:
    return {"event_name": "muc-room-created", **_place(room_name), "created_at": _seconds(created_at)}


def room_destroyed(
    *, room_name: str, created_at: datetime, destroyed_at: datetime, occupants: list[Occupant]
) -> dict[str, Any]:
    return {
        "event_name": "muc-room-destroyed",
        **_place(room_name),
        "created_at": _seconds(created_at),
        "destroyed_at": _seconds(destroyed_at),
        "all_occupants": [_occupant(one) for one in occupants] or {},  # as Lua writes an empty list
    }


def occupant_joined(*, room_name: str, occupant: Occupant, occupants_count: int) -> dict[str, Any]:
    return _occupant_event("muc-occupant-joined", room_name, occupant, occupants_count)


def occupant_left(*, room_name: str, occupant: Occupant, occupants_count: int) -> dict[str, Any]:
    return _occupant_event("muc-occupant-left", room_name, occupant, occupants_count)


def _occupant_event(event_name: str, room_name: str, occupant: Occupant, occupants_count: int) -> dict[str, Any]:
    return {
        "event_name": event_name,
        **_place(room_name),
        "active_occupants_count": occupants_count,
        "occupant": _occupant(occupant),
    }


def _place(room_name: str) -> dict[str, Any]:
    return {"room_name": room_name, "room_jid": f"{room_name}@conference.{PRACTICE_DOMAIN}", "is_breakout": False}


def _occupant(occupant: Occupant) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": occupant.user_id,
        "name": "",
        "email": "",
        "occupant_jid": f"{occupant.connection}@{PRACTICE_DOMAIN}/practica",
        "joined_at": _seconds(occupant.joined_at),
    }
    if occupant.left_at is not None:
        told["left_at"] = _seconds(occupant.left_at)
    return told


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
