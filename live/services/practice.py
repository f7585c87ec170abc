"""The practice room's memory, and the events it reports exactly as a video server would."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.enums import EventSource
from live.models import Participant, PracticeOccupant, Room
from live.providers import practice
from live.providers.practice import Visitor
from live.providers.tokens import TokenRefused
from live.services.events import receive_event
from lms.common.errors import DomainError


class PracticeDoorShut(DomainError):
    message = _("This pass does not open this room now. Go back to the page of the session and enter again.")


class SeatLost(DomainError):
    message = _("The connection to the room was lost. You are being brought back.")


def read_pass(*, token: str, room_name: str, at: datetime) -> Visitor:
    """Whom the token lets in, or a refusal that does not say why."""
    try:
        return practice.read_visitor(token=token, room_name=room_name, at=at)
    except TokenRefused:
        raise PracticeDoorShut


@transaction.atomic
def enter_practice_room(*, visitor: Visitor, at: datetime) -> PracticeOccupant:
    """Seat a visitor; every page is a connection of its own, and the first one opens the room."""
    room = _lock_room(visitor)
    participant = _find_participant(room, visitor, at)
    here = list(room.practice_occupants.filter(left_at__isnull=True))
    life_started_at = here[0].life_started_at if here else at
    occupant = PracticeOccupant.objects.create(
        room=room, participant=participant, life_started_at=life_started_at, joined_at=at, seen_at=at
    )
    if not here:
        _report(practice.room_created(room_name=room.name, created_at=at), at)
    _report(
        practice.occupant_joined(room_name=room.name, occupant=_as_told(occupant), occupants_count=len(here) + 1), at
    )
    return occupant


@transaction.atomic
def keep_practice_seat(*, visitor: Visitor, seat: str, at: datetime) -> PracticeOccupant:
    """A heartbeat: still here. Whoever was given up for gone is told to enter again."""
    occupant = _find_seat(visitor, seat)
    if occupant is None or occupant.left_at is not None:
        raise SeatLost
    if occupant.participant.removed_at is not None or _is_suspended(occupant.participant):
        raise PracticeDoorShut  # the seat falls silent, and the sweeper ends it at its last heartbeat
    occupant.seen_at = max(at, occupant.seen_at)
    occupant.save(update_fields=["seen_at"])
    return occupant


@transaction.atomic
def leave_practice_room(*, visitor: Visitor, seat: str, at: datetime) -> None:
    """The page was closed. Leaving twice, or a seat already given up, changes nothing."""
    occupant = _find_seat(visitor, seat)
    if occupant is not None and occupant.left_at is None:
        _end_seat(occupant, left_at=max(at, occupant.joined_at), at=at)


@transaction.atomic
def end_silent_seat(*, occupant_id: int, at: datetime) -> bool:
    """Give up a seat that has been silent too long: it ended when it was last heard of."""
    room_id = PracticeOccupant.objects.values_list("room_id", flat=True).get(pk=occupant_id)
    Room.objects.select_for_update().get(pk=room_id)
    occupant = PracticeOccupant.objects.select_related("room", "participant").get(pk=occupant_id)
    if occupant.left_at is not None or occupant.seen_at > at - silence_allowed():
        return False
    _end_seat(occupant, left_at=occupant.seen_at, at=at)
    return True


def silence_allowed() -> timedelta:
    return timedelta(seconds=settings.LIVE_PRACTICE_SILENCE_SECONDS)


def _lock_room(visitor: Visitor) -> Room:
    """Arrivals and departures of one room happen one after the other."""
    room = Room.objects.select_for_update().filter(name=visitor.room_name, is_current=True).first()
    if room is None:
        raise PracticeDoorShut
    return room


def _find_participant(room: Room, visitor: Visitor, at: datetime) -> Participant:
    participant = Participant.objects.admitted().filter(session=room.session, public_id=visitor.user_id).first()
    if participant is None or not room.session.is_open(at) or _is_suspended(participant):
        raise PracticeDoorShut
    return participant


def _is_suspended(participant: Participant) -> bool:
    """A token made before the suspension opens nothing after it."""
    user = participant.person.user
    return user is not None and not user.is_active


def _find_seat(visitor: Visitor, seat: str) -> PracticeOccupant | None:
    room = _lock_room(visitor)
    return (
        room.practice_occupants.select_related("room", "participant__person__user")
        .filter(public_id=seat, participant__public_id=visitor.user_id)
        .first()
    )


def _end_seat(occupant: PracticeOccupant, *, left_at: datetime, at: datetime) -> None:
    occupant.left_at = left_at
    occupant.save(update_fields=["left_at"])
    room = occupant.room
    left = room.practice_occupants.filter(left_at__isnull=True).count()
    _report(practice.occupant_left(room_name=room.name, occupant=_as_told(occupant), occupants_count=left), at)
    if left == 0:
        _report_end_of_life(room, occupant.life_started_at, at)


def _report_end_of_life(room: Room, life_started_at: datetime, at: datetime) -> None:
    gone = room.practice_occupants.filter(life_started_at=life_started_at).select_related("participant")
    _report(
        practice.room_destroyed(
            room_name=room.name,
            created_at=life_started_at,
            destroyed_at=max(one.left_at for one in gone if one.left_at is not None),
            occupants=[_as_told(one) for one in gone],
        ),
        at,
    )


def _as_told(occupant: PracticeOccupant) -> practice.Occupant:
    return practice.Occupant(
        user_id=occupant.participant.public_id,
        connection=occupant.public_id,
        joined_at=occupant.joined_at,
        left_at=occupant.left_at,
    )


def _report(event: dict[str, Any], at: datetime) -> None:
    """Through the very door the video server uses, in the transaction of what it tells of."""
    receive_event(body=json.dumps(event).encode(), source=EventSource.PRACTICE, at=at)
