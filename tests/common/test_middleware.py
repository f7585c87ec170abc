"""What happens around every request."""

import json
import logging
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lms.common.logs import JsonFormatter
from lms.common.middleware import loggable_path
from lms.common.powers import POWERS, permissions_policy
from tests.factories.accounts import PASSWORD, UserFactory

SECRETS = ["/v/7KQ2-M9XC", "/calendario/abcdef.ics", "/es/invitacion/abc:def", "/es/contrasena/nueva/1-abc/"]


@pytest.fixture
def lines(settings, caplog) -> Callable[[], list[dict]]:
    settings.LOG_REQUESTS = True
    caplog.set_level(logging.INFO, logger="aula.request")

    def read() -> list[dict]:
        records = [record for record in caplog.records if record.name == "aula.request"]
        return [json.loads(JsonFormatter().format(record)) for record in records]

    return read


@pytest.mark.parametrize("path", SECRETS)
def test_secret_in_an_address_never_reaches_the_log(path):
    logged = loggable_path(path)

    assert logged.endswith("…")
    assert "abc" not in logged
    assert "7KQ2" not in logged


@pytest.mark.parametrize("path", ["/es/", "/es/verificar/", "/es/ediciones/0abc/", "/value/1"])
def test_other_addresses_are_logged_whole(path):
    assert loggable_path(path) == path


@pytest.mark.django_db
def test_request_is_one_line_with_ids_only(client, lines):
    user = UserFactory()
    client.force_login(user)

    client.get("/v/7KQ2-M9XC-0000", follow=False)

    [line] = lines()
    assert line["path"] == "/v/…"
    assert line["method"] == "GET"
    assert line["user_ref"] in {user.public_id, None}
    assert user.email not in json.dumps(line)
    assert "7KQ2" not in json.dumps(line)


def test_line_breaks_cannot_forge_a_line():
    record = logging.makeLogRecord({"msg": 'a\n{"level": "INFO"}', "name": "aula", "levelname": "INFO"})

    text = JsonFormatter().format(record)

    assert "\n" not in text
    assert json.loads(text)["message"] == 'a\n{"level": "INFO"}'


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/es/entrar/", "/en/entrar/", "/es/no-hay-nada/", "/salud/viva/"])
def test_every_answer_carries_the_wall(client, path):
    headers = client.get(path).headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "require-trusted-types-for 'script'" in headers["Content-Security-Policy"]
    assert "trusted-types aula" in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_answers_to_somebody_signed_in_stay_out_of_every_cache(client):
    client.force_login(UserFactory())

    assert client.get("/es/").headers["Cache-Control"] == "no-store, private"


@pytest.mark.django_db
def test_signing_out_empties_the_browser(client):
    client.force_login(UserFactory())

    assert "Clear-Site-Data" not in client.get("/es/salir/").headers
    assert client.post("/es/salir/").headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies.clear()  # as a browser does that was told to
    assert "Clear-Site-Data" not in client.get("/es/").headers


def test_every_power_is_granted_or_refused_by_name():
    plain, room = permissions_policy(), permissions_policy("camera", origin="https://meet.example.org")

    assert [part.split("=")[0] for part in plain.split(", ")] == list(POWERS)
    assert "camera=()" in plain
    assert 'camera=(self "https://meet.example.org")' in room
    assert "microphone=()" in room


@pytest.mark.django_db
def test_editors_rooms_have_a_policy_of_their_own(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    policy = client.get("/admin/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("es", "formulario"), ("en", "form")])
def test_form_without_token_is_refused_in_words(language, words):
    browser = Client(enforce_csrf_checks=True)

    response = browser.post(f"/{language}/entrar/", {"login": "ana@example.org", "password": PASSWORD})

    assert response.status_code == 403
    assert words in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.django_db
def test_unknown_host_is_refused(client):
    assert client.get("/es/", headers={"host": "evil.example.com"}).status_code == 400


def test_live_page_needs_nothing(client):
    response = client.get(reverse("health_live"))

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_page_says_ok(client):
    response = client.get("/salud/lista/")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_page_tells_strangers_no_detail(client, settings, caplog):
    settings.HEALTH_FREE_MEGABYTES = 10**9

    response = client.get("/salud/lista/")

    assert (response.status_code, response.content) == (503, b"not ready\n")
    [record] = [record for record in caplog.records if record.name == "aula.health"]
    assert record.failing == ["disk"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_pages_are_only_read(client, method):
    assert getattr(client, method)("/salud/viva/").status_code == 405
