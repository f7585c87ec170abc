"""The practice room through HTTP: enter, heartbeat, leave; its events are those of the video server."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from live import services
from live.enums import EventSource, EventState, SessionState
from live.models import Attendance, PracticeOccupant, RawEvent
from live.tasks import sweep_practice_room_task
from tests.factories.live import ParticipantFactory, SessionFactory

pytestmark = pytest.mark.django_db
OCCUPANT_KEYS = {"id", "occupant_jid", "joined_at"}


@pytest.fixture
def session():
    """One that began ten minutes ago."""
    return SessionFactory(starts_at=timezone.now() - timedelta(minutes=10))


def ticket_of(participant):
    return services.join_session(session=participant.session, actor=participant.person.user, at=timezone.now())


def call(verb, ticket, seat="", **changes):
    body = {"room": ticket.room_name, "token": ticket.token, "seat": seat, **changes}
    return Client(enforce_csrf_checks=True).post(
        f"/live/practice/{verb}", json.dumps(body), content_type="application/json"
    )


def told():
    return [json.loads(body) for body in RawEvent.objects.order_by("pk").values_list("body", flat=True)]


def test_a_life_of_the_room_is_told_in_the_servers_own_format(session):
    ana, beto = ParticipantFactory(session=session), ParticipantFactory(session=session, facilitator=True)
    first, second = ticket_of(ana), ticket_of(beto)

    ana_seat = call("enter", first).json()["seat"]
    beto_seat = call("enter", second).json()["seat"]
    call("leave", first, ana_seat)
    call("leave", second, beto_seat)

    room = session.rooms.get().name
    events = told()
    place = {"room_name": room, "room_jid": f"{room}@conference.practica.invalid", "is_breakout": False}
    assert [event["event_name"] for event in events] == [
        "muc-room-created",
        "muc-occupant-joined",
        "muc-occupant-joined",
        "muc-occupant-left",
        "muc-occupant-left",
        "muc-room-destroyed",
    ]
    assert all(place.items() <= event.items() for event in events)
    assert set(events[0]) == {*place, "event_name", "created_at"}
    assert set(events[1]) == {*place, "event_name", "active_occupants_count", "occupant"}
    assert set(events[1]["occupant"]) == OCCUPANT_KEYS
    assert set(events[3]["occupant"]) == OCCUPANT_KEYS | {"left_at"}
    assert set(events[5]) == {*place, "event_name", "created_at", "destroyed_at", "all_occupants"}
    assert [one["id"] for one in events[5]["all_occupants"]] == [ana.public_id, beto.public_id]
    assert [event.get("active_occupants_count") for event in events] == [None, 1, 2, 1, 0, None]
    assert set(RawEvent.objects.values_list("source", flat=True)) == {EventSource.PRACTICE}


def test_what_the_room_tells_is_settled_like_anything_else(session):
    ana = ParticipantFactory(session=session)
    now = timezone.now()
    visitor = services.read_pass(token=ticket_of(ana).token, room_name=session.rooms.get().name, at=now)
    occupant = services.enter_practice_room(visitor=visitor, at=now)
    services.leave_practice_room(visitor=visitor, seat=occupant.public_id, at=now + timedelta(minutes=7))
    for row in RawEvent.objects.all():  # told as of then
        row.received_at = now + timedelta(minutes=7)
        row.save()

    services.settle_attendance(session_id=session.pk, at=session.ends_at)

    row = Attendance.objects.get(participant=ana)
    assert (row.seconds, row.is_inferred) == (7 * 60, False)
    assert set(RawEvent.objects.values_list("state", flat=True)) == {EventState.COUNTED}


def test_who_is_here_is_told_by_name_to_the_admitted(session):
    ana = ParticipantFactory(session=session, person__given_names="Ana", person__family_names="Ceiba")
    beto = ParticipantFactory(
        session=session, facilitator=True, person__given_names="Beto", person__family_names="Montes"
    )
    call("enter", ticket_of(ana))

    response = call("enter", ticket_of(beto))

    assert response.json()["people"] == [
        {"name": "Ana Ceiba", "is_facilitator": False, "is_self": False},
        {"name": "Beto Montes", "is_facilitator": True, "is_self": True},
    ]
    assert response["Cache-Control"] == "no-store, private"


def test_no_name_reaches_the_events(session):
    ana = ParticipantFactory(session=session, person__given_names="Amaranta", person__family_names="Jiquilite")
    ticket = ticket_of(ana)
    call("leave", ticket, call("enter", ticket).json()["seat"])

    assert not any("Amaranta" in row.body or "Jiquilite" in row.body for row in RawEvent.objects.all())


def test_two_pages_of_one_person_are_two_connections_and_one_name(session):
    ticket = ticket_of(ParticipantFactory(session=session))

    call("enter", ticket)
    people = call("enter", ticket).json()["people"]

    assert len(people) == 1
    assert PracticeOccupant.objects.count() == 2


@pytest.mark.parametrize(
    "changes", [{"room": "0" * 32}, {"room": ""}, {"token": ""}, {"token": "a.b.c"}, {"token": 7}, {"room": None}]
)
@pytest.mark.parametrize("verb", ["enter", "heartbeat", "leave"])
def test_without_the_right_pass_every_call_is_refused(session, verb, changes):
    response = call(verb, ticket_of(ParticipantFactory(session=session)), **changes)

    assert response.status_code == 403
    assert response.json()["message"]
    assert PracticeOccupant.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"room": "' + b"x" * 9_000 + b'"}'])
def test_a_broken_call_is_refused(body):
    response = Client().post("/live/practice/enter", body, content_type="application/json")

    assert response.status_code == 403


def test_whoever_was_removed_does_not_enter_with_the_pass_they_have(session):
    ana = ParticipantFactory(session=session)
    ticket = ticket_of(ana)
    seat = call("enter", ticket).json()["seat"]
    services.remove_participant(session=session, person=ana.person, actor=None, at=timezone.now())

    assert call("heartbeat", ticket, seat).status_code == 403
    assert call("enter", ticket).status_code == 403


def test_a_pass_for_another_room_of_ours_opens_nothing_here(session):
    other = ParticipantFactory(session=SessionFactory(starts_at=timezone.now()))
    ticket = ticket_of(other)

    assert call("enter", ticket, room=session.rooms.get().name).status_code == 403


def test_the_seat_of_another_cannot_be_taken_or_ended(session):
    ana, beto = ticket_of(ParticipantFactory(session=session)), ticket_of(ParticipantFactory(session=session))
    seat = call("enter", ana).json()["seat"]

    assert call("heartbeat", beto, seat).status_code == 410
    call("leave", beto, seat)

    assert PracticeOccupant.objects.get().left_at is None


def test_a_cancelled_session_has_no_practice_room():
    ana = ParticipantFactory(session=SessionFactory(starts_at=timezone.now() + timedelta(minutes=5)))
    ticket = ticket_of(ana)
    services.cancel_session(session=ana.session, actor=None, at=timezone.now())

    assert call("enter", ticket).status_code == 403
    ana.session.refresh_from_db()
    assert ana.session.state == SessionState.CANCELLED


def test_a_heartbeat_keeps_the_seat_and_silence_loses_it(session, settings):
    ticket = ticket_of(ParticipantFactory(session=session))
    seat = call("enter", ticket).json()["seat"]
    assert call("heartbeat", ticket, seat).json()["seat"] == seat

    occupant = PracticeOccupant.objects.get()
    last_seen = occupant.seen_at - timedelta(seconds=46)
    PracticeOccupant.objects.update(joined_at=last_seen, seen_at=last_seen, life_started_at=last_seen)
    sweep_practice_room_task()
    sweep_practice_room_task()

    occupant.refresh_from_db()
    assert occupant.left_at == last_seen
    assert call("heartbeat", ticket, seat).status_code == 410
    assert [event["event_name"] for event in told()][-2:] == ["muc-occupant-left", "muc-room-destroyed"]
    assert told()[-2]["occupant"]["left_at"] == int(last_seen.timestamp())


def test_somebody_just_heard_of_is_not_swept(session):
    call("enter", ticket_of(ParticipantFactory(session=session)))

    sweep_practice_room_task()

    assert PracticeOccupant.objects.get().left_at is None


def test_leaving_twice_is_told_once(session):
    ticket = ticket_of(ParticipantFactory(session=session))
    seat = call("enter", ticket).json()["seat"]

    codes = [call("leave", ticket, seat).status_code for _ in range(2)]

    assert codes == [204, 204]
    assert [event["event_name"] for event in told()].count("muc-occupant-left") == 1


def test_a_room_that_was_empty_begins_another_life(session):
    now = timezone.now()
    ana = ParticipantFactory(session=session)
    visitor = services.read_pass(token=ticket_of(ana).token, room_name=session.rooms.get().name, at=now)
    first = services.enter_practice_room(visitor=visitor, at=now)
    services.leave_practice_room(visitor=visitor, seat=first.public_id, at=now + timedelta(seconds=60))
    services.enter_practice_room(visitor=visitor, at=now + timedelta(seconds=90))

    born = [event["created_at"] for event in told() if event["event_name"] == "muc-room-created"]
    assert born == [int(now.timestamp()), int((now + timedelta(seconds=90)).timestamp())]


def test_a_silent_seat_is_ended_once_and_a_seat_heard_of_again_stays(session):
    now = timezone.now()
    ana = ParticipantFactory(session=session)
    visitor = services.read_pass(token=ticket_of(ana).token, room_name=session.rooms.get().name, at=now)
    seat = services.enter_practice_room(visitor=visitor, at=now)

    ended = [
        services.end_silent_seat(occupant_id=seat.pk, at=now + timedelta(seconds=seconds)) for seconds in (44, 45, 60)
    ]

    assert ended == [False, True, False]


def test_a_room_that_was_replaced_lets_nobody_in(session):
    ticket = ticket_of(ParticipantFactory(session=session))
    session.rooms.update(is_current=False)

    assert call("enter", ticket).status_code == 403
