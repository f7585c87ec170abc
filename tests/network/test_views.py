from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone

from lms.accounts.links import invitation_path, invitation_token
from lms.accounts.models import Invitation, User
from lms.accounts.paths import home_path
from network import services
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "Guayacan-en-flor-2031"


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def invitation(person):
    return services.invite_person(person=person, actor=None, at=timezone.now())


def form(**changes):
    values = {"password1": PASSWORD, "password2": PASSWORD, "language": "es", "time_zone": "America/Guatemala"}
    return {**values, **changes}


def path_of(token):
    return reverse("network:accept_invitation", kwargs={"token": token})


def test_opening_the_link_changes_nothing_however_often(client, invitation, person):
    for _ in range(3):
        response = client.get(invitation_path(invitation))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]

    invitation.refresh_from_db()
    assert invitation.state == "PENDING"
    assert person.email in response.content.decode()


def test_sending_the_form_opens_the_account_and_signs_in(client, invitation, person):
    response = client.post(invitation_path(invitation), form(language="en", time_zone="America/Tijuana"))

    person.refresh_from_db()
    assert get_user(client) == person.user
    assert (person.user.language, person.user.time_zone) == ("en", "America/Tijuana")
    assert response.status_code == 302
    assert response["Location"] == home_path(person.user)
    assert response["Location"].startswith("/en/")


def test_next_of_this_site_is_followed(client, invitation):
    response = client.post(invitation_path(invitation), form(next="/es/preferencias/"))

    assert response["Location"] == "/es/preferencias/"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example/",
        " //evil.example/",
        "http://testserver@evil.example/",
        "//evil。example/",
        "",
    ],
)
def test_next_of_another_site_is_not(client, invitation, wanted):
    shown = client.get(invitation_path(invitation), {"next": wanted})
    response = client.post(invitation_path(invitation), form(next=wanted))

    assert 'name="next"' not in shown.content.decode()
    assert response["Location"] == home_path(User.objects.get())


def test_next_of_the_link_is_kept_in_the_form(client, invitation):
    response = client.get(invitation_path(invitation, next_path="/es/preferencias/"))

    assert '<input type="hidden" name="next" value="/es/preferencias/">' in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password1": "corta", "password2": "corta"}, "12 caracteres"),
        ({"password2": "Otra-frase-distinta-9"}, "Las dos contraseñas no coinciden."),
        ({"password1": "123456789012", "password2": "123456789012"}, "numérica"),
        ({"language": "pt-br"}, "pt-br"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
    ],
)
def test_a_form_that_is_not_right_opens_nothing(client, invitation, changes, sentence):
    response = client.post(invitation_path(invitation), form(**changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not User.objects.exists()


def test_password_like_the_address_is_refused(client):
    person = PersonFactory(email="xiomara.torogoz@example.org")
    invitation = services.invite_person(person=person, actor=None, at=timezone.now())

    client.post(invitation_path(invitation), form(password1="xiomara.torogoz", password2="xiomara.torogoz"))

    assert not User.objects.exists()


def test_a_broken_link_says_what_to_do(client, invitation):
    response = client.get(path_of(invitation_token(invitation)[:-2]))

    assert response.status_code == 404
    assert "Este enlace no está completo" in response.content.decode()


def test_a_forged_link_and_one_of_an_invitation_that_never_was_answer_alike(client, invitation):
    token = invitation_token(invitation)
    absent = invitation_token(Invitation(public_id="0" * 20))

    forged, unknown = client.get(path_of(token[:-2] + "zz")), client.get(path_of(absent))

    assert (forged.status_code, unknown.status_code) == (404, 404)
    assert forged.content.replace(token[:-2].encode() + b"zz", b"") == unknown.content.replace(absent.encode(), b"")


@pytest.mark.parametrize(
    "trait", [{"withdrawn": True}, {"expires_at": timezone.now() - timedelta(seconds=1)}], ids=["withdrawn", "expired"]
)
def test_a_stale_link_says_what_to_do_and_opens_nothing(client, trait):
    invitation = InvitationFactory(**{"expires_at": timezone.now() + timedelta(days=1), **trait})

    shown, sent = client.get(invitation_path(invitation)), client.post(invitation_path(invitation), form())

    assert shown.status_code == 410
    assert "Esta invitación ya no vale" in shown.content.decode()
    assert sent.status_code == 200
    assert "Pida una nueva a su punto de contacto" in sent.content.decode()
    assert not User.objects.exists()


def test_an_accepted_link_leads_to_the_sign_in_and_lets_nobody_in(client, invitation):
    client.post(invitation_path(invitation), form())
    client.logout()

    for response in [client.get(invitation_path(invitation)), client.post(invitation_path(invitation), form())]:
        assert response.status_code == 410
        assert "Esta invitación ya fue aceptada" in response.content.decode()
    assert not get_user(client).is_authenticated


def test_somebody_else_s_session_does_not_take_the_invitation(client, invitation):
    client.force_login(UserFactory())

    for response in [client.get(invitation_path(invitation)), client.post(invitation_path(invitation), form())]:
        assert response.status_code == 409
    invitation.refresh_from_db()
    assert invitation.state == "PENDING"


def test_session_is_rotated_on_joining(client, invitation):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key

    client.post(invitation_path(invitation), form())

    assert client.session.session_key != before
