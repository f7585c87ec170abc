"""The webhook: forged, malformed, oversized, repeated and unknown events (SECURITY row 16)."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from live.enums import EventState
from live.models import RawEvent
from live.providers import keys
from tests.architecture.sources import ROOT
from tests.factories.live import SessionFactory
from tests.live.streams import created, destroyed, joined, left

pytestmark = pytest.mark.django_db
NOW = int(timezone.now().timestamp())
PATHS = ["room/created", "room/destroyed", "occupant/joined", "occupant/left"]


def post(event, path="occupant/joined", bearer="test-webhook-token", **headers):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    client = Client(enforce_csrf_checks=True)  # as the video server: no cookie, no form
    return client.post(f"/live/prosody/events/{path}", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("path", "event"),
    list(zip(PATHS, [created(NOW), destroyed(NOW, NOW), joined("ana", NOW), left("ana", NOW, NOW)], strict=True)),
    ids=PATHS,
)
def test_each_event_of_the_server_is_stored(path, event):
    response = post(event, path)

    assert (response.status_code, response.json()) == (200, {"stored": True})
    assert json.loads(RawEvent.objects.get().body)["event_name"] == event["event_name"]


def test_an_event_of_our_room_is_counted(django_capture_on_commit_callbacks):
    room = SessionFactory().rooms.get()

    with django_capture_on_commit_callbacks(execute=True):
        post(joined("ana", NOW, room=room.name))

    assert RawEvent.objects.get().state == EventState.COUNTED


def test_a_repeated_event_is_answered_200_and_stored_once():
    codes = [post(joined("ana", NOW)).status_code for _ in range(3)]

    assert codes == [200, 200, 200]
    assert RawEvent.objects.count() == 1


def test_an_event_of_an_unknown_room_is_answered_200(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert post(joined("ana", NOW)).status_code == 200

    assert RawEvent.objects.get().state == EventState.UNKNOWN_ROOM


@pytest.mark.parametrize(
    "bearer", ["", "wrong", "test-webhook-toke", "test-webhook-token ", "tést-webhook-token", None]
)
def test_a_wrong_bearer_is_refused_and_nothing_is_stored(bearer):
    response = post(joined("ana", NOW), bearer=bearer)

    assert (response.status_code, RawEvent.objects.count()) == (401, 0)


def test_another_scheme_is_no_bearer():
    assert post(joined("ana", NOW), bearer=None, Authorization="Basic test-webhook-token").status_code == 401


@pytest.mark.parametrize("bearer", ["", None, "anything"])
def test_an_empty_setting_refuses_everybody(settings, bearer):
    settings.LIVE_WEBHOOK_TOKEN = ""

    assert post(joined("ana", NOW), bearer=bearer).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff"])
def test_what_is_no_object_is_refused_with_a_sentence(body):
    response = post(body)

    assert response.status_code == 400
    assert response.json()["message"].endswith(".")
    assert RawEvent.objects.count() == 0


def test_an_oversized_event_is_refused_before_it_is_read():
    response = post(b'{"a":"' + b"x" * 256_000 + b'"}')

    assert (response.status_code, RawEvent.objects.count()) == (413, 0)


def test_a_malformed_event_is_stored_and_answered_200(django_capture_on_commit_callbacks):
    """The server would never try it again; the record says what was wrong."""
    with django_capture_on_commit_callbacks(execute=True):
        assert post({"event_name": "muc-occupant-left"}).status_code == 200

    row = RawEvent.objects.get()
    assert (row.state, row.problem) == (EventState.MALFORMED, "no room_jid")


@pytest.mark.parametrize("path", ["room/joined", "occupant/created", "x/y"])
def test_other_kinds_of_event_are_refused_with_a_sentence(path):
    response = post(joined("ana", NOW), path)

    assert (response.status_code, RawEvent.objects.count()) == (400, 0)
    assert "occupant/left" in response.json()["message"]


def test_events_are_posted_only():
    url = reverse("live_machine:receive_event", args=["room", "created"])

    assert Client().get(url, headers={"Authorization": "Bearer test-webhook-token"}).status_code == 405


@pytest.mark.parametrize("name", ["receive_event", "key"])
def test_what_comes_in_the_open_is_refused_and_not_led_on(settings, name):
    """A machine that is redirected has sent its token already, and goes on doing so."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^live/(prosody|keys)/"]
    if name == "key":
        response = Client().get(f"/live/keys/{keys.published_name()}.pem")
        encrypted = Client().get(f"/live/keys/{keys.published_name()}.pem", secure=True)
    else:
        response = post(joined("ana", NOW))
        encrypted = Client().post(
            "/live/prosody/events/occupant/joined",
            json.dumps(joined("ana", NOW)),
            content_type="application/json",
            headers={"Authorization": "Bearer test-webhook-token"},
            secure=True,
        )

    assert (response.status_code, encrypted.status_code) == (403, 200)
    assert RawEvent.objects.count() == (0 if name == "key" else 1)


def test_production_leads_no_machine_on():
    text = (ROOT / "lms" / "settings" / "production.py").read_text(encoding="utf-8")

    assert 'r"^live/(prosody|keys)/"' in text
