"""What the video server tells us is stored before it is understood, and understood once."""

import hashlib
import json
import re
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.attendance_engine import UnreadableEvent, read_event, room_name_of
from live.enums import AttendanceState, EventSource, EventState
from live.models import RawEvent, Room
from lms.common.errors import DomainError
from lms.records.events import ring

# The server's clock may be a little ahead of ours; what is later than this has not happened.
CLOCK_TOLERANCE = timedelta(minutes=5)
# Who somebody is follows from the id we gave them; a name or an address has no place in a trail that is kept for good.
ROOM_NAME = re.compile(r"[0-9a-f]{32}")
PERSONAL = frozenset({"name", "email", "avatar", "group", "phoneNumber"})


class EventTooLarge(DomainError):
    message = _("This event is larger than %(limit)s bytes and was not stored.")


class EventNotAnObject(DomainError):
    message = _("The body of an event has to be one JSON object; nothing was stored.")


def receive_event(*, body: bytes, source: EventSource | str, at: datetime) -> RawEvent:
    """Store one posted event, whatever it says; the same event posted again is the row that exists."""
    if len(body) > settings.LIVE_EVENT_MAX_BYTES:
        raise EventTooLarge(limit=settings.LIVE_EVENT_MAX_BYTES)
    text = canonical(without_names(parse_object(body)))
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        event, is_new = RawEvent.objects.get_or_create(
            digest=digest, defaults={"source": source, "body": text, "received_at": at}
        )
        if is_new:
            transaction.on_commit(partial(ring, "live.process_event", event_id=event.pk), robust=True)
    return event


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in ``body``; NaN, infinities and bottomless nesting are not JSON to us."""
    try:
        parsed = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise EventNotAnObject
    if not isinstance(parsed, dict):
        raise EventNotAnObject
    return parsed


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def canonical(event: dict[str, Any]) -> str:
    """One spelling for one event, in plain ASCII: no database minds a NUL or half a surrogate pair in it."""
    return json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def without_names(event: dict[str, Any]) -> dict[str, Any]:
    """``event`` without what its occupants are called."""
    slim = dict(event)
    for part in ("occupant", "data"):
        if isinstance(slim.get(part), dict):
            slim[part] = _nameless(slim[part])
    if isinstance(slim.get("all_occupants"), list):
        slim["all_occupants"] = [_nameless(one) if isinstance(one, dict) else one for one in slim["all_occupants"]]
    return slim


def _nameless(occupant: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in occupant.items() if key not in PERSONAL}


@transaction.atomic
def process_event(*, event_id: int, at: datetime) -> RawEvent:
    """Tie one stored event to its room and say what became of it; done once."""
    event = RawEvent.objects.select_for_update().get(pk=event_id)
    if event.state != EventState.RECEIVED:
        return event
    event.state, event.room, event.problem = _judge(event)
    event.processed_at = at
    event.save(update_fields=["state", "room", "problem", "processed_at"])
    return event


def _judge(event: RawEvent) -> tuple[EventState, Room | None, str]:
    body: dict[str, Any] = json.loads(event.body)
    room = _find_room(room_name_of(body))
    try:
        facts = read_event(body)
    except UnreadableEvent as problem:
        return EventState.MALFORMED, room, str(problem)
    if facts.latest > (event.received_at + CLOCK_TOLERANCE).timestamp():
        return EventState.MALFORMED, room, "dated in the future"
    if room is None:
        return EventState.UNKNOWN_ROOM, None, ""
    if room.session.attendance_state == AttendanceState.FINAL:
        return EventState.LATE, room, ""
    return EventState.COUNTED, room, ""


def _find_room(name: str) -> Room | None:
    if not ROOM_NAME.fullmatch(name):
        return None
    return Room.objects.select_related("session").filter(name=name).first()
