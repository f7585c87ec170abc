"""Own notes, the search through a course, its glossary, footnotes and terms in the text."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import override

from courses.models import LessonVersion
from tests.factories.learning import STARTED_AT, EnrolledFactory, RunningEditionFactory
from workshops.models import LessonNote
from workshops.selectors.study import search_course
from workshops.services.notes import NotedElsewhere, NoteTooLong, save_note
from workshops.views.lesson_marks import call_footnotes, link_footnotes

pytestmark = pytest.mark.django_db

DEFINITION = {
    "type": "definition",
    "id": "d",
    "value": {
        "term": "Cadena de custodia",
        "body": [{"type": "text", "value": "<p>El registro de cada <b>mano</b>.</p>"}],
    },
}
TEXT = {"type": "text", "id": "t", "value": "<p>La cadena de custodia[^1] y la cadena de custodia.</p><h2>Perícia</h2>"}
NOTES = {"type": "footnotes", "id": "n", "value": ["Convención, artículo 5."]}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def enrolment():
    edition = RunningEditionFactory()
    version = edition.course_version
    LessonVersion.objects.filter(course_version=version, lesson_key="a1-02").update(body=[DEFINITION])
    LessonVersion.objects.filter(course_version=version, lesson_key="a2-01").update(body=[TEXT, NOTES])
    return EnrolledFactory(edition=edition)


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.person.user)
    return client


def url(name, enrolment, *args):
    with override("es"):
        return reverse(f"workshops:{name}", args=[enrolment.edition.public_id, *args])


# --- notes


def test_a_note_is_kept_shown_and_emptied(learner, enrolment):
    learner.post(url("note", enrolment, "a1-01"), {"text": " Preguntar por el acta ", "revision": "0"})

    assert "Preguntar por el acta</textarea>" in learner.get(url("lesson", enrolment, "a1-01")).text
    assert "Preguntar por el acta" in learner.get(url("notes", enrolment)).text
    assert "Preguntar por el acta" not in learner.get(url("lesson", enrolment, "a1-02")).text

    learner.post(url("note", enrolment, "a1-01"), {"text": "", "revision": "1"})
    assert "Todavía no hay" in learner.get(url("notes", enrolment)).text


def test_nobody_else_reads_a_note(client, enrolment):
    save_note(enrolment=enrolment, lesson_key="a1-01", text="Mío", revision=0, at=STARTED_AT)
    other = EnrolledFactory(edition=enrolment.edition)
    client.force_login(other.person.user)

    assert "Mío" not in client.get(url("lesson", enrolment, "a1-01")).text
    assert "Mío" not in client.get(url("notes", enrolment)).text


def test_two_tabs_are_told_apart(learner, enrolment):
    for text in ["Uno", "Uno"]:
        learner.post(url("note", enrolment, "a1-01"), {"text": text, "revision": "0"})

    response = learner.post(url("note", enrolment, "a1-01"), {"text": "Dos", "revision": "0"})

    assert "en otra pestaña" in response.text
    assert "Dos</textarea>" in response.text
    assert "Uno" in response.text
    assert LessonNote.objects.get().text == "Uno"


def test_save_note_refuses_by_name(enrolment):
    about = {"enrolment": enrolment, "lesson_key": "a1-01", "at": STARTED_AT}
    assert save_note(text="", revision=0, **about) is None
    save_note(text="Uno", revision=0, **about)
    assert save_note(text="Dos", revision=1, **about).revision == 2
    with pytest.raises(NotedElsewhere):
        save_note(text="Tres", revision=1, **about)
    with pytest.raises(NoteTooLong):
        save_note(text="x" * 10_001, revision=2, **about)
    assert LessonNote.objects.get().text == "Dos"


def test_a_note_in_a_forged_form_is_not_found(learner, enrolment):
    assert learner.post(url("note", enrolment, "a1-01"), {"text": "x", "revision": "x"}).status_code == 404
    assert learner.post(url("note", enrolment, "zz-99"), {"text": "x", "revision": "0"}).status_code == 404


# --- looking up


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("custodia", ["a1-02", "a2-01"]),
        ("CUSTODIA Pericia", ["a2-01"]),
        ("peRícia", ["a2-01"]),
        ("puerta", ["a1-01"]),
        ("susto", []),
        ("mano strong", []),
        ("", []),
        ("%_'<", []),
    ],
    ids=["two", "accents", "tilde", "case-title", "ending-held-back", "no-markup", "empty", "signs"],
)
def test_search_finds_lessons_by_every_word(enrolment, query, keys):
    assert [hit.lesson_key for hit in search_course(enrolment.edition.course_version, query, language="es")] == keys


def test_search_page_marks_what_was_found(learner, enrolment):
    text = learner.get(url("search", enrolment), {"q": "mano"}).text

    assert "<mark>mano</mark>" in text
    assert "1 lección contiene" in text
    assert "<script>" not in learner.get(url("search", enrolment), {"q": "<script>"}).text


def test_glossary_lists_what_lessons_define(learner, enrolment):
    text = learner.get(url("glossary", enrolment)).text

    assert "<dfn>Cadena de custodia</dfn>" in text
    assert url("lesson", enrolment, "a1-02") in text


def test_a_term_of_another_lesson_opens_once(learner, enrolment):
    text = learner.get(url("lesson", enrolment, "a2-01")).text

    assert text.count('popovertarget="termino-1">cadena de custodia</button>') == 1
    assert text.count("popovertarget") == 1
    assert 'id="termino-1" popover' in text
    assert "popovertarget" not in learner.get(url("lesson", enrolment, "a1-02")).text


def test_a_footnote_is_called_and_leads_back(learner, enrolment):
    text = learner.get(url("lesson", enrolment, "a2-01")).text

    assert '<sup class="call"><a href="#nota-1" id="llamada-1">1</a></sup>' in text
    assert '<li id="nota-1">' in text
    assert 'href="#llamada-1"' in text


def test_a_call_without_a_note_stays_text():
    blocks = [{"type": "text", "value": "<p>Uno[^1] dos[^2]</p>"}, {"type": "footnotes", "value": ["Nota"]}]

    called = call_footnotes(blocks)

    assert called == {1}
    assert link_footnotes("a[^2]", called) == "a[^2]"
