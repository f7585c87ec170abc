"""A sign-in that is refused is a line in the log: whose, never what was typed."""

import logging

import pytest
from django.core.cache import cache

from tests.accounts.signing_in import sign_in_fresh
from tests.accounts.test_second_factor import add_app, sign_in
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
WRONG = "no-es-esta-clave"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def refusals(caplog):
    found = [line for line in caplog.records if line.name == "aula.accounts"]
    assert all(line.levelno == logging.WARNING for line in found)
    return [(line.getMessage(), line.user_ref) for line in found]


@pytest.mark.parametrize("trait", [{}, {"suspended": True}], ids=["active", "suspended"])
def test_a_wrong_password_is_logged_with_the_account(client, caplog, trait):
    user = UserFactory(**trait)

    client.post("/es/entrar/", {"login": user.email.upper(), "password": WRONG})

    assert refusals(caplog) == [("sign-in refused: password", user.public_id)]
    assert user.email not in caplog.text
    assert WRONG not in caplog.text


def test_an_address_nobody_has_is_logged_without_it(client, caplog):
    client.post("/es/entrar/", {"login": "nadie@example.org", "password": WRONG})

    assert refusals(caplog) == [("sign-in refused: password", "")]
    assert "nadie" not in caplog.text


def test_a_right_password_is_no_refusal(client, caplog):
    sign_in(client, UserFactory())

    assert refusals(caplog) == []


def test_a_wrong_code_is_logged_with_the_account_that_was_being_opened(client, caplog):
    user = UserFactory()
    sign_in_fresh(client, user)
    add_app(client)
    client.post("/es/salir/")
    client.post("/es/entrar/", {"login": user.email, "password": PASSWORD})

    client.post("/es/entrar/codigo/", {"code": "000000"})

    assert refusals(caplog) == [("sign-in refused: second factor", user.public_id)]
