"""The page of one's own data: what is held, a copy, once."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from lms.mail.models import Mail
from lms.records.models import AuditEntry
from lms.rights import services, tasks
from lms.rights.enums import ExportState
from lms.rights.models import PersonExport, private_storage
from lms.rights.services.exports import ExportGone
from tests.factories.accounts import UserFactory
from tests.factories.network import MembershipFactory, PersonFactory
from tests.factories.rights import make_export
from tests.rights.people import make_whole_person

pytestmark = pytest.mark.django_db
PAGE = "/es/mis-datos/"


@pytest.fixture
def person():
    return PersonFactory(prosecutor=True)


@pytest.fixture
def browser(person):
    client = Client()
    client.force_login(person.user)
    return client


def test_page_says_what_is_held_and_until_when(browser, person):
    page = browser.get(PAGE).content.decode()

    assert "A qué oficina o institución pertenece" in page
    assert "Mientras participe en la red" in page
    assert "Lo que se le certificó" not in page


def test_page_in_english(browser):
    assert "Which office or institution you belong to" in browser.get("/en/mis-datos/").content.decode()


def test_number_of_queries_does_not_grow(browser, person, django_assert_num_queries):
    browser.get(PAGE)
    with CaptureCount() as one:
        browser.get(PAGE)
    for _ in range(2):
        MembershipFactory(person=person, ended=True)

    with django_assert_num_queries(one.number):
        browser.get(PAGE)


class CaptureCount:
    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.context = CaptureQueriesContext(connection)
        self.context.__enter__()
        return self

    def __exit__(self, *more):
        self.context.__exit__(*more)
        self.number = len(self.context)


def test_an_account_without_a_person_has_nothing():
    client = Client()
    client.force_login(UserFactory())

    assert "No se guarda nada sobre usted" in client.get(PAGE).content.decode()
    assert client.post("/es/mis-datos/copia/").status_code == 404


def test_ask_is_told_by_mail_and_fetch_once(browser, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/es/mis-datos/copia/")
    export = PersonExport.objects.get()
    assert export.state == ExportState.READY
    assert export.expires_at - export.made_at == timedelta(days=7)
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert not any(word in letter.body for word in (person.given_names, person.family_names, "zip", export.public_id))
    name = export.file.name

    with django_capture_on_commit_callbacks(execute=True):
        first = browser.post(f"/es/mis-datos/copia/{export.public_id}/")
    second = browser.post(f"/es/mis-datos/copia/{export.public_id}/", follow=True)

    assert person.family_names in zipfile.ZipFile(io.BytesIO(first.content)).read("datos.json").decode()
    assert first["Content-Disposition"].startswith("attachment;")
    assert (first["X-Content-Type-Options"], first["Cache-Control"]) == ("nosniff", "no-store, private")
    assert person.family_names not in first["Content-Disposition"]
    assert "ya se descargó" in second.content.decode()
    assert not private_storage().exists(name)
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="rights.")] == [
        "rights.ask_export",
        "rights.fetch_export",
    ]


def test_nobody_fetches_anothers(browser):
    export = make_export(PersonFactory(prosecutor=True))

    assert browser.post(f"/es/mis-datos/copia/{export.public_id}/").status_code == 404
    export.refresh_from_db()
    assert export.state == ExportState.READY


def test_asking_twice_is_one_copy(person):
    now = timezone.now()

    first = services.ask_export(person=person, actor=person.user, at=now)
    again = services.ask_export(person=person, actor=person.user, at=now)

    assert first == again
    with pytest.raises(IntegrityError, match=r"rights_one_open_export|rights_personexport\.person_id"):
        with transaction.atomic():
            PersonExport.objects.create(person=person, asked_at=now)


def test_building_twice_makes_one_file_and_one_mail(person):
    export = make_export(person)

    again = services.build_export(export_id=export.pk, at=timezone.now())

    assert again.file.name == export.file.name
    assert Mail.objects.filter(kind="rights.export_ready").count() == 1


def test_a_lost_ring_is_heard_by_the_sweeper(person):
    services.ask_export(person=person, actor=person.user, at=timezone.now())

    tasks.sweep_exports_task()

    assert PersonExport.objects.get().state == ExportState.READY


def test_expires_to_the_instant_and_leaves_no_file(person, django_capture_on_commit_callbacks):
    export = make_export(person)
    name = export.file.name

    assert services.expire_exports(at=export.expires_at - timedelta(microseconds=1)) == 0
    with pytest.raises(ExportGone):
        services.fetch_export(export=export, actor=person.user, at=export.expires_at)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.expire_exports(at=export.expires_at) == 1
    assert services.expire_exports(at=export.expires_at) == 0

    export.refresh_from_db()
    assert (export.state, export.file.name) == (ExportState.EXPIRED, "")
    assert not private_storage().exists(name)


def test_a_copy_that_cannot_be_made_leaves_no_file(person, monkeypatch):
    export = services.ask_export(person=person, actor=person.user, at=timezone.now())

    def broken(*_args):
        raise RuntimeError

    def stored():
        storage = private_storage()
        return set(storage.listdir("rights")[1]) if storage.exists("rights") else set()

    before = stored()
    monkeypatch.setattr("lms.rights.services.exports._announce", broken)
    with pytest.raises(RuntimeError):
        services.build_export(export_id=export.pk, at=timezone.now())

    assert PersonExport.objects.get().state == ExportState.REQUESTED
    assert stored() == before
    monkeypatch.undo()
    services.build_export(export_id=export.pk, at=timezone.now())
    assert len(stored() - before) == 1  # the control: a copy that is made is seen here


def test_everything_held_is_on_the_page():
    person = make_whole_person()
    client = Client()
    client.force_login(person.user)

    page = client.get(PAGE).content.decode()

    for words in ("Lo que se le certificó", "Lo que respondió en las evaluaciones", "Su segundo factor"):
        assert words in page
