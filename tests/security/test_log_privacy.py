"""After all that people do and that fails, the logs hold no name, address, password, link or cookie of anybody."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from django.conf import settings as live_settings
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from live import services as live
from lms.accounts.links import invitation_path
from lms.common.logs import JsonFormatter
from network import services as network
from tests.factories.accounts import PASSWORD
from tests.factories.certificates import AwardFactory, code_of, make_statement
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import EditionFactory
from tests.security.forms import forms_of

pytestmark = pytest.mark.django_db
NEW = "Guayacan-en-flor-2031"


class Keeper(logging.Handler):
    """Keeps the lines as they are written where people work."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def keeping() -> Iterator[Keeper]:
    """All that is logged inside, as a server where people work would write it."""
    root, keeper = logging.getLogger(), Keeper()
    others, root.handlers = root.handlers, [keeper]
    try:
        yield keeper
    finally:
        root.handlers = others


@pytest.fixture(autouse=True)
def log_requests(settings) -> None:
    settings.LOG_REQUESTS = True
    current_app.loader.import_default_modules()  # the first task would: it sets the logs up anew


class Journey:
    """One person's way through the house; ``secrets`` collects what they are known by and what lets them in."""

    def __init__(self) -> None:
        self.secrets: set[str] = {PASSWORD, NEW, "no-es-la-clave-1"}
        self.client = Client(enforce_csrf_checks=False)
        self.careless = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def note_cookies(self) -> None:
        self.secrets |= {one.value for one in self.client.cookies.values() if len(one.value) > 12}

    def everywhere_about(self, path: str) -> None:
        """A secret address asked for rightly and in each way in which a server writes it down."""
        for address in (path, path.rstrip("/"), f"{path}x", f"{path}?a=1", f"/es/entrar/?next={path}"):
            self.client.get(address)
            self.careless.post(address, {"a": "1"}, HTTP_ORIGIN="https://otra-parte.example.org")
            self.careless.generic("DELETE", address)
            self.careless.get(address, HTTP_HOST="otra-parte.example.org")
        self.note_cookies()


def travel(mailoutbox, capture) -> Journey:
    """Invited, joined, nominated, answered, lost the password, certified, verified by somebody."""
    journey, now = Journey(), timezone.now()
    office = OfficeFactory()
    person = PersonFactory(
        office=office, given_names="Ixmucanela", family_names="Güisnayar", email="ixmucanela@example.org"
    )
    contact = PersonFactory(contact_point=True, office=office, given_names="Nicanorio", family_names="Torogozan")
    journey.secrets |= {"Ixmucanela", "Güisnayar", "ixmucanela@example.org", "Nicanorio", "Torogozan", contact.email}
    with capture(execute=True):
        invitation = network.invite_person(person=person, actor=contact.user, at=now)
    link = invitation_path(invitation)
    journey.secrets.add(link.strip("/").split("/")[-1])
    journey.everywhere_about(link)
    with capture(execute=True):
        (form,) = [one for one in forms_of(journey.client.get(link).content, link) if "password1" in one.names]
        journey.client.post(form.action, form.filled(password1=PASSWORD, password2=PASSWORD))
    person.refresh_from_db()
    assert person.user
    journey.note_cookies()

    edition = EditionFactory(current=True)
    inviting = Client()
    inviting.force_login(contact.user)
    nominating = reverse("workshops:nominate", kwargs={"edition_id": edition.public_id})
    with capture(execute=True):
        inviting.post(nominating, {"person": person.public_id, "modality": "IN_PERSON"})
        inviting.post(nominating, {"person": "Ixmucanela", "modality": "Güisnayar"})
    journey.secrets.add(inviting.cookies[live_settings.SESSION_COOKIE_NAME].value)

    for password in ("no-es-la-clave-1", PASSWORD):
        journey.client.post(reverse("account_login"), {"login": person.email, "password": password})
    journey.note_cookies()
    with capture(execute=True):
        Client().post(reverse("account_reset_password"), {"email": person.email})
    reset = re.search(r"(/es/contrasena/nueva/\S+)", mailoutbox[-1].body)[1]
    journey.secrets.add(reset.rstrip("/").split("-", 1)[1])
    journey.everywhere_about(reset)
    form = journey.client.get(reset)
    if form.status_code == 302:
        journey.client.post(form["Location"], {"password1": NEW, "password2": NEW})

    feed = live.create_feed(user=person.user, actor=person.user, at=now)
    journey.secrets.add(feed)
    journey.everywhere_about(reverse("live_machine:feed", kwargs={"secret": feed}))
    award = AwardFactory(person=person, statement=make_statement(holder_name="Ixmucanela Güisnayar"))
    code = code_of(award)
    journey.secrets |= {code, code.replace("-", "")}
    page = reverse("certificates_machine:verify", kwargs={"code": code})
    journey.everywhere_about(page)
    journey.client.post(page, {"name": "Ixmucanela Güisnayar", "surname": "Güisnayar"})
    return journey


def found(secrets: set[str], lines: list[str]) -> set[str]:
    """JSON writes what is not ASCII by numbers: both are looked for."""
    whole = "\n".join(lines)
    return {one for one in secrets if one in whole or json.dumps(one)[1:-1] in whole}


def test_after_a_whole_journey_nothing_of_anybody_stands_in_the_logs(mailoutbox, django_capture_on_commit_callbacks):
    with keeping() as kept:
        journey = travel(mailoutbox, django_capture_on_commit_callbacks)

    assert len(mailoutbox) >= 2
    assert len(journey.secrets) > 14
    assert len(kept.lines) > 60
    assert any('"status": 403' in line for line in kept.lines)
    assert found(journey.secrets, kept.lines) == set()


def test_the_control_each_secret_would_be_seen(mailoutbox, django_capture_on_commit_callbacks):
    with keeping() as kept:
        journey = travel(mailoutbox, django_capture_on_commit_callbacks)
        for secret in journey.secrets:
            logging.getLogger("aula.faulty").warning("seen", extra={"who": f"<{secret}>"})

    addresses = {one for one in journey.secrets if "@" in one}  # what the formatter takes out by itself
    assert found(journey.secrets, kept.lines) == journey.secrets - addresses


def test_errors_of_others_tell_no_values_of_rows():
    """A database quotes the row that broke a rule, a mail server the address that it does not like."""
    texts = ["duplicate key\nDETAIL:  Key (email)=(ana@example.org) already exists.", "no such user: ana@example.org"]
    with keeping() as kept:
        for text in texts:
            try:
                raise DatabaseError(text)
            except DatabaseError:
                logging.getLogger("aula.mail").exception("it was ana@example.org", extra={"problem": text})

    assert len(kept.lines) == 2
    assert not any("ana@" in line or "Key (" in line for line in kept.lines)
    assert all("DatabaseError" in line for line in kept.lines)
