"""``/design/`` and ``/demo/mail/``: there in a demonstration, nowhere else."""

from email.message import EmailMessage
from importlib import reload
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.template import Context
from django.urls import clear_url_caches, set_urlconf

import lms.urls
from lms.common.templatetags.aula import page_in_language
from lms.desk.letters import get_letter, get_letters
from lms.desk.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, tmp_path):
    """The addresses as they are where DEMO is on, and an empty letter box."""
    settings.DEMO = True
    settings.EMAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_FOLDER.mkdir()
    reload(lms.urls)
    clear_url_caches()
    yield SimpleNamespace(folder=settings.EMAIL_FOLDER)
    settings.DEMO = False
    reload(lms.urls)
    clear_url_caches()
    set_urlconf(None)


def put_letter(demo: SimpleNamespace, number: int, *, subject: str = "Tiene algo nuevo", html: str = "") -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Aula Fiscal <no-responder@example.org>"
    message["To"] = "ana.paz@example.org"
    message["Date"] = "Tue, 24 Nov 2026 20:00:00 +0000"
    message.set_content("Entre aquí: http://localhost:8000/es/escritorio/ <script>alert(1)</script>")
    if html:
        message.add_alternative(html, subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="sesión 1.ics")
    (demo.folder / f"{number}.eml").write_bytes(message.as_bytes())


@pytest.mark.parametrize("path", ["/design/", "/demo/mail/", "/demo/mail/1/", "/demo/mail/1/html/", "/demo/mail/1/0/"])
def test_demonstration_pages_do_not_exist_elsewhere(client, path):
    assert client.get(path, follow=True).status_code == 404


@pytest.mark.parametrize(("language", "heading"), [("es", "Cómo se ve Aula Fiscal"), ("en", "How Aula Fiscal looks")])
def test_design_page_shows_every_section(client, demo, language, heading):
    response = client.get("/design/", {"lang": language})

    html = response.content.decode()
    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in html
    assert html.count("<section id=") == 28
    assert "style=" not in html
    assert "<script" not in html


@pytest.mark.parametrize(("asked", "told"), [("night", ' data-theme="night"'), ("day", ' data-theme="day"'), ("x", "")])
def test_design_page_can_be_drawn_in_either_theme(client, demo, asked, told):
    response = client.get("/design/", {"theme": asked, "lang": "es"})

    assert f'<html lang="es"{told}>' in response.content.decode()


def test_letters_come_newest_first(client, demo):
    put_letter(demo, 100, subject="La primera")
    put_letter(demo, 200, subject="La segunda")

    html = client.get("/demo/mail/").content.decode()

    assert html.index("La segunda") < html.index("La primera")
    assert "ana.paz@example.org" in html


def test_letter_box_without_letters_says_what_comes_next(client, demo):
    assert "Todavía no hay correos" in client.get("/demo/mail/", headers={"accept-language": "es"}).content.decode()


def test_half_written_letter_is_not_shown(demo):
    (demo.folder / "300.part").write_bytes(b"Subject: x")
    (demo.folder / "notes.eml").write_bytes(b"Subject: x")

    assert get_letters() == []


def test_letter_links_are_live_and_its_markup_is_not(client, demo):
    put_letter(demo, 100)

    html = client.get("/demo/mail/100/").content.decode()

    assert 'href="http://localhost:8000/es/escritorio/"' in html
    assert "<script>alert" not in html


def test_drawn_letter_has_no_powers(client, demo):
    put_letter(demo, 100, html="<html><head></head><body><a href='http://localhost/es/'>Entrar</a></body></html>")

    page = client.get("/demo/mail/100/")
    drawn = client.get("/demo/mail/100/html/")

    assert 'src="/demo/mail/100/html/"' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in drawn["Content-Security-Policy"]
    assert "script-src" not in drawn["Content-Security-Policy"]
    assert "default-src 'none'" in drawn["Content-Security-Policy"]
    assert drawn["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top">' in drawn.content.decode()


def test_letter_without_html_has_nothing_to_draw(client, demo):
    put_letter(demo, 100)

    assert client.get("/demo/mail/100/html/", follow=True).status_code == 404


def test_enclosure_is_a_download(client, demo):
    put_letter(demo, 100)

    response = client.get("/demo/mail/100/0/")

    assert response.content == b"BEGIN:VCALENDAR"
    assert response["Content-Disposition"] == 'attachment; filename="sesión_1.ics"'
    assert client.get("/demo/mail/100/1/", follow=True).status_code == 404


def test_letter_that_is_not_there(client, demo):
    assert get_letter(1) is None
    assert client.get("/demo/mail/1/", follow=True).status_code == 404


def test_editors_page_leads_to_its_translation(rf):
    call_command("seed_site", stdout=StringIO())
    spanish = HomePage.objects.get(locale__language_code="es")
    english = HomePage.objects.get(locale__language_code="en")
    context = Context({"request": rf.get("/es/"), "page": spanish})

    assert page_in_language(context, "en") == english.get_url()

    english.unpublish()

    assert page_in_language(context, "en") == ""
