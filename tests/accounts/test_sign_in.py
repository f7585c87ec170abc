import re

import pytest
from django.contrib.auth import get_user, hashers
from django.core.cache import cache

from lms.accounts.models import User
from lms.accounts.paths import home_path
from lms.desk.site import seed_site
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/es/entrar/"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def test_sign_in_leads_to_the_desk_in_the_reader_s_language(client):
    user = UserFactory(english=True)

    response = sign_in(client, user.email.upper())

    assert get_user(client) == user
    assert response["Location"] == home_path(user)
    assert response["Location"].startswith("/en/")


def test_sign_in_page_is_whole_and_in_spanish(client):
    page = client.get(SIGN_IN).content.decode()

    assert "Correo electrónico" in page
    assert "Olvidé mi contraseña" in page
    assert "placeholder" not in page
    assert "Remember" not in page


@pytest.mark.parametrize("path", ["/es/preferencias/", "/en/preferencias/?x=1"])
def test_guests_are_led_to_the_sign_in_and_back(client, path):
    user = UserFactory()

    asked = client.get(path)
    shown = client.get(asked["Location"])
    response = sign_in(client, user.email, next=path)

    assert asked["Location"].startswith(f"{path[:3]}/entrar/?next=")
    assert f'name="next" value="{path}"' in shown.content.decode()
    assert response["Location"] == path


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example/",
        " //evil.example/",
        "http://testserver@evil.example/",
        "http://testserver/es/",
        "//evil。example/",
    ],
)
def test_nobody_is_sent_to_another_site(client, wanted):
    user = UserFactory()

    response = sign_in(client, user.email, next=wanted)

    assert response["Location"] == home_path(user)


def test_session_is_rotated_on_signing_in_and_dies_on_signing_out(client):
    user = UserFactory()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    sign_in(client, user.email)
    signed_in = client.session.session_key
    client.post("/es/salir/")
    client.cookies["sessionid"] = signed_in

    assert planted != signed_in
    assert client.get("/es/preferencias/").status_code == 302


def test_opening_the_sign_out_page_signs_nobody_out(client):
    user = UserFactory()
    client.force_login(user)

    assert client.get("/es/salir/").status_code == 200
    assert get_user(client) == user


def test_suspension_bites_at_the_next_request(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/es/preferencias/").status_code == 200

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/es/preferencias/").status_code == 302


def test_suspended_account_answers_as_a_wrong_password(client):
    UserFactory(email="suspendida@example.org", suspended=True)

    right = sign_in(client, "suspendida@example.org")
    unknown = sign_in(client, "de-nadie@example.org")

    assert right.status_code == 200
    assert without_token(right).replace("suspendida@", "@") == without_token(unknown).replace("de-nadie@", "@")
    assert not get_user(client).is_authenticated


def without_token(response):
    """The page without what differs at every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_unknown_address_and_wrong_password_get_the_same_answer(client):
    UserFactory(email="conocida@example.org")

    wrong = sign_in(client, "conocida@example.org", "no-es-la-clave-1")
    unknown = sign_in(client, "de-nadie@example.org", "no-es-la-clave-1")

    assert (wrong.status_code, unknown.status_code) == (200, 200)
    assert "La dirección o la contraseña no es correcta." in wrong.content.decode()
    assert without_token(wrong).replace("conocida@", "@") == without_token(unknown).replace("de-nadie@", "@")


class CountingHasher(hashers.MD5PasswordHasher):
    """Counts how often the expensive part runs."""

    runs = 0

    def encode(self, password, salt):
        CountingHasher.runs += 1
        return super().encode(password, salt)


def test_unknown_address_costs_as_much_as_a_wrong_password(client, settings, django_assert_num_queries):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_sign_in.CountingHasher"]
    UserFactory(email="conocida@example.org")
    UserFactory(email="suspendida@example.org", suspended=True)
    costs = []

    for email in ["conocida@example.org", "de-nadie@example.org", "suspendida@example.org"]:
        CountingHasher.runs = 0
        with django_assert_num_queries(3):
            sign_in(client, email, "no-es-la-clave-1")
        costs.append(CountingHasher.runs)

    assert costs == [1, 1, 1]


def test_the_sixth_wrong_password_within_five_minutes_is_refused_and_others_are_not(client):
    victim, other = UserFactory(), UserFactory()
    for _ in range(5):
        sign_in(client, victim.email, "no-es-la-clave-1")

    refused = sign_in(client, victim.email)

    assert "Demasiados intentos." in refused.content.decode()
    assert not get_user(client).is_authenticated
    sign_in(client, other.email)
    assert get_user(client) == other


def test_sixty_requests_a_minute_from_one_address_are_enough(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}

    answers = [client.post(SIGN_IN, {"login": "a", "password": "b"}).status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]
    assert "Demasiados intentos" in client.post(SIGN_IN, {}).content.decode()


def test_changing_the_password_signs_out_the_other_devices(client, client_b):
    user = UserFactory()
    sign_in(client, user.email)
    sign_in(client_b, user.email)
    new = {"oldpassword": PASSWORD, "password1": "Guayacan-en-flor-2031", "password2": "Guayacan-en-flor-2031"}

    response = client.post("/es/contrasena/", new)

    assert response.status_code == 302
    assert client.get("/es/preferencias/").status_code == 200
    assert client_b.get("/es/preferencias/").status_code == 302


@pytest.fixture
def client_b():
    from django.test import Client

    return Client()


def test_there_is_no_sign_up(client):
    assert client.get("/es/registro/").status_code == 404
    assert client.get("/es/signup/").status_code == 404


@pytest.mark.parametrize("path", ["/admin/login/", "/es/_util/login/", "/en/_util/login/"])
def test_the_other_doors_lead_to_the_one_sign_in(client, path):
    user = UserFactory(is_staff=True, is_superuser=True)

    shown = client.get(path, {"next": "/admin/"})
    client.post(path, {"username": user.email, "password": PASSWORD})

    assert shown.status_code == 302
    assert shown["Location"].endswith("/entrar/?next=%2Fadmin%2F")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/done/", "/django-admin/"])
def test_wagtail_s_password_reset_and_django_s_admin_are_closed(client, path):
    guest = client.get(path)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert guest.status_code == 404 or "/entrar/" in guest["Location"]
    assert client.get(path).status_code == 404


def test_wagtail_s_password_reset_sends_nothing(client, mailoutbox):
    user = UserFactory(is_staff=True, is_superuser=True)

    client.post("/admin/password_reset/", {"email": user.email})
    client.force_login(user)
    client.post("/admin/password_reset/", {"email": user.email})

    assert mailoutbox == []


def test_to_a_reader_who_edits_nothing_the_editors_rooms_do_not_exist(client):
    client.force_login(UserFactory())

    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/pages/").status_code == 404


def test_an_editor_enters_the_editors_rooms(client):
    seed_site()
    client.force_login(UserFactory(is_superuser=True))

    assert client.get("/admin/").status_code == 200
