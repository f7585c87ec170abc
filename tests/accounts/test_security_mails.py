"""Whoever's way of signing in changed is written to, without a name, a place or an address."""

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from lms.accounts import services
from lms.accounts.enums import SecurityChange
from lms.accounts.http import known_device_cookie
from lms.mail.kinds import get_kind
from lms.mail.models import Mail
from lms.records.models import AuditEntry
from tests.accounts.signing_in import sign_in_fresh
from tests.accounts.test_second_factor import add_app
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
NEW = "Guayacan-en-flor-2031"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def told(user):
    return list(Mail.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def change_password(client):
    return client.post("/es/contrasena/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def test_a_new_password_is_told_once(client):
    user, other = UserFactory(), UserFactory()
    client.force_login(user)

    change_password(client)

    assert told(user) == ["accounts.changed.password_changed"]
    assert told(other) == []


def test_a_password_that_is_not_taken_is_not_told(client):
    user = UserFactory()
    client.force_login(user)

    client.post("/es/contrasena/", {"oldpassword": "otra-cosa-distinta", "password1": NEW, "password2": NEW})

    assert told(user) == []


def test_a_password_chosen_by_a_link_is_told_and_in_the_trail(client):
    user = UserFactory()
    with translation.override("es"):
        link = get_kind("accounts.password_reset").render({"user_id": user.pk}).link_path

    client.post(client.get(link)["Location"], {"password1": NEW, "password2": NEW})

    assert told(user) == ["accounts.changed.password_changed"]
    entry = AuditEntry.objects.get(action="accounts.change_security")
    assert (entry.actor_ref, entry.acting_role, entry.to_state) == (user.public_id, "SELF", "PASSWORD_CHANGED")


def test_an_app_that_is_added_and_new_codes_are_told(client):
    user = UserFactory()
    sign_in_fresh(client, user)

    add_app(client)
    client.post("/es/cuenta/segundo-factor/codigos/nuevos/")

    assert told(user) == ["accounts.changed.app_added", "accounts.changed.codes_renewed"]


def test_a_factor_the_secretariat_takes_away_is_told(client):
    user, secretariat = UserFactory(), PersonFactory(secretariat=True).user
    sign_in_fresh(client, user)
    add_app(client)
    Mail.objects.all().delete()

    for _again in range(2):
        services.reset_second_factor(user=user, actor=secretariat, at=timezone.now(), reason="Teléfono perdido")

    assert told(user) == ["accounts.factor_reset"]


@pytest.mark.parametrize("change", SecurityChange)
def test_every_change_has_its_mail_and_it_names_nobody(change):
    user = UserFactory(email="nombre.apellido@example.org")

    for language in ("es", "en"):
        with translation.override(language):
            text = get_kind(f"accounts.changed.{change.value.lower()}").render({})
            whole = " ".join([text.subject, *text.paragraphs, text.link_label])
            assert str(change.label) in whole
        assert "apellido" not in whole
        assert text.link_path == f"/{language}/cuenta/seguridad/"
    assert user.is_active


def sign_in(client, user):
    return client.post("/es/entrar/", {"login": user.email, "password": PASSWORD})


def test_the_first_browser_is_not_told_a_second_one_is_and_a_known_one_is_not(client):
    from django.test import Client

    user, second = UserFactory(), Client()

    sign_in(client, user)
    first = told(user)
    sign_in(second, user)
    after_second = told(user)
    second.post("/es/salir/")
    sign_in(second, user)

    assert first == []
    assert after_second == ["accounts.signed_in_elsewhere"]
    assert told(user) == after_second


def test_the_cookie_of_another_account_makes_no_browser_known(client):
    user, neighbour = UserFactory(), UserFactory()
    sign_in(client, user)
    from django.test import Client

    shared = Client()
    sign_in(shared, neighbour)
    assert known_device_cookie() in shared.cookies
    shared.post("/es/salir/")

    sign_in(shared, user)

    assert told(user) == ["accounts.signed_in_elsewhere"]
    assert told(neighbour) == []


def test_a_wrong_password_is_told_to_nobody(client):
    user = UserFactory()
    sign_in(client, user)
    from django.test import Client

    Client().post("/es/entrar/", {"login": user.email, "password": "no-es-esta-clave"})

    assert told(user) == []
