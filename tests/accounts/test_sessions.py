"""Sessions: how long they rest, how they end, and what a stolen cookie is worth."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from live import services as live
from lms.accounts import services
from lms.accounts.http import IDLE_SECONDS, SEEN_AT
from lms.accounts.models import Device, User
from lms.accounts.presence import idle_limit
from lms.records.models import AuditEntry
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.live import ParticipantFactory, SessionFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
SECURITY, DESK = "/es/cuenta/seguridad/", "/es/escritorio/"
EVERYWHERE = "/es/cuenta/dispositivos/salir/"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, user, **headers):
    return client.post("/es/entrar/", {"login": user.email, "password": PASSWORD}, headers=headers)


def rest(client, **span):
    """Nothing is heard of the session of ``client`` for so long."""
    session = client.session
    session[SEEN_AT] -= timedelta(**span).total_seconds()
    session.save()


def is_in(client):
    return client.get(SECURITY).status_code == 200


@pytest.mark.parametrize(
    ("trait", "minutes"),
    [("secretariat", 30), ("coordinator", 30), ("contact_point", 60), ("prosecutor", 480)],
)
def test_each_role_rests_as_long_as_the_settings_say(client, trait, minutes):
    user = PersonFactory(**{trait: True}).user

    sign_in_fresh(client, user)
    rest(client, minutes=minutes - 1)
    before = is_in(client)
    rest(client, minutes=minutes + 1)

    assert before
    assert not is_in(client)
    assert not get_user(client).is_authenticated
    assert not Device.objects.filter(user=user).exists()


def test_looking_writes_the_session_every_few_minutes_only(client):
    user = UserFactory()
    sign_in_fresh(client, user)
    first = Device.objects.get(user=user).seen_at

    client.get(SECURITY)
    unchanged = Device.objects.get(user=user).seen_at
    rest(client, minutes=4)
    client.get(SECURITY)

    assert unchanged == first
    assert Device.objects.get(user=user).seen_at > first


def test_a_new_role_shortens_the_rest_of_an_open_session(client):
    person = PersonFactory(prosecutor=True)
    sign_in_fresh(client, person.user)
    from tests.factories.network import AppointmentFactory

    AppointmentFactory(person=person, role="SECRETARIAT")
    rest(client, minutes=4)
    client.get(SECURITY)

    assert client.session[IDLE_SECONDS] == 30 * 60
    assert idle_limit(User.objects.get(pk=person.user.pk)) == timedelta(minutes=30)


def enter_room(person, at):
    session = SessionFactory(starts_at=at - timedelta(minutes=10))
    seat = ParticipantFactory(session=session, person=person)
    ticket = live.join_session(session=session, actor=person.user, at=at)
    visitor = live.read_pass(token=ticket.token, room_name=ticket.room_name, at=at)
    return seat, visitor, live.enter_practice_room(visitor=visitor, at=at)


def test_being_in_a_room_is_activity_and_having_left_is_not(client):
    person, at = PersonFactory(secretariat=True), timezone.now()
    sign_in_fresh(client, person.user)
    _seat, visitor, occupant = enter_room(person, at)

    rest(client, minutes=45)
    while_there = is_in(client)
    live.leave_practice_room(visitor=visitor, seat=occupant.public_id, at=at)
    occupant.refresh_from_db()
    type(occupant).objects.filter(pk=occupant.pk).update(
        joined_at=at - timedelta(hours=1), seen_at=at - timedelta(minutes=40), left_at=at - timedelta(minutes=40)
    )
    from live.models import RawEvent

    RawEvent.objects.update(received_at=at - timedelta(minutes=40))
    rest(client, minutes=45)

    assert while_there
    assert not is_in(client)


def test_the_page_shows_devices_without_a_place_and_signs_one_out(client):
    user, other, stranger = UserFactory(), Client(), UserFactory()
    sign_in(client, user, user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    sign_in(other, user, user_agent="Mozilla/5.0 (iPhone) Version/17 Safari/604")
    foreign = services.note_device(
        user=stranger, public_id="f" * 20, session_key="g" * 32, browser="", at=timezone.now()
    )

    page = client.get(SECURITY).content.decode()
    device = Device.objects.get(user=user, browser="Safari · iPhone")
    ended = client.post(f"/es/cuenta/dispositivos/{device.public_id}/salir/")
    again = client.post(f"/es/cuenta/dispositivos/{device.public_id}/salir/")
    theirs = client.post(f"/es/cuenta/dispositivos/{foreign.public_id}/salir/")

    assert "Firefox · Linux" in page
    assert "Safari · iPhone" in page
    assert "127.0.0.1" not in page
    assert (ended.status_code, again.status_code, theirs.status_code) == (302, 404, 404)
    assert is_in(client)
    assert not is_in(other)


def test_signing_out_everywhere_ends_even_what_was_never_noted(client):
    user, other = UserFactory(), Client()
    sign_in(client, user)
    sign_in(other, user)
    Device.objects.filter(user=user, session_key=other.session.session_key).delete()

    client.post(EVERYWHERE)
    client.post(EVERYWHERE)

    assert is_in(client)
    assert not is_in(other)
    assert AuditEntry.objects.filter(action="accounts.change_security", actor_ref=user.public_id).count() == 2


def test_a_new_password_keeps_the_list_true(client):
    user, other = UserFactory(), Client()
    sign_in(client, user)
    sign_in(other, user)
    new = {"oldpassword": PASSWORD, "password1": "Guayacan-en-flor-2031", "password2": "Guayacan-en-flor-2031"}
    before = client.session.session_key

    client.post("/es/contrasena/", new)

    assert [device.session_key for device in Device.objects.filter(user=user)] == [client.session.session_key]
    assert client.session.session_key != before
    assert not is_in(other)


def test_signing_out_tells_the_browser_to_forget(client):
    user = UserFactory()
    sign_in(client, user)
    cookie = client.session.session_key

    response = client.post("/es/salir/")
    replayed = Client()
    replayed.cookies["sessionid"] = cookie

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(replayed)
    assert not Device.objects.filter(user=user).exists()


# --- confirming


def test_a_change_of_factors_asks_for_a_confirmation_and_leads_back(client):
    user = UserFactory()
    sign_in_stale(client, user)
    page = "/es/cuenta/segundo-factor/aplicacion/"

    asked = client.get(page)
    wrong = client.post(asked["Location"], {"password": "no-es-la-clave-1", "next": page})
    still = client.get(page)
    right = client.post(asked["Location"], {"password": PASSWORD, "next": page})

    assert asked["Location"] == "/es/cuenta/confirmar/?next=%2Fes%2Fcuenta%2Fsegundo-factor%2Faplicacion%2F"
    assert "Esa no es su contraseña." in wrong.content.decode()
    assert still.status_code == 302
    assert right["Location"] == page
    assert client.get(page).status_code == 200


def test_what_was_sent_too_late_is_said_to_be_lost_and_not_done(client):
    user = UserFactory()
    sign_in_stale(client, user)

    response = client.post("/es/cuenta/segundo-factor/aplicacion/", {"code": "123456"})
    page = client.get(response["Location"]).content.decode()

    assert "/es/cuenta/confirmar/" in response["Location"]
    assert "no se guardó nada" in page


# --- suspension


def test_suspension_ends_sessions_rooms_and_sign_in_and_is_logged_once(client):
    person, chief = PersonFactory(prosecutor=True), PersonFactory(secretariat=True).user
    user, at = person.user, timezone.now()
    sign_in(client, user)
    cookie = client.session.session_key
    _seat, visitor, occupant = enter_room(person, at)

    for _ in range(2):
        services.suspend_user(user=user, actor=chief, at=at, reason="Cuenta tomada por otra persona")

    assert not is_in(client)
    with pytest.raises(live.PracticeDoorShut):
        live.keep_practice_seat(visitor=visitor, seat=occupant.public_id, at=at)
    with pytest.raises(live.PracticeDoorShut):
        live.enter_practice_room(visitor=visitor, at=at)
    assert sign_in(Client(), user).status_code == 200
    entry = AuditEntry.objects.get(action="accounts.suspend")
    assert (entry.actor_ref, entry.target_ref, entry.to_state) == (chief.public_id, user.public_id, "SUSPENDED")

    for _ in range(2):
        services.reinstate_user(user=user, actor=chief, at=at, reason="Aclarado")

    revived = Client()
    revived.cookies["sessionid"] = cookie
    assert not is_in(revived)
    assert sign_in(Client(), user).status_code == 302
    assert AuditEntry.objects.filter(action="accounts.reinstate").count() == 1


def test_nobody_suspends_or_resets_oneself():
    chief = PersonFactory(secretariat=True).user

    for act in (services.suspend_user, services.reinstate_user, services.reset_second_factor):
        with pytest.raises(services.NotOneself):
            act(user=chief, actor=chief, at=timezone.now(), reason="")


def test_a_new_start_removes_every_factor_and_session(client):
    from tests.accounts.softkey import SoftKey

    user, chief = UserFactory(), PersonFactory(secretariat=True).user
    sign_in_fresh(client, user)
    SoftKey().enrol(user)

    for _ in range(2):
        services.reset_second_factor(user=user, actor=chief, at=timezone.now(), reason="Perdió el teléfono")

    assert not is_in(client)
    assert sign_in(Client(), user)["Location"] == DESK
    assert AuditEntry.objects.filter(action="accounts.reset_second_factor").count() == 1


# --- throttling


def guess(client, email, times=1, address="203.0.113.9", password="no-es-la-clave-1"):
    for _ in range(times):
        response = client.post("/es/entrar/", {"login": email, "password": password}, REMOTE_ADDR=address)
    return response


def test_an_attacker_elsewhere_does_not_lock_the_victim_out():
    victim = UserFactory()
    guess(Client(), victim.email, times=8)

    refused = guess(Client(), victim.email, password=PASSWORD)
    let_in = guess(Client(), victim.email, password=PASSWORD, address="203.0.113.10")

    assert "Demasiados intentos" in refused.content.decode()  # the control: from there it is throttled
    assert let_in.status_code == 302


def test_a_known_device_gets_in_from_behind_the_attacker_s_address():
    victim, known, unknown = UserFactory(), Client(), Client()
    guess(known, victim.email, password=PASSWORD)
    known.post("/es/salir/", REMOTE_ADDR="203.0.113.9")
    guess(Client(), victim.email, times=30)

    let_in = guess(known, victim.email, password=PASSWORD)
    control = guess(unknown, victim.email, password=PASSWORD)

    assert let_in.status_code == 302
    assert "Demasiados intentos" in control.content.decode()


def test_a_known_device_is_known_for_its_own_account_only_and_is_counted_too():
    mine, victim, known = UserFactory(), UserFactory(), Client()
    guess(known, mine.email, password=PASSWORD)
    known.post("/es/salir/", REMOTE_ADDR="203.0.113.9")

    foreign = guess(known, victim.email, times=6)
    own = guess(known, mine.email, times=11)

    assert "Demasiados intentos" in foreign.content.decode()
    assert "Demasiados intentos" in own.content.decode()


# --- the sign-in page says why one is there


IDLE_WORDS, ENDED_WORDS = "llevaba un rato sin uso", "Su sesión terminó"


def led(client, path="/es/preferencias/?x=1"):
    """Where a request without a session that holds is led, and the page there."""
    response = client.get(path)
    return response["Location"], client.get(response["Location"]).content.decode()


def test_an_idle_session_is_told_so_and_goes_on_where_it_was(client):
    user = UserFactory()
    sign_in(client, user)
    rest(client, days=1)

    address, page = led(client)

    assert address == "/es/entrar/?next=/es/preferencias/%3Fx%3D1&fin=inactividad"
    assert IDLE_WORDS in page
    assert 'name="next" value="/es/preferencias/?x=1"' in page
    assert user.email not in page
    assert user.public_id not in page
    again, page = led(client)
    assert "fin=" not in again  # the browser has forgotten the session by now
    assert IDLE_WORDS not in page


def test_a_session_ended_elsewhere_or_by_a_suspension_is_told_the_same(client):
    user, other = UserFactory(), UserFactory()
    told = []
    for end in (
        lambda: services.end_all_sessions(user=user),
        lambda: services.suspend_user(user=user, actor=other, at=timezone.now(), reason="Ensayo."),
    ):
        browser = Client()
        sign_in(browser, user)
        end()
        address, page = led(browser)
        told.append(address)
        assert ENDED_WORDS in page
        assert IDLE_WORDS not in page
    assert told == ["/es/entrar/?next=/es/preferencias/%3Fx%3D1&fin=cerrada"] * 2


def test_a_guest_and_who_signed_out_are_told_nothing(client):
    assert "fin=" not in led(client)[0]
    user = UserFactory()
    sign_in(client, user)
    client.post("/es/salir/")
    address, page = led(client)
    assert "fin=" not in address
    assert ENDED_WORDS not in page
    client.get("/es/entrar/?fin=<script>")
    assert "<script>alert" not in client.get("/es/entrar/?fin=<script>alert(1)</script>").content.decode()


def test_a_guest_with_a_session_that_lives_has_not_lost_one(client):
    session = client.session
    session["x"] = 1
    session.save()

    assert "fin=" not in led(client)[0]
