"""The hosted service: its tokens, its signed webhooks, and minutes from moments (LIVE §1b, §3b)."""

import base64
import hashlib
import hmac
import json
import random
from itertools import permutations

import jwt
import pytest
from django.test import Client

from live import services
from live.attendance_engine import End, UnreadableEvent, Window, read_event, reckon
from live.enums import EventState
from live.models import Attendance, RawEvent
from live.providers import Seat, get_provider, keys
from tests.factories.live import CLOSES, DURING, ENDS, STARTS, ParticipantFactory

APP = "vpaas-magic-cookie-ensayo"
SECRET = "whsec-de-ensayo"
T = int(STARTS.timestamp())
WINDOW = Window(opens=T - 900, starts=T, ends=T + 5400, closes=T + 6300)
SEAT = Seat("a" * 32, "ana", "Ana Invented", is_facilitator=True, expires_at=CLOSES)


@pytest.fixture(autouse=True)
def jaas(settings):
    settings.LIVE_JAAS_APP_ID, settings.LIVE_JAAS_KEY_ID = APP, "llave1"
    settings.LIVE_JAAS_WEBHOOK_SECRET = SECRET


def event(kind, at, user=None, *, room="sala", meeting="m1", connection="c1", breakout="", **data):
    told = {"conference": f"{room}@conference.{APP}.8x8.vc", "isBreakout": bool(breakout), **data}
    if breakout:
        told["breakoutRoomId"] = breakout
    if kind.startswith("PARTICIPANT"):
        told |= {
            "participantJid": connection,
            "name": "Nombre Inventado",
            "email": "x@example.org",
            "moderator": "true",
        }
        if user:
            told["id"] = user
    return {
        "idempotencyKey": f"{kind}-{at}-{connection}",
        "appId": APP,
        "eventType": kind,
        "sessionId": meeting,
        "timestamp": at * 1000 + 7,
        "fqn": f"{APP}/{room}",
        "data": told,
    }


def came(user, at, **where):
    return event("PARTICIPANT_JOINED", at, user, **where)


def went(user, at, **where):
    return event("PARTICIPANT_LEFT", at, user, **where)


def people(*events):
    return reckon([read_event(one) for one in events], WINDOW).people


# --- minutes


def test_a_join_and_its_leave_are_a_stay():
    assert people(came("ana", T), went("ana", T + 600))["ana"].seconds == 600


def test_who_comes_back_under_the_same_connection_has_two_stays():
    ana = people(came("ana", T), went("ana", T + 600), came("ana", T + 700), went("ana", T + 900))["ana"]

    assert (ana.seconds, ana.is_inferred) == (800, False)


def test_a_lost_leave_ends_when_the_same_connection_comes_anew():
    ana = people(came("ana", T), came("ana", T + 700), went("ana", T + 900))["ana"]

    assert (ana.seconds, ana.is_inferred) == (900, True)
    assert [stay.closed_by for stay in ana.stays] == [End.RESTARTED, End.LEFT]


def test_a_lost_leave_ends_with_the_room_and_else_with_the_session():
    room = [event("ROOM_CREATED", T - 60), event("ROOM_DESTROYED", T + 1800)]

    assert people(came("ana", T), *room)["ana"].seconds == 1800
    assert people(came("ana", T), room[1])["ana"].seconds == 1800
    assert people(came("ana", T))["ana"].seconds == 5400


def test_the_next_meeting_in_the_room_ends_what_was_open():
    assert people(came("ana", T), came("beto", T + 300, meeting="m2", connection="c2"))["ana"].seconds == 300


def test_a_leave_whose_join_was_lost_proves_no_more_than_that_somebody_was_there():
    ana = people(went("ana", T + 600))["ana"]

    assert ana.seconds == 0


def test_breakouts_and_devices_unite():
    events = [
        came("ana", T),
        went("ana", T + 100),
        came("ana", T + 100, breakout="b1"),
        went("ana", T + 200, breakout="b1"),
        came("ana", T + 150, connection="telefono"),
        went("ana", T + 300, connection="telefono"),
    ]

    assert people(*events)["ana"].seconds == 300
    assert people(*events)["ana"].has_overlap


def test_order_and_repetition_change_nothing():
    events = [
        came("ana", T),
        went("ana", T + 9),
        came("ana", T + 20),
        went("ana", T + 40),
        event("ROOM_CREATED", T - 5),
    ]
    once = people(*events)

    assert all(people(*order, random.Random(1).choice(events)) == once for order in permutations(events))


