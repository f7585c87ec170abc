"""The base page, the components and the form renderer draw what they promise."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from lms.accounts.models import User
from lms.common.templatetags.aula import initials, seat_cells
from lms.common.times import period_in_words
from lms.mail.kinds import MailText

ROOT = Path(__file__).resolve().parent.parent.parent
COMPONENTS = ROOT / "lms" / "templates" / "components"
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def draw(component: str, /, **context: object) -> str:
    return render_to_string(f"components/{component}.html", context)


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def guest(path: str = "/es/"):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


@pytest.fixture(autouse=True)
def _spanish():
    with translation.override("es"), timezone.override("America/El_Salvador"):
        yield


class EveryWidget(forms.Form):
    """One field of each kind that Django draws."""

    text = forms.CharField(label="Nombre", help_text="Como en el certificado.")
    email = forms.EmailField(label="Correo")
    secret = forms.CharField(label="Contraseña", widget=forms.PasswordInput)
    number = forms.IntegerField(label="Cupos", required=False)
    long = forms.CharField(label="Motivo", widget=forms.Textarea)
    choice = forms.ChoiceField(label="Sede", choices=[("a", "A"), ("b", "B")])
    radio = forms.ChoiceField(
        label="Modalidad", choices=[("r", "Remota"), ("p", "Presencial")], widget=forms.RadioSelect
    )
    several = forms.MultipleChoiceField(
        label="Temas", choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Confirmo")
    file = forms.FileField(label="Archivo")
    on = forms.DateField(label="Fecha", widget=forms.SelectDateWidget(years=[2026]))
    at = forms.SplitDateTimeField(label="Inicio")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="1")


def test_base_page_of_a_guest_holds_no_token_and_no_script():
    html = render_to_string("base.html", {}, request=guest())

    assert '<html lang="es">' in html
    assert 'href="#contenido"' in html
    assert 'id="contenido"' in html
    assert "csrf" not in html
    assert "<script" not in html
    assert "nonce" not in html
    assert "style=" not in html


def test_base_page_is_the_same_for_two_guests():
    assert render_to_string("base.html", {}, request=guest()) == render_to_string("base.html", {}, request=guest())


def test_base_page_links_to_itself_in_the_other_language():
    html = render_to_string("base.html", {}, request=guest("/es/entrar/?next=/es/escritorio/"))

    assert 'href="/en/entrar/?next=/es/escritorio/" hreflang="en" lang="en">English' in html


def test_base_page_without_language_in_its_address_offers_none():
    html = render_to_string("base.html", {}, request=guest("/v/ABC"))

    assert "hreflang" not in html


def test_base_page_prefers_the_translations_it_is_given():
    html = render_to_string("base.html", {"translations": {"en": "/en/extortion/"}}, request=guest("/es/extorsion/"))

    assert 'href="/en/extortion/"' in html


def test_navigation_marks_the_current_place():
    places = [{"label": "Escritorio", "url": "/es/escritorio/", "current": True}]

    html = render_to_string("base.html", {"navigation": places}, request=guest())

    assert html.count('<a href="/es/escritorio/" aria-current="page">Escritorio</a>') == 2  # folded and unfolded


@pytest.mark.parametrize("status", ["400", "500"])
def test_failure_pages_need_no_context(status):
    html = render_to_string(f"{status}.html")

    assert "Aula Fiscal" in html
    assert "/static/css/aula.css" in html


@pytest.mark.django_db
def test_page_not_found_says_nothing_of_existence(client):
    response = client.get("/es/no-existe/")

    assert response.status_code == 404
    assert "No hay nada que mostrar en esta dirección" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/es/entrar/", "Entrar"),
        ("/en/entrar/", "Sign in"),
        ("/es/contrasena/olvidada/", "Pedir una contraseña nueva"),
        ("/es/contrasena/olvidada/enviada/", "Revise su correo"),
        ("/es/contrasena/nueva/lista/", "Su contraseña cambió"),
        ("/es/contrasena/nueva/1-falsa/", "Este enlace ya no es válido"),
        ("/es/cuenta/inactiva/", "Esta cuenta está cerrada"),
    ],
)
def test_account_pages_of_a_guest(client, path, heading):
    response = client.get(path)

    assert f"<h1>{heading}</h1>" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "heading"), [("/es/salir/", "Salir"), ("/es/contrasena/", "Cambiar la contraseña")])
def test_account_pages_of_an_account(client, path, heading):
    client.force_login(User.objects.create_user("ana.paz@example.org", "una frase larga y propia"))

    response = client.get(path)

    assert f"<h1>{heading}</h1>" in response.content.decode()


@pytest.mark.django_db
def test_refused_sign_in_says_so_and_keeps_the_address(client):
    response = client.post("/es/entrar/", {"login": "ana.paz@example.org", "password": "otra"})

    html = response.content.decode()
    assert "<title>Error: Entrar" in html
    assert "error-summary" in html
    assert 'value="ana.paz@example.org"' in html


@pytest.mark.parametrize("language", ["es", "en"])
def test_mail_is_drawn_in_two_forms(language):
    text = MailText(subject="Asunto", paragraphs=["Tiene algo nuevo."], link_path="/es/escritorio/")
    context = {
        "text": text,
        "link": "http://testserver/es/escritorio/",
        "language": language,
        "site_url": "http://testserver",
    }

    with translation.override(language):
        plain = render_to_string("mail/message.txt", context)
        drawn = render_to_string("mail/message.html", context)

    label = {"es": "Abrir en Aula Fiscal", "en": "Open in Aula Fiscal"}[language]
    assert plain.startswith(f"Tiene algo nuevo.\n\n{label}:\nhttp://testserver/es/escritorio/\n")
    assert f'<html lang="{language}">' in drawn
    assert drawn.count('href="http://testserver/es/escritorio/"') == 2
    assert "<img" not in drawn


def test_every_component_is_documented():
    silent = [
        path.name for path in sorted(COMPONENTS.glob("[!_]*.html")) if not path.read_text().startswith("{% comment %}")
    ]

    assert silent == []


def test_stylesheet_is_light():
    sheets = (ROOT / "lms" / "static" / "css").glob("*.css")

    assert sum(len(gzip.compress(sheet.read_bytes(), mtime=0)) for sheet in sheets) <= 20_000


def test_form_draws_every_widget_with_a_name():
    html = str(EveryWidget())

    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    controls = set(re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', html))
    assert controls - labelled == set()
    assert html.count("<fieldset") == html.count("<legend") == 4
    assert html.count("obligatorio") == 11
    assert 'type="hidden" name="hidden" value="1"' in html
    assert "error-summary" not in html


def test_form_ties_hint_and_error_to_the_field():
    form = EveryWidget({"email": "sin arroba"})

    html = str(form)

    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_helptext"' in html
    assert 'id="id_text_error"' in html
    assert '<fieldset class="field field--radioselect field--invalid" aria-describedby="id_radio_error">' in html


def test_form_summary_leads_to_every_invalid_field():
    form = EveryWidget({})

    html = str(form)

    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert len(targets) == 11
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_field_shows_its_example():
    form = EveryWidget()
    form.fields["text"].example = "María López"

    assert "Ejemplo: María López" in str(form)


@pytest.mark.parametrize("tone", ["done", "soon", "refused", "info", "quiet"])
def test_badge_says_its_state_in_a_word(tone):
    html = draw("badge", tone=tone, label="Confirmado")

    assert html.strip() == f'<span class="badge badge--{tone}">Confirmado</span>'


def test_notice_refusal_is_said_in_words():
    assert words(draw("notice", tone="refusal", text="El cupo está completo.")) == "No se hizo: El cupo está completo."


def test_text_from_people_is_escaped():
    assert "<b>" not in draw("notice", tone="info", text="<b>", title="<b>")


def test_progress_says_how_many():
    html = draw("progress", done=2, total=5, label="lecciones leídas")

    assert words(html) == "2 de 5 lecciones leídas"
    assert 'viewBox="0 0 5 1"' in html


def test_progress_of_nothing_draws_no_bar():
    assert "<svg" not in draw("progress", done=0, total=0, label="lecciones")


def test_seat_strip_from_figures():
    strip = seat_cells(None, 3, 1, 1)

    assert [cell["state"] for cell in strip.cells] == ["taken", "offered", "free"]
    assert strip.free == 1


def test_seat_strip_of_many_seats_is_told_as_figures():
    strip = seat_cells(None, 60, 20, 0)

    assert strip.cells == []
    assert strip.free == 40


def test_seat_strip_names_who_may_be_named():
    html = draw("seat_strip", title="Cupos", seats=[{"state": "taken", "who": "Ana Paz"}, {"state": "free"}])

    assert words(html) == ("Cupos Cupos: 2. Confirmados: 1, por confirmar: 0, libres: 1. Confirmado Ana Paz Libre")


def test_presence_strip_tells_whole_minutes():
    html = draw("presence_strip", spans=[{"start": 60, "length": 5999}], present=5999, total=7200)

    assert words(html) == "Presente 99 de 120 minutos"
    assert '<rect x="60" width="5999" height="1"/>' in html


def test_when_names_the_city_and_the_other_clock():
    html = draw("when", starts_at=AT, ends_at=LATER, zone="America/Panama", local_zone="America/El_Salvador")

    assert words(html) == "martes 24 de noviembre de 2026, 15:00 a 17:00 (Panamá) · 14:00 en San Salvador"


def test_when_does_not_repeat_the_same_hour():
    html = draw("when", starts_at=AT, zone="America/Guatemala", local_zone="America/El_Salvador")

    assert words(html) == "martes 24 de noviembre de 2026, 14:00 (Guatemala)"


def test_period_over_midnight_names_both_days():
    night = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)

    assert period_in_words(AT, night, "America/El_Salvador") == (
        "martes 24 de noviembre de 2026, 14:00 (San Salvador) a miércoles 25 de noviembre de 2026, 01:00 (San Salvador)"
    )


def test_english_dates_are_english():
    with translation.override("en"):
        assert period_in_words(AT, None, "America/El_Salvador") == "Tuesday 24 November 2026, 14:00 (San Salvador)"


@pytest.mark.parametrize(("name", "letters"), [("", ""), (None, ""), ("Ana", "A"), ("Ana María de la Paz", "AP")])
def test_initials(name, letters):
    assert initials(name) == letters


def test_person_without_a_name_is_a_position():
    assert words(draw("person", name="", position="Fiscal", country="Honduras")) == "· Fiscal Honduras"


def test_task_list_says_what_whose_and_when():
    tasks = [{"title": "Nominar", "whose": "Su oficina", "due": AT, "tone": "soon", "state": "Pendiente"}]

    assert words(draw("task_list", tasks=tasks)) == (
        "Nominar Su oficina · hasta el martes 24 de noviembre de 2026, 14:00 (San Salvador) Pendiente"
    )


def test_task_list_without_tasks_says_so():
    assert words(draw("task_list", tasks=[])) == "Por ahora no hay nada que hacer aquí."


def test_timeline_marks_now_in_words():
    html = draw("timeline", moves=[{"title": "Nominada", "at": AT, "is_now": True}])

    assert words(html) == "Nominada (ahora) martes 24 de noviembre de 2026, 14:00 (San Salvador)"


def test_steps_say_their_state_in_words():
    steps = [{"label": "Datos", "state": "done", "url": "?p=1"}, {"label": "Revisión", "state": "now"}]

    html = draw("steps", steps=steps, label="Pasos")

    assert words(html) == "Datos (hecho) Revisión (ahora)"
    assert 'aria-current="step"' in html


def test_chart_repeats_its_figures_in_a_table():
    rows = [{"label": "Belice", "value": 3}, {"label": "Honduras", "value": 6}]

    html = draw("chart", title="Participantes", rows=rows, head="País", unit="Personas")

    assert html.count('viewBox="0 0 6 1"') == 2
    assert '<th scope="row">Belice</th><td class="number">3</td>' in html


def test_pagination_keeps_the_other_parameters():
    html = draw("pagination", page=Paginator(range(30), 10).page(2), query="estado=LIBRE")

    assert 'href="?estado=LIBRE&amp;page=1"' in html
    assert 'href="?estado=LIBRE&amp;page=3"' in html
    assert "Página 2 de 3" in html


def test_pagination_of_one_page_is_nothing():
    assert draw("pagination", page=Paginator(range(3), 10).page(1)).strip() == ""


def test_confirm_names_what_will_happen():
    html = render_to_string(
        "components/confirm.html",
        {"title": "¿Retirar?", "consequences": ["El cupo queda libre."], "label": "Retirar", "cancel_url": "/es/"},
        request=guest(),
    )

    assert words(html) == "¿Retirar? Lo que sucederá: El cupo queda libre. Retirar Volver sin cambios"
    assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize(
    ("state", "css"),
    [("valid", "sealed"), ("revoked", "sealed sealed--refused"), ("replaced", "sealed sealed--replaced")],
)
def test_sealed_card_states(state, css):
    html = draw("sealed_card", kind="Certificado", title="Extorsión", verdict="Válido", state=state)

    assert f'<article class="{css}">' in html
    assert "Válido" in html
