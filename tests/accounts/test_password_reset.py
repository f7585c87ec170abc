import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from lms.accounts.models import User
from lms.mail.kinds import get_kind
from lms.mail.models import Mail
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/es/contrasena/olvidada/"
NEW = "Guayacan-en-flor-2031"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


def link_for(user):
    with translation.override("es"), timezone.override("America/El_Salvador"):
        return get_kind("accounts.password_reset").render({"user_id": user.pk}).link_path


def test_asking_owes_a_mail_without_any_link_in_it(client):
    user = UserFactory(english=True)

    response = client.post(ASK, {"email": user.email.upper()})

    mail = Mail.objects.get()
    assert response["Location"] == "/es/contrasena/olvidada/enviada/"
    assert (mail.kind, mail.user, mail.to_address, mail.language) == (
        "accounts.password_reset",
        user,
        user.email,
        "en",
    )
    assert mail.ids == {"user_id": user.pk}


def test_asking_costs_the_same_for_any_address(client):
    UserFactory(email="conocida@example.org")
    statements = []

    for email in ["conocida@example.org", "de-nadie@example.org"]:
        with CaptureQueriesContext(connection) as queries:
            client.post(ASK, {"email": email})
        statements.append([query["sql"].split(" ")[0] for query in queries])

    assert statements[0] == statements[1]
    assert statements[0].count("INSERT") == 1


@pytest.mark.parametrize("email", ["de-nadie@example.org", "suspendida@example.org"])
def test_asking_for_somebody_who_cannot_sign_in_is_answered_alike_and_owes_nothing(client, email):
    UserFactory(email="suspendida@example.org", suspended=True)

    response = client.post(ASK, {"email": email})

    mail = Mail.objects.get()
    assert response["Location"] == "/es/contrasena/olvidada/enviada/"
    assert (mail.user, mail.to_address) == (None, "")
    assert not get_kind("accounts.password_reset").is_owed(mail.ids)


def test_asking_a_fourth_time_in_a_minute_is_refused(client):
    user = UserFactory()

    answers = [client.post(ASK, {"email": user.email}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


def test_the_mail_names_nobody_and_its_link_no_key(client):
    user = UserFactory(email="nombre.apellido@example.org")

    with translation.override("es"):
        text = get_kind("accounts.password_reset").render({"user_id": user.pk})

    whole = " ".join([text.subject, *text.paragraphs, text.link_path])
    assert text.subject == "Contraseña nueva para Aula Fiscal"
    assert "El enlace vale 2 horas" in whole
    assert "nombre" not in whole.replace("Contraseña nueva", "")
    assert text.link_path.startswith(f"/es/contrasena/nueva/{user.public_id}-")


def test_the_link_lets_one_choose_a_password_once(client):
    user = UserFactory()
    link = link_for(user)

    form = client.get(link)["Location"]
    saved = client.post(form, {"password1": NEW, "password2": NEW})

    user.refresh_from_db()
    assert form == f"/es/contrasena/nueva/{user.public_id}-set-password/"
    assert saved["Location"] == "/es/contrasena/nueva/lista/"
    assert user.check_password(NEW)
    again = client.get(link)
    assert "Este enlace ya no es válido" in again.content.decode()


def test_opening_the_link_changes_no_password(client):
    user = UserFactory()

    client.get(client.get(link_for(user))["Location"])

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_choosing_a_password_signs_out_every_device(client):
    user = UserFactory()
    client.force_login(user)
    from django.test import Client

    other = Client()
    other.post(other.get(link_for(user))["Location"], {"password1": NEW, "password2": NEW})

    assert client.get("/es/preferencias/").status_code == 302


def test_a_suspended_account_gets_no_new_password(client):
    user = UserFactory()
    link = link_for(user)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert "Este enlace ya no es válido" in client.get(link).content.decode()


@pytest.mark.parametrize("broken", ["x-y", "0000000000-abc-def"])
def test_a_broken_link_says_what_to_do(client, broken):
    response = client.get(f"/es/contrasena/nueva/{broken}/")

    assert "Pedir otro enlace" in response.content.decode()


def test_a_weak_password_is_refused(client):
    user = UserFactory()
    form = client.get(link_for(user))["Location"]

    response = client.post(form, {"password1": "contraseña", "password2": "contraseña"})

    user.refresh_from_db()
    assert response.status_code == 200
    assert "12 caracteres" in response.content.decode()
    assert user.check_password(PASSWORD)
