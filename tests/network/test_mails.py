"""The mails about accounts as they leave the house."""

import re

import pytest
from django.utils import timezone

from lms.accounts.links import invitation_token
from lms.mail.enums import MailState
from lms.mail.models import Mail
from network import services
from tests.factories.accounts import UserFactory
from tests.factories.network import CountryFactory, OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db


def links(message):
    return re.findall(r"https?://\S+", message.body)


@pytest.mark.parametrize(
    ("language", "subject"), [("es", "Abra su cuenta en Aula Fiscal"), ("en", "Open your account on Aula Fiscal")]
)
def test_invitation_leaves_in_the_person_s_language(mailoutbox, django_capture_on_commit_callbacks, language, subject):
    office = OfficeFactory(country=CountryFactory(language=language))
    person = PersonFactory(given_names="Amaranta", family_names="Ceiba", office=office)

    with django_capture_on_commit_callbacks(execute=True):
        invitation = services.invite_person(person=person, actor=None, at=timezone.now())

    [message] = mailoutbox
    assert (message.subject, message.to) == (subject, [person.email])
    assert f"http://testserver/{language}/invitacion/{invitation_token(invitation)}/" in links(message)
    for body in [message.body, *(content for content, _ in message.alternatives)]:
        assert "Amaranta" not in body
        assert "Ceiba" not in body
    assert Mail.objects.get().state == MailState.SENT


def test_no_row_keeps_a_link(mailoutbox, django_capture_on_commit_callbacks, client):
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        services.invite_person(person=PersonFactory(), actor=None, at=timezone.now())
        client.post("/es/contrasena/olvidada/", {"email": user.email})

    for row in Mail.objects.values():
        assert "contrasena/nueva" not in str(row)
        assert "invitacion/" not in str(row)


def test_reset_mail_leads_to_a_new_password(mailoutbox, django_capture_on_commit_callbacks, client):
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/es/contrasena/olvidada/", {"email": user.email}, headers={"host": "testserver"})

    [message] = mailoutbox
    [link] = [link for link in links(message) if "contrasena/nueva" in link]
    assert link.startswith("http://testserver/es/contrasena/nueva/")
    form = client.get(link.removeprefix("http://testserver"))["Location"]
    client.post(form, {"password1": "Guayacan-en-flor-2031", "password2": "Guayacan-en-flor-2031"})
    user.refresh_from_db()
    assert user.check_password("Guayacan-en-flor-2031")


def test_reset_mail_holds_the_canonical_host_whatever_the_request_says(
    mailoutbox, django_capture_on_commit_callbacks, client, settings
):
    settings.SITE_URL = "https://aula.example.org"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/es/contrasena/olvidada/",
            {"email": UserFactory().email},
            headers={"host": "localhost", "x-forwarded-host": "evil.example"},
        )

    assert {link.split("/")[2] for link in links(mailoutbox[0])} == {"aula.example.org"}


def test_reset_for_an_unknown_address_leaves_no_mail(mailoutbox, django_capture_on_commit_callbacks, client):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/es/contrasena/olvidada/", {"email": "de-nadie@example.org"})

    assert mailoutbox == []
    assert Mail.objects.get().state == MailState.DROPPED


def test_invitation_withdrawn_before_it_left_leaves_no_mail(mailoutbox):
    from lms.accounts.services import withdraw_invitation
    from lms.mail.services import deliver_mail

    invitation = services.invite_person(person=PersonFactory(), actor=None, at=timezone.now())
    withdraw_invitation(invitation=invitation)

    assert deliver_mail(mail_id=Mail.objects.get().pk, at=timezone.now()) is False
    assert mailoutbox == []
    assert Mail.objects.get().state == MailState.DROPPED
