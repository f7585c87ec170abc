"""Who is in a session at this moment and who is missing, for whoever conducts it. The truth is counted when it ends."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language_info

from live.attendance_engine import End, Presence, Window, read_event, reckon
from live.enums import EventState
from live.models import Attendance, Participant, RawEvent, Room, Session
from live.querysets import ParticipantQuerySet
from lms.accounts.models import User
from lms.records.export_kinds import Cell, Params
from network.models import Membership


@dataclass(frozen=True, slots=True)
class PersonNow:
    """One person on the list of the session."""

    ref: str
    name: str
    country: str
    role: str
    is_facilitator: bool
    is_self: bool
    is_here: bool
    is_removed: bool
    seconds: int  # of the scheduled time, up to now


@dataclass(frozen=True, slots=True)
class CountryNow:
    """How many of a country's people are in."""

    name: str
    here: int
    expected: int


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room that is open now; its name is told to nobody."""

    language: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Console:
    """What the console shows."""

    people: list[PersonNow]
    removed: list[PersonNow]
    countries: list[CountryNow]
    rooms: list[RoomNow]
    here: int
    expected: int


def get_console(user: User, session: Session, at: datetime) -> Console:
    """Everybody on the list of ``session``, missing ones first; four queries, however many people."""
    participants = list(
        Participant.objects.filter(session=session)
        .select_related("person__user")
        .order_by("person__family_names", "person__given_names", "pk")
    )
    countries = _countries([one.person_id for one in participants])
    told = _reckon_now(session, at)
    rows = [
        PersonNow(
            ref=one.public_id,
            name=one.person.full_name,
            country=countries.get(one.person_id, ""),
            role=one.get_role_display(),
            is_facilitator=one.is_facilitator,
            is_self=one.person.user_id == user.pk,
            is_here=is_here(told.get(one.public_id), at),
            is_removed=one.removed_at is not None,
            seconds=told[one.public_id].seconds if one.public_id in told else 0,
        )
        for one in participants
    ]
    on_list = [one for one in rows if not one.is_removed]
    expected = Counter(one.country for one in on_list)
    here = Counter(one.country for one in on_list if one.is_here)
    return Console(
        people=sorted(on_list, key=lambda one: one.is_here),
        removed=[one for one in rows if one.is_removed],
        countries=[CountryNow(name, here[name], count) for name, count in sorted(expected.items()) if name],
        rooms=[
            RoomNow(room.language, room.created_at)
            for room in Room.objects.filter(session=session, is_current=True).order_by("language")
        ],
        here=here.total(),
        expected=len(on_list),
    )


def get_parallel_rooms(session: Session) -> list[tuple[str, str]]:
    """Languages of the rooms beside the main one, by code and name; one query."""
    codes = (
        Room.objects.filter(session=session, is_current=True).exclude(language="").values_list("language", flat=True)
    )
    return [(code, str(get_language_info(code)["name_translated"])) for code in sorted(codes)]


def is_here(presence: Presence | None, at: datetime) -> bool:
    """A connection that has begun and of which no end was told."""
    if presence is None:
        return False
    return any(stay.closed_by == End.HARD_END and stay.key.joined_at <= at.timestamp() for stay in presence.stays)


def _reckon_now(session: Session, at: datetime) -> dict[str, Presence]:
    """What was told until now, with the door closing now: nobody is credited what has not happened."""
    now = int(at.timestamp())
    bodies = RawEvent.objects.filter(room__session=session, state=EventState.COUNTED).values_list("body", flat=True)
    window = Window(
        opens=int(session.opens_at.timestamp()),
        starts=int(session.starts_at.timestamp()),
        ends=min(int(session.ends_at.timestamp()), now),
        closes=min(int(session.closes_at.timestamp()), now + 1),
    )
    return dict(reckon((read_event(json.loads(body)) for body in bodies), window).people)


def _countries(person_ids: list[int]) -> dict[int, str]:
    """The country of each person's office or institution today; one query."""
    found = (
        Membership.objects.current()
        .filter(person_id__in=person_ids)
        .select_related("office__country", "institution__country")
        .order_by("-pk")
    )
    countries = {}
    for membership in found:
        place = membership.office or membership.institution
        if place is not None and place.country:
            countries[membership.person_id] = str(place.country.name)
    return countries


# --- the attendance of one session as a file


def count_attendance(user: User, params: Params) -> int:
    return _attendance_of(user, params).count()


def list_attendance(user: User, params: Params) -> Iterator[tuple[Cell, ...]]:
    """One line for each person on the list, in the order of names."""
    rows = list(_attendance_of(user, params))
    countries = _countries([one.person_id for one in rows])
    minutes = {one.participant_id: one for one in Attendance.objects.filter(participant__in=[row.pk for row in rows])}
    for row in rows:
        counted = minutes.get(row.pk)
        yield (
            row.person.full_name,
            countries.get(row.person_id, ""),
            str(row.get_role_display()),
            counted.seconds // 60 if counted else None,
            row.session.scheduled_seconds // 60,
            str(row.session.get_attendance_state_display()),
        )


def _attendance_of(user: User, params: Params) -> ParticipantQuerySet:
    conducted = Session.objects.facilitated_by(user).filter(public_id=str(params.get("sesion", "")))
    people = Participant.objects.admitted().filter(session__in=conducted)
    return people.select_related("person", "session").order_by("person__family_names", "person__given_names", "pk")
