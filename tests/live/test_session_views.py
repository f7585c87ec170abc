"""The page of a session, its door and its room, as people see them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from live import services
from live.enums import Modality, SessionState
from live.models import Session
from tests.factories.accounts import UserFactory
from tests.factories.live import ParticipantFactory, SessionFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def session_in(minutes: float, **columns) -> Session:
    """A session that starts so many minutes from now."""
    return SessionFactory(starts_at=timezone.now() + minutes * MINUTE, **columns)


def read(client, participant, name="session"):
    client.force_login(participant.person.user)
    return client.get(reverse(f"live:{name}", args=[participant.session.public_id]))


def policy_of(response):
    """What each directive of the content security policy allows."""
    parts = response["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


def secrets_of(session):
    return [room.name for room in session.rooms.all()]


def test_before_the_window_the_page_waits_and_holds_no_way_in(client):
    participant = ParticipantFactory(session=session_in(120, preparation={"es": "Lea el módulo 1."}))

    page = read(client, participant).content.decode()

    assert 'data-door="WAITING"' in page
    assert "Lea el módulo 1." in page
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in page
    assert "/sala/" not in page
    assert not any(secret in page for secret in secrets_of(participant.session))


def test_the_page_looks_again_just_when_the_door_opens(client):
    page = read(client, ParticipantFactory(session=session_in(15.5))).content.decode()

    seconds = int(re.search(r'http-equiv="refresh" content="(\d+)"', page).group(1))
    assert 20 <= seconds <= 30


def test_hours_are_the_readers_with_the_city_named(client):
    starts = timezone.now().replace(hour=20, minute=0, second=0, microsecond=0) + timedelta(days=3)
    participant = ParticipantFactory(
        session=SessionFactory(starts_at=starts), person__user__time_zone="America/Santo_Domingo"
    )

    page = read(client, participant).content.decode()

    assert "16:00" in page
    assert "Santo Domingo" in page
    assert "14:00" in page  # the organiser's hour, in San Salvador
    assert "San Salvador" in page


@pytest.mark.parametrize("minutes", [15, 0, -60, -104], ids=["opening", "starting", "during", "grace"])
def test_in_the_window_two_equal_ways_lead_in(client, minutes):
    participant = ParticipantFactory(session=session_in(minutes))

    page = read(client, participant).content.decode()

    room = reverse("live:room", args=[participant.session.public_id])
    assert 'data-door="OPEN"' in page
    assert f'class="button button--onward" href="{room}"' in page
    assert f'class="button button--onward" href="{room}?conexion=baja"' in page
    assert not any(secret in page for secret in secrets_of(participant.session))


@pytest.mark.parametrize(
    ("columns", "door"),
    [
        ({"state": SessionState.CANCELLED}, "CANCELLED"),
        ({"modality": Modality.IN_PERSON}, "IN_PERSON"),
    ],
)
def test_a_session_without_a_room_says_so_and_is_not_entered(client, columns, door):
    participant = ParticipantFactory(session=session_in(0, **columns))

    page = read(client, participant).content.decode()
    room = read(client, participant, "room")

    assert f'data-door="{door}"' in page
    assert "/sala/" not in page
    assert (room.status_code, room["Location"]) == (302, reverse("live:session", args=[participant.session.public_id]))


@pytest.mark.parametrize("minutes", [16, -106], ids=["too-early", "too-late"])
def test_outside_the_window_the_room_leads_back_to_the_door(client, minutes):
    response = read(client, ParticipantFactory(session=session_in(minutes)), "room")

    assert response.status_code == 302
    assert "token" not in response.content.decode()


def test_the_door_answers_machines_without_secrets(client):
    participant = ParticipantFactory(session=session_in(60))

    told = read(client, participant, "door").json()

    assert set(told) == {"door", "opens_in", "rooms"}
    assert told["door"] == "WAITING"
    assert 44 * 60 < told["opens_in"] <= 45 * 60


@pytest.mark.parametrize("name", ["session", "door", "room"])
def test_others_find_nothing(client, name):
    session = session_in(0)
    unknown = reverse(f"live:{name}", args=["0" * 20])
    url = reverse(f"live:{name}", args=[session.public_id])
    removed = ParticipantFactory(session=session, removed=True).person.user

    for user in (removed, ParticipantFactory().person.user, UserFactory()):
        client.force_login(user)
        assert client.get(url).status_code == client.get(unknown).status_code == 404
        hidden, missing = client.get(url).content.decode(), client.get(unknown).content.decode()
        assert hidden.replace(session.public_id, "0" * 20) == missing
        assert client.post(url).status_code == 405


@pytest.mark.parametrize("name", ["session", "door", "room"])
def test_guests_are_asked_to_sign_in(client, name):
    response = client.get(reverse(f"live:{name}", args=[session_in(0).public_id]))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


# --- the room


def test_the_practice_room_says_plainly_what_it_is(client):
    participant = ParticipantFactory(session=session_in(0))

    response = read(client, participant, "room")
    page = response.content.decode()

    assert "No hay video entre las personas" in page
    assert "<noscript>" in page
    assert f'data-room="{secrets_of(participant.session)[0]}"' in page
    assert response["Permissions-Policy"].startswith("camera=(self), microphone=(self), ")
    assert response["Cache-Control"] == "no-store, private"
    assert policy_of(response)["script-src"] == "'self'"


def test_every_page_load_has_a_token_of_its_own_reader(client):
    session = session_in(0)
    tokens = set()
    for _ in range(2):
        page = read(client, ParticipantFactory(session=session), "room").content.decode()
        tokens.add(re.search(r'data-token="([^"]+)"', page).group(1))

    assert len(tokens) == 2


def test_low_connection_starts_without_camera(client):
    participant = ParticipantFactory(session=session_in(0))
    client.force_login(participant.person.user)
    url = reverse("live:room", args=[participant.session.public_id])

    assert "data-audio-first" in client.get(url, {"conexion": "baja"}).content.decode()
    assert "data-audio-first" not in client.get(url).content.decode()


def test_with_a_video_server_that_page_alone_opens_to_it(client, settings):
    settings.LIVE_JITSI_DOMAIN = "meet.example.org"
    participant = ParticipantFactory(session=session_in(0))

    room, page = read(client, participant, "room"), read(client, participant)

    policy = policy_of(room)
    assert policy["script-src"] == "'self' https://meet.example.org"
    assert policy["frame-src"] == "https://meet.example.org"
    assert 'camera=(self "https://meet.example.org")' in room["Permissions-Policy"]
    assert "trusted-types" not in room["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'" in page["Content-Security-Policy"]
    assert '<script src="https://meet.example.org/external_api.js"></script>' in room.content.decode()
    assert "meet.example.org" not in page["Content-Security-Policy"]
    assert "meet.example.org" not in page.content.decode()


def test_without_a_key_the_reader_is_told_to_try_again(client, settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE, settings.LIVE_MAKES_KEY = tmp_path / "none.pem", False
    participant = ParticipantFactory(session=session_in(0))
    client.force_login(participant.person.user)

    response = client.get(reverse("live:room", args=[participant.session.public_id]), follow=True)

    assert "No es posible comunicarse con la sala de video" in response.content.decode()


# --- afterwards


def test_after_the_end_own_minutes_are_shown_provisional_until_a_named_instant(client):
    participant = ParticipantFactory(session=session_in(-300))
    services.settle_attendance(session_id=participant.session_id, at=timezone.now())

    page = read(client, participant).content.decode()

    assert "0 de 90 minutos" in page
    assert "Provisional" in page
    assert participant.person.full_name not in page.split("<main")[1]


def test_final_minutes_are_said_to_be_final(client):
    participant = ParticipantFactory(session=session_in(-3 * 24 * 60))
    services.finalise_attendance(session_id=participant.session_id, at=timezone.now())

    page = read(client, participant).content.decode()

    assert "Definitiva" in page
    assert "Provisional" not in page


def test_before_the_count_the_page_says_it_is_being_made(client):
    page = read(client, ParticipantFactory(session=session_in(-300))).content.decode()

    assert "Se están contando los minutos" in page


@pytest.mark.parametrize("others", [0, 2])
def test_the_page_costs_the_same_whoever_else_takes_part(client, others, django_assert_num_queries):
    participant = ParticipantFactory(session=session_in(-300))
    for _ in range(others):
        ParticipantFactory(session=participant.session)
    services.settle_attendance(session_id=participant.session_id, at=timezone.now())
    client.force_login(participant.person.user)
    url = reverse("live:session", args=[participant.session.public_id])
    client.get(url)

    with django_assert_num_queries(4):  # the reader, the session, the admission, the minutes
        client.get(url)