@pytest.mark.parametrize("kind", ["RECORDING_STARTED", "ROLE_CHANGED", "USAGE", "PARTICIPANT_JOINED_LOBBY"])
def test_what_is_told_beside_says_nothing_of_minutes(kind):
    assert people(event(kind, T, "ana")) == {}


@pytest.mark.parametrize(
    "damage",
    [
        {"eventType": "PARTICIPANT_DANCED"},
        {"eventType": ["PARTICIPANT_JOINED"]},
        {"timestamp": None},
        {"timestamp": True},
        {"timestamp": -1},
        {"timestamp": 2**60},
        {"sessionId": ""},
        {"fqn": None},
        {"data": []},
        {"data": {"participantJid": "x" * 201}},
    ],
)
def test_what_does_not_say_what_it_has_to_is_unreadable(damage):
    with pytest.raises(UnreadableEvent):
        read_event({**came("ana", T), **damage})


# --- the door


def signature(body, *, secret=SECRET, at="1600951800"):
    digest = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).digest()
    return f"t={at},v1={base64.b64encode(digest).decode()}"


def post(told, header=None):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = {"X-Jaas-Signature": signature(body) if header is None else header}
    return Client(enforce_csrf_checks=True).post(
        "/live/jaas/events", body, content_type="application/json", headers=headers
    )


@pytest.mark.django_db
def test_signed_webhooks_become_minutes_without_names(django_capture_on_commit_callbacks):
    participant = ParticipantFactory()
    room = participant.session.rooms.get().name

    with django_capture_on_commit_callbacks(execute=True):
        for one in (went(participant.public_id, T + 600, room=room), came(participant.public_id, T, room=room)):
            assert post(one).status_code == 200
            assert post(one).status_code == 200
    services.settle_attendance(session_id=participant.session_id, at=ENDS)

    assert Attendance.objects.get().seconds == 600
    assert {(one.state, "Nombre" in one.body or "@example.org" in one.body) for one in RawEvent.objects.all()} == {
        (EventState.COUNTED, False)
    }


@pytest.mark.django_db
def test_other_schemes_beside_ours_are_ignored():
    body = json.dumps(came("ana", T)).encode()

    assert post(body, "v0=abc," + signature(body) + ",v2=x==").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1600951800",
        "v1=abc=",
        "t=,v1=",
        "t=1600951800,v1=AAAA",
        "t=²,v1=AAAA",
        signature(b"another body"),
        "ñ=1",
    ],
    ids=["none", "no-scheme", "no-time", "empty", "wrong", "no-digit", "of-another-body", "odd"],
)
def test_a_wrong_signature_is_refused_and_nothing_is_stored(header):
    assert post(came("ana", T), header).status_code == 401
    assert RawEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_signature_of_another_secret_or_without_any_is_refused(settings):
    body = json.dumps(came("ana", T)).encode()

    assert post(body, signature(body, secret="otro")).status_code == 401
    settings.LIVE_JAAS_WEBHOOK_SECRET = ""
    assert post(body, signature(body, secret="")).status_code == 401
    assert RawEvent.objects.count() == 0


@pytest.mark.django_db
def test_what_is_no_object_or_too_large_is_refused(settings):
    assert post(b"[]").status_code == 400
    settings.LIVE_EVENT_MAX_BYTES = 20
    assert post(came("ana", T)).status_code == 413
    assert RawEvent.objects.count() == 0


# --- the token


def test_the_ticket_says_exactly_this():
    ticket = get_provider().make_ticket(seat=SEAT, at=DURING)
    claims = jwt.decode(
        ticket.token,
        keys.signing_key().public_key(),
        algorithms=["RS256"],
        audience="jitsi",
        options={"verify_exp": False, "verify_nbf": False},
    )

    assert (ticket.kind, ticket.domain, ticket.room_name) == ("jitsi", "8x8.vc", f"{APP}/{SEAT.room_name}")
    assert jwt.get_unverified_header(ticket.token) == {"alg": "RS256", "kid": f"{APP}/llave1", "typ": "JWT"}
    features = claims["context"].pop("features")
    assert set(features.values()) == {"false"}
    assert {"recording", "livestreaming", "transcription", "outbound-call", "sip-outbound-call"} <= set(features)
    assert claims == {
        "aud": "jitsi",
        "iss": "chat",
        "sub": APP,
        "room": SEAT.room_name,
        "iat": int(DURING.timestamp()),
        "nbf": int(DURING.timestamp()) - 30,
        "exp": int(CLOSES.timestamp()),
        "context": {
            "user": {"id": "ana", "name": "Ana Invented", "moderator": "true", "hidden-from-recorder": "false"}
        },
    }
