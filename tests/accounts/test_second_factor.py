"""The second factor through the door: enrolling, signing in with it, and what a password alone opens."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from lms.accounts.checks import check_signing_in
from tests.accounts.signing_in import sign_in_as, sign_in_fresh
from tests.accounts.softkey import SoftKey
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
APP, KEY, CODES = (
    "/es/cuenta/segundo-factor/aplicacion/",
    "/es/cuenta/segundo-factor/llave/",
    "/es/cuenta/segundo-factor/codigos/",
)
ENROL, SECURITY = "/es/cuenta/segundo-factor/", "/es/cuenta/seguridad/"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def code_of(secret, step=1):
    """The code of now, or of a neighbouring half minute (a code is good once)."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step]))


def secret_on(page):
    return re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")


def add_app(client):
    secret = secret_on(client.get(APP).content.decode())
    response = client.post(APP, {"code": code_of(secret, 0)})
    return secret, response


def options_on(page):
    return json.loads(re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page)[1])


def sign_in(client, user):
    return client.post("/es/entrar/", {"login": user.email, "password": PASSWORD})


def test_adding_an_app_shows_the_secret_and_then_the_codes_once(client):
    user = UserFactory()
    sign_in_fresh(client, user)

    page = client.get(APP).content.decode()
    secret, added = add_app(client)
    first = client.get(added["Location"]).content.decode()
    again = client.get(added["Location"]).content.decode()

    assert 'src="data:image/svg+xml;base64,' in page
    assert added["Location"] == CODES
    assert len(re.findall(r"<li><code>\d{8}</code></li>", first)) == 10
    assert 'download="codigos-de-recuperacion.txt"' in first
    assert "<code>" not in again
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in stored


def test_a_wrong_code_adds_nothing(client):
    user = UserFactory()
    sign_in_fresh(client, user)
    client.get(APP)

    response = client.post(APP, {"code": "000000x"})

    assert "Ese código no es correcto." in response.content.decode()
    assert not Authenticator.objects.filter(user=user).exists()


def test_signing_in_asks_for_the_code_and_takes_each_once(client):
    user = UserFactory()
    sign_in_fresh(client, user)
    secret, _ = add_app(client)
    device, other = Client(), Client()

    asked = sign_in(device, user)
    before = get_user(device).is_authenticated
    wrong = device.post(asked["Location"], {"code": "123"})
    code = code_of(secret)
    right = device.post(asked["Location"], {"code": code})
    sign_in(other, user)
    replayed = other.post("/es/entrar/codigo/", {"code": code})

    assert (asked["Location"], before, wrong.status_code) == ("/es/entrar/codigo/", False, 200)
    assert right["Location"] == "/es/escritorio/"
    assert get_user(device) == user
    assert replayed.status_code == 200
    assert not get_user(other).is_authenticated


def test_a_recovery_code_opens_once(client):
    user = UserFactory()
    sign_in_fresh(client, user)
    add_app(client)
    code = re.search(r"<li><code>(\d{8})</code>", client.get(CODES).content.decode())[1]
    answers = []

    for _ in range(2):
        device = Client()
        sign_in(device, user)
        device.post("/es/entrar/codigo/", {"code": code})
        answers.append(get_user(device).is_authenticated)

    assert answers == [True, False]


def test_adding_a_factor_ends_the_other_sessions_and_renews_this_one(client):
    user = UserFactory()
    sign_in_fresh(client, user)
    other = Client()
    sign_in_fresh(other, user)
    before = client.session.session_key

    add_app(client)
    replay = Client()
    replay.cookies["sessionid"] = before

    assert client.get(SECURITY).status_code == 200
    assert client.session.session_key != before
    assert other.get(SECURITY).status_code == 302
    assert replay.get(SECURITY).status_code == 302


