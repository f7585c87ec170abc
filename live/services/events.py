"""What the video server tells us is stored before it is understood, and understood once."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from live.attendance_engine import UnreadableEvent, read_event, room_name_of
from live.enums import AttendanceState, EventSource, EventState
from live.models import RawEvent, Room
from lms.common.errors import DomainError
from lms.records.events import ring_once

# The server's clock may be a little ahead of ours; what is later than this has not happened.
CLOCK_TOLERANCE = timedelta(minutes=5)
# Who somebody is follows from the id we gave them; a name or an address has no place in a trail that is kept for good.
BATCH = 500  # ids in one statement
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
    told = parse_object(body)
    text = canonical(without_names(told))
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        with transaction.atomic():
            event = RawEvent.objects.create(
                digest=digest, source=source, body=text, room_name=_name_of_ours(told), received_at=at
            )
            transaction.on_commit(partial(ring_once, "live.read_events"), robust=True)
    except IntegrityError:  # told before
        return RawEvent.objects.get(digest=digest)
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
    if event.state == EventState.RECEIVED:
        _judge_all([event], at)
        event.refresh_from_db()
    return event


@transaction.atomic
def process_events(*, event_ids: Collection[int], at: datetime) -> int:
    """As ``process_event`` for many at once, in a number of queries that does not grow with them."""
    events = list(RawEvent.objects.waiting().select_for_update().filter(pk__in=event_ids))
    _judge_all(events, at)
    return len(events)


def process_events_of(*, names: Collection[str], at: datetime) -> None:
    """What was told of these rooms and has not been read yet, within the caller's transaction."""
    _judge_all(list(RawEvent.objects.waiting().select_for_update().filter(room_name__in=names)), at)


def _judge_all(events: list[RawEvent], at: datetime) -> None:
    names = {event.room_name for event in events if event.room_name}
    rooms = {room.name: room for room in Room.objects.select_related("session").filter(name__in=names)}
    alike: dict[tuple[EventState, int | None, str], list[int]] = defaultdict(list)
    for event in events:
        room = rooms.get(event.room_name)
        state, problem = _judge(event, room)
        alike[state, room.pk if room else None, problem].append(event.pk)
    for (state, room_id, problem), ids in alike.items():
        for start in range(0, len(ids), BATCH):
            RawEvent.objects.filter(pk__in=ids[start : start + BATCH]).update(
                state=state, room_id=room_id, problem=problem, processed_at=at
            )


def _judge(event: RawEvent, room: Room | None) -> tuple[EventState, str]:
    try:
        facts = read_event(json.loads(event.body))
    except UnreadableEvent as problem:
        return EventState.MALFORMED, str(problem)
    if facts.latest > (event.received_at + CLOCK_TOLERANCE).timestamp():
        return EventState.MALFORMED, "dated in the future"
    if room is None:
        return EventState.UNKNOWN_ROOM, ""
    if room.session.attendance_state == AttendanceState.FINAL:
        return EventState.LATE, ""
    return EventState.COUNTED, ""


def _name_of_ours(event: dict[str, Any]) -> str:
    """The room an event names, where it could be one of ours."""
    name = room_name_of(event)
    return name if ROOM_NAME.fullmatch(name) else ""
