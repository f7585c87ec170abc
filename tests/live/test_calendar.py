"""A reader's calendar page and its feed: secret, revocable, and silent about people, topics and rooms."""

import re
from datetime import timedelta

import pytest
import vobject
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from live import services
from live.enums import SessionState
from live.models import FeedToken
from tests.factories.accounts import UserFactory
from tests.factories.live import SCHEDULED_AT, STARTS, ParticipantFactory, SessionFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return ParticipantFactory(person__given_names="Amaranta", person__family_names="Jiquilite Paz").person


def feed_url(user):
    return reverse("live_machine:feed", args=[services.create_feed(user=user, actor=user, at=SCHEDULED_AT)])


def lines_of(response):
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def test_the_feed_is_a_valid_calendar_of_utc_instants(client, ana):
    session = ana.live_participations.get().session

    response = client.get(feed_url(ana.user))

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    calendar = vobject.readOne(response.content.decode())
    assert calendar.validate(raiseException=True)
    assert calendar.method.value == "PUBLISH"
    [event] = calendar.vevent_list
    assert (event.dtstart.value, event.dtend.value) == (session.starts_at, session.ends_at)
    assert event.uid.value == f"{session.public_id}@testserver"
    lines = lines_of(response)
    assert "DTSTART:20261124T200000Z" in lines
    assert f"URL:http://testserver/es/sesiones/{session.public_id}/" in lines
    assert "SUMMARY:Actividad de formación" in lines
    assert "SEQUENCE:0" in lines
    assert "STATUS:CONFIRMED" in lines
    assert "CLASS:PRIVATE" in lines


def test_the_feed_is_folded_and_ends_its_lines_as_the_standard_says(client, ana):
    body = client.get(feed_url(ana.user)).content

    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_the_feed_names_nobody_no_topic_and_no_room(client, ana):
    session = ana.live_participations.get().session
    ParticipantFactory(session=session, facilitator=True, person__given_names="Nicanor")

    body = client.get(feed_url(ana.user)).content.decode().replace("\r\n ", "")

    room = session.rooms.get().name
    for secret in (
        "Amaranta",
        "Jiquilite",
        "Nicanor",
        ana.email,
        room,
        session.title["es"],
        "Taller de ensayo",
        "/sala/",
    ):
        assert secret not in body


def test_the_feed_speaks_the_readers_language(client):
    user = ParticipantFactory(person__user__language="en").person.user

    lines = lines_of(client.get(feed_url(user)))

    assert "SUMMARY:Training activity" in lines
    assert any(line.startswith("URL:http://testserver/en/") for line in lines)


def test_a_change_raises_the_sequence_and_keeps_the_uid(client, ana):
    session, url = ana.live_participations.get().session, feed_url(ana.user)
    before = client.get(url)
    services.move_session(
        session=session,
        starts_at=STARTS + timedelta(days=1),
        ends_at=STARTS + timedelta(days=1, hours=1),
        actor=None,
        at=SCHEDULED_AT,
    )
    after = client.get(url)

    assert [line for line in lines_of(before) if line.startswith("UID")] == [
        line for line in lines_of(after) if line.startswith("UID")
    ]
    assert "SEQUENCE:1" in lines_of(after)
    assert before["ETag"] != after["ETag"]


def test_a_cancelled_session_is_crossed_out(client):
    participant = ParticipantFactory(session=SessionFactory(state=SessionState.CANCELLED))

    assert "STATUS:CANCELLED" in lines_of(client.get(feed_url(participant.person.user)))


def test_only_own_sessions_are_in_the_feed(client, ana):
    ParticipantFactory()
    ParticipantFactory(person=ana, removed=True)
    ParticipantFactory(person=ana, session=SessionFactory(starts_at=timezone.now() - timedelta(days=90)))

    body = client.get(feed_url(ana.user)).content.decode()

    assert body.count("BEGIN:VEVENT") == 1


def test_an_unchanged_feed_is_not_sent_again(client, ana):
    url = feed_url(ana.user)
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_a_wrong_or_revoked_secret_finds_nothing(client, ana):
    url = feed_url(ana.user)
    newer = feed_url(ana.user)
    services.revoke_feed(user=ana.user, actor=ana.user, at=SCHEDULED_AT)

    assert client.get(url).status_code == 404
    assert client.get(newer).status_code == 404
    assert client.get(reverse("live_machine:feed", args=["inventado"])).status_code == 404
    services.revoke_feed(user=ana.user, actor=ana.user, at=SCHEDULED_AT)


def test_the_feed_of_a_suspended_account_is_shut(client, ana):
    url = feed_url(ana.user)
    ana.user.is_active = False
    ana.user.save()

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_feed_costs_the_same_for_any_number_of_sessions(client, sessions, django_assert_num_queries):
    person = ParticipantFactory().person
    for _ in range(sessions - 1):
        ParticipantFactory(person=person)
    url = feed_url(person.user)

    with django_assert_num_queries(2):
        response = client.get(url)
    assert response.content.count(b"BEGIN:VEVENT") == sessions


# --- the page


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_sessions(client, sessions, django_assert_num_queries):
    tomorrow = timezone.now() + timedelta(days=1)  # the page reads the clock and lists what is not over
    person = PersonFactory(with_user=True)
    for _ in range(sessions):
        session = SessionFactory(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
        ParticipantFactory(person=person, session=session)
    client.force_login(person.user)
    client.get(reverse("live:calendar"))

    with django_assert_num_queries(3):  # the reader, the sessions, the feed
        page = client.get(reverse("live:calendar")).content.decode()
    assert page.count("/sesiones/") == sessions


def test_the_page_without_sessions_says_what_comes(client):
    client.force_login(UserFactory())

    assert "No hay sesiones por delante" in client.get(reverse("live:calendar")).content.decode()


def test_the_address_is_made_on_request_and_shown_once(client, ana):
    client.force_login(ana.user)
    assert FeedToken.objects.count() == 0

    page = client.post(reverse("live:create_feed")).content.decode()

    secret = re.search(r"http://testserver/calendario/([\w-]{43})\.ics", page).group(1)
    assert client.get(f"/calendario/{secret}.ics").status_code == 200
    assert secret not in client.get(reverse("live:calendar")).content.decode()
    assert secret not in str(FeedToken.objects.values())


def test_a_new_address_ends_the_former_one_and_withdrawing_ends_both(client, ana):
    client.force_login(ana.user)
    for _ in range(2):
        client.post(reverse("live:create_feed"))
    assert FeedToken.objects.in_force().count() == 1

    response = client.post(reverse("live:revoke_feed"))

    assert (response.status_code, FeedToken.objects.in_force().count()) == (302, 0)


@pytest.mark.parametrize("name", ["create_feed", "revoke_feed"])
def test_addresses_change_by_post_only(client, ana, name):
    client.force_login(ana.user)

    assert client.get(reverse(f"live:{name}")).status_code == 405


def test_the_database_keeps_one_feed_in_force(ana):
    FeedToken.objects.create(user=ana.user, digest="a", created_at=SCHEDULED_AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        FeedToken.objects.create(user=ana.user, digest="b", created_at=SCHEDULED_AT)