def test_a_passkey_is_added_and_opens_the_second_step_and_the_sign_in(settings):
    settings.SITE_URL = "https://testserver"
    user, key = UserFactory(pk=4711), SoftKey()  # a number that reads otherwise in another base
    client = Client()
    sign_in_fresh(client, user)

    options = options_on(client.get(KEY).content.decode())["creation_options"]
    added = client.post(KEY, {"name": "Oficina", "credential": json.dumps(key.register(options))})
    second, alone = Client(), Client()
    sign_in(second, user)
    asked = options_on(second.get("/es/entrar/codigo/").content.decode())["request_options"]
    second.post("/es/entrar/codigo/", {"credential": json.dumps(key.answer(asked))})
    told = alone.get("/es/entrar/llave/", headers={"accept": "application/json"}).json()["request_options"]
    alone.post("/es/entrar/llave/", {"credential": json.dumps(key.answer(told, says_whose=True))})

    assert added["Location"] == CODES
    assert options["publicKey"]["rp"]["id"] == "testserver"
    assert "Oficina" in client.get(SECURITY).content.decode()
    assert (get_user(second), get_user(alone)) == (user, user)


def test_a_passkey_made_for_another_site_or_by_another_key_opens_nothing(settings):
    settings.SITE_URL = "https://testserver"
    user, key, stranger = UserFactory(), SoftKey(), SoftKey()
    key.enrol(user)

    for answer in [
        lambda options: key.answer(options, origin="https://otro.example"),
        stranger.answer,
    ]:
        client = Client()
        sign_in(client, user)
        asked = options_on(client.get("/es/entrar/codigo/").content.decode())["request_options"]
        client.post("/es/entrar/codigo/", {"credential": json.dumps(answer(asked))})
        assert not get_user(client).is_authenticated


@pytest.fixture
def required(settings):
    settings.ACCOUNTS_SECOND_FACTOR_REQUIRED = True


@pytest.mark.parametrize(
    "path", ["/es/escritorio/", "/es/preferencias/", "/es/cuenta/seguridad/", "/admin/", "/es/entrar/", CODES]
)
def test_where_it_is_required_a_password_alone_opens_the_enrolment_and_nothing_else(client, required, path):
    user = UserFactory()
    sign_in(client, user)

    response = client.get(path)

    assert (response.status_code, response["Location"][3:]) == (302, ENROL[3:])


def test_public_pages_are_drawn_as_for_a_guest_and_posts_are_not_done(client, required):
    user = UserFactory()
    sign_in(client, user)

    page = client.get("/es/verificar/").content.decode()
    client.post("/es/preferencias/", {"language": "en", "time_zone": "America/Bogota"})

    user.refresh_from_db()
    assert user.email not in page
    assert "Mi escritorio" not in page
    assert user.language == "es"


def test_enrolling_opens_the_rest_and_the_last_factor_stays(client, required):
    user = UserFactory()
    sign_in(client, user)
    enrolment = client.get(ENROL).content.decode()

    _, added = add_app(client)
    opened = [client.get(path).status_code for path in [CODES, "/es/escritorio/", SECURITY]]
    refused = client.post(APP + "quitar/")

    assert "Un paso más para proteger su cuenta" in enrolment
    assert "Mi escritorio" not in enrolment
    assert added["Location"] == CODES
    assert opened == [200, 200, 200]
    assert "Aquí se exige un segundo factor." in refused.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_password_session_of_an_account_with_a_factor_is_asked_for_it(client, required):
    user = UserFactory()
    SoftKey().enrol(user)
    sign_in_as(client, user, methods=["password"])

    assert client.get("/es/escritorio/")["Location"] == ENROL
    assert client.get(ENROL)["Location"] == "/es/cuenta/confirmar/llave/"
    sign_in_as(client, user, methods=["password", "mfa"])
    assert client.get("/es/escritorio/").status_code == 200


def test_where_it_is_not_required_it_is_offered_on_the_security_page_only(client):
    user = UserFactory()
    sign_in(client, user)

    assert client.get("/es/escritorio/").status_code == 200
    assert "Agregar un segundo factor" in client.get(SECURITY).content.decode()


def test_production_without_a_second_factor_is_an_error(settings):
    settings.DATABASE_PURPOSE = "PRODUCTION"
    without = [error.id for error in check_signing_in()]
    settings.ACCOUNTS_SECOND_FACTOR_REQUIRED = True

    assert without == ["accounts.E001"]
    assert check_signing_in() == []
