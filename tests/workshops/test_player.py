"""The lesson player: who may read, what a page shows, and that looking writes nothing."""

import json
from pathlib import Path

import pytest
from django.core.cache import cache
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from courses.blocks import LessonBody
from courses.models import LessonVersion
from courses.selectors import get_lesson
from lms.records.models import AuditEntry
from tests.factories.learning import (
    CASE,
    STARTED_AT,
    EnrolledFactory,
    LearningVersionFactory,
    RunningEditionFactory,
    add_lesson,
)
from tests.factories.network import PersonFactory
from workshops.enums import EditionState, EnrolmentState, StaffRole
from workshops.models import EditionStaff, LessonProgress
from workshops.selectors.learning import get_lesson_place, get_outline, get_read_keys, get_readings
from workshops.services.learning import mark_lesson_read
from workshops.views.lesson_body import inline, render_lesson_body

pytestmark = pytest.mark.django_db

KEYS = ["a1-01", "a1-02", "a2-01", "a2-02"]
PROSE = [
    {"type": "text", "value": "<p>Cuerpo con <strong>fuerza</strong>.</p>"},
    {"type": "table", "value": {"header": ["Dato", "<em>Vía</em>"], "rows": [["Abonado", "Oficio"]]}},
]
EVERY_BLOCK = [
    {"type": "text", "id": "1", "value": "<h2>Título</h2><p>Texto llano.</p>"},
    {"type": "table", "id": "2", "value": {"header": ["A", "B"], "rows": [["1", "2"], ["3", "4"]]}},
    {"type": "definition", "id": "3", "value": {"term": "Grupo", "body": PROSE}},
    {
        "type": "reference",
        "id": "4",
        "value": {"instrument": "Convención", "article": "2(a)", "url": "https://example.org/ley", "body": PROSE},
    },
    {"type": "example", "id": "5", "value": {"title": "El caso", "body": PROSE}},
    {
        "type": "decision",
        "id": "6",
        "value": {
            "question": "¿Qué hace?",
            "body": PROSE,
            "options": [
                {"text": "Esperar", "feedback": "Se pierde tiempo.", "is_best": False},
                {"text": "<p>Preguntar</p>", "feedback": "<p>Así se sabe.</p>", "is_best": True},
            ],
        },
    },
    {"type": "checklist", "id": "7", "value": {"title": "Pasos", "items": ["Uno", "<b>Dos</b>"]}},
    {"type": "activity", "id": "8", "value": {"title": "Taller", "minutes": 45, "body": PROSE}},
    {"type": "annex_place", "id": "9", "value": {"title": "Penas", "body": PROSE}},
    {"type": "summary", "id": "10", "value": ["Primera línea", "Segunda línea"]},
    {"type": "self_questions", "id": "11", "value": ["¿Qué haría?"]},
    {
        "type": "timeline",
        "id": "12",
        "value": {
            "title": "El caso",
            "moments": [{"when": "Lunes", "text": "Llaman.[^1]"}, {"when": "Martes", "text": "Pagan."}],
        },
    },
    {"type": "cards", "id": "13", "value": {"title": "Repaso", "cards": [{"front": "<p>¿Qué?</p>", "back": "Esto."}]}},
    {"type": "case", "id": "14", "value": CASE},
    {"type": "footnotes", "id": "15", "value": ["<p>Una nota.</p>", "Otra, que nadie llama."]},
]


def lesson_url(edition, key="a1-01", language="es"):
    with override(language):
        return reverse("workshops:lesson", args=[edition.public_id, key])


def resume_url(edition):
    with override("es"):
        return reverse("workshops:resume", args=[edition.public_id])


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def enrolment():
    return EnrolledFactory()


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.person.user)
    return client


# --- who may read


def test_lesson_opens_for_the_enrolled(learner, enrolment):
    response = learner.get(lesson_url(enrolment.edition))

    assert response.status_code == 200
    assert "Texto de a1-01 en es." in response.text
    assert "Marcar como leída y continuar" in response.text


@pytest.mark.parametrize("state", [EnrolmentState.ENROLLED, EnrolmentState.COMPLETED], ids=str)
def test_lesson_stays_open_after_completing(client, state):
    enrolment = EnrolledFactory(state=state)
    client.force_login(enrolment.person.user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 200


@pytest.mark.parametrize(
    "state",
    [
        EnrolmentState.NOMINATED,
        EnrolmentState.DECLINED,
        EnrolmentState.WITHDRAWN,
        EnrolmentState.NOT_COMPLETED,
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_lesson_does_not_exist_for_other_states(client, state, method):
    enrolment = EnrolledFactory(state=state)
    client.force_login(enrolment.person.user)

    assert getattr(client, method)(lesson_url(enrolment.edition)).status_code == 404
    assert client.get(resume_url(enrolment.edition)).status_code == 404
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "mentor", "auditor", "school_editor"])
def test_lesson_does_not_exist_for_people_outside_the_edition(client, enrolment, trait):
    client.force_login(PersonFactory(**{trait: True}).user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 404
    assert client.post(lesson_url(enrolment.edition)).status_code == 404


def test_lesson_does_not_exist_for_the_contact_point_who_sees_the_edition(client, enrolment):
    client.force_login(PersonFactory(contact_point=True, office=enrolment.office).user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 404


def test_lesson_does_not_exist_for_the_enrolled_of_another_edition(client, enrolment):
    stranger = EnrolledFactory()
    client.force_login(stranger.person.user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 404


@pytest.mark.parametrize("trait", ["secretariat", "coordinator"])
def test_lesson_is_read_only_for_the_secretariat_and_the_coordination(client, enrolment, trait):
    client.force_login(PersonFactory(**{trait: True}).user)

    response = client.get(lesson_url(enrolment.edition))

    assert response.status_code == 200
    assert "Marcar como leída" not in response.text
    assert client.post(lesson_url(enrolment.edition)).status_code == 404
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("role", list(StaffRole), ids=str)
def test_lesson_is_read_only_for_those_who_teach_there(client, enrolment, role):
    teacher = PersonFactory(with_user=True)
    EditionStaff.objects.create(edition=enrolment.edition, person=teacher, role=role)
    client.force_login(teacher.user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 200
    assert client.post(lesson_url(enrolment.edition)).status_code == 404


def test_lesson_asks_guests_to_sign_in(client, enrolment):
    response = client.get(lesson_url(enrolment.edition))

    assert response.status_code == 302
    assert response.url.startswith("/es/entrar/")


def test_lesson_of_an_account_that_was_suspended_is_closed(learner, enrolment):
    user = enrolment.person.user
    user.is_active = False
    user.save()

    assert learner.get(lesson_url(enrolment.edition)).status_code == 302


@pytest.mark.parametrize("key", ["a9-01", "A1-01", "..", "a1-01x"])
def test_lesson_that_is_not_in_the_version_does_not_exist(learner, enrolment, key):
    url = lesson_url(enrolment.edition).replace("a1-01", key)

    assert learner.get(url).status_code == 404
    assert learner.post(url).status_code == 404


# --- reading on


def test_looking_at_a_lesson_writes_nothing(learner, enrolment, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as captured:
        learner.get(lesson_url(enrolment.edition))

    assert {query["sql"].split()[0] for query in captured.captured_queries} == {"SELECT"}
    assert not LessonProgress.objects.exists()
    assert not AuditEntry.objects.filter(target_type="workshops.lessonprogress").exists()


def test_marking_as_read_leads_to_the_next_lesson_and_twice_counts_once(learner, enrolment):
    responses = [learner.post(lesson_url(enrolment.edition)) for _ in range(2)]

    assert [response.url for response in responses] == [lesson_url(enrolment.edition, "a1-02")] * 2
    assert list(enrolment.progress.values_list("lesson_key", flat=True)) == ["a1-01"]


def test_marking_the_last_lesson_leads_to_the_assessment(learner, enrolment):
    response = learner.post(lesson_url(enrolment.edition, "a2-02"))

    with override("es"):
        assert response.url == reverse("workshops:quiz", args=[enrolment.edition.public_id])


def test_mark_lesson_read_keeps_the_first_time(enrolment):
    first = mark_lesson_read(enrolment=enrolment, lesson_key="a1-01", at=STARTED_AT)
    second = mark_lesson_read(enrolment=enrolment, lesson_key="a1-01", at=STARTED_AT.replace(year=2027))

    assert (first, second.completed_at) == (second, STARTED_AT)


def test_mark_lesson_read_takes_no_lesson_of_another_course(enrolment):
    with pytest.raises(LookupError):
        mark_lesson_read(enrolment=enrolment, lesson_key="b1-01", at=STARTED_AT)

    assert not LessonProgress.objects.exists()


def test_resume_leads_to_the_first_lesson_not_yet_read(learner, enrolment):
    urls = []
    for key in KEYS:
        urls.append(learner.get(resume_url(enrolment.edition)).url)
        mark_lesson_read(enrolment=enrolment, lesson_key=key, at=STARTED_AT)

    assert urls == [lesson_url(enrolment.edition, key) for key in KEYS]
    assert learner.get(resume_url(enrolment.edition)).url == lesson_url(enrolment.edition, "a1-01")


def test_lesson_page_says_where_it_stands(learner, enrolment):
    mark_lesson_read(enrolment=enrolment, lesson_key="a1-01", at=STARTED_AT)

    text = " ".join(learner.get(lesson_url(enrolment.edition, "a1-02")).text.split())

    assert "Lección 2 de 4" in text
    assert "1 de 4 lecciones leídas" in text
    assert f'href="{lesson_url(enrolment.edition, "a1-01")}"' in text
    assert 'Siguiente: <span lang="es">Lección a2-01 (es)</span>' in text


def test_lesson_page_holds_no_script(learner, enrolment):
    assert "<script" not in learner.get(lesson_url(enrolment.edition)).text


def test_lesson_page_of_a_closed_edition_still_reads(client):
    enrolment = EnrolledFactory(edition__state=EditionState.CLOSED)
    client.force_login(enrolment.person.user)

    assert client.get(lesson_url(enrolment.edition)).status_code == 200


# --- languages


def test_lesson_falls_back_to_spanish_and_says_so(learner, enrolment):
    text = learner.get(lesson_url(enrolment.edition, language="en")).text

    assert "Texto de a1-01 en es." in text
    assert "This lesson is shown in Spanish" in text
    assert 'lang="es"' in text


def test_lesson_with_a_heading_in_english_marks_its_spanish_text(client):
    enrolment = EnrolledFactory()
    spanish = LessonVersion.objects.get(course_version=enrolment.edition.course_version, lesson_key="a1-01")
    add_lesson(spanish.module, "a1-01", language="en", title="Who is behind", body=json.loads("[]"))
    client.force_login(enrolment.person.user)

    text = client.get(lesson_url(enrolment.edition, language="en")).text

    assert '<h1 lang="en">Who is behind</h1>' in text
    assert '<article class="prose" lang="es">' in text
    assert '<ul lang="en"><li>Distinguir un caso de otro</li>' in text
    assert "Texto de a1-01 en es." in text
    assert "This lesson is shown in Spanish" in text


def test_lesson_in_the_readers_language_says_nothing(client):
    enrolment = EnrolledFactory(edition__course_version__lesson_languages=["es", "en"])
    client.force_login(enrolment.person.user)

    text = client.get(lesson_url(enrolment.edition, language="en")).text

    assert "Texto de a1-01 en en." in text
    assert "This lesson is shown in" not in text


def test_progress_counts_whichever_language_a_lesson_was_read_in(client):
    enrolment = EnrolledFactory(edition__course_version__lesson_languages=["es", "en"])
    client.force_login(enrolment.person.user)

    client.post(lesson_url(enrolment.edition, language="en"))

    assert get_read_keys(enrolment) == {"a1-01"}
    assert "1 de 4 lecciones leídas" in " ".join(client.get(lesson_url(enrolment.edition)).text.split())


# --- blocks


def test_every_kind_of_block_has_its_template():
    for name in LessonBody().child_blocks:
        get_template(f"workshops/blocks/{name}.html")
    assert {block["type"] for block in EVERY_BLOCK} == set(LessonBody().child_blocks)


def lesson_with(blocks, **changes):
    version = LearningVersionFactory()
    LessonVersion.objects.filter(lesson_key="a1-01").update(body=blocks, **changes)
    return get_lesson(version.pk, "a1-01", "es")


def test_every_block_is_drawn_whole():
    html = render_lesson_body(lesson_with(EVERY_BLOCK))

    for words in [
        "Texto llano.",
        "Grupo",
        "Convención, artículo 2(a)",
        "https://example.org/ley",
        "El caso",
        "¿Qué hace?",
    ]:
        assert words in html
    for words in [
        "Esperar",
        "Se pierde tiempo.",
        "La mejor opción.",
        "<b>Dos</b>",
        "45 minutos",
        "Penas",
        "Segunda línea",
    ]:
        assert words in html
    assert html.count("Cuerpo con <strong>fuerza</strong>.") == 6
    assert html.count('data-label="Vía"') == 6  # a heading's mark-up does not reach the attribute
    assert html.count("<details") == 3
    assert "<form" not in html
    assert "<p><p>" not in html.replace("\n", "")


def test_titles_of_blocks_are_escaped():
    html = render_lesson_body(lesson_with([{"type": "example", "id": "1", "value": {"title": "<i>x</i>", "body": []}}]))

    assert "&lt;i&gt;x&lt;/i&gt;" in html


def test_body_is_drawn_once_for_each_content(django_assert_num_queries):
    lesson = lesson_with(EVERY_BLOCK)
    first = render_lesson_body(lesson)
    kept = {key: value for key, value in [(key, cache.get(key)) for key in _lesson_keys()] if value}

    assert list(kept.values()) == [first]
    cache.set(next(iter(kept)), "<p>de la memoria</p>")
    assert render_lesson_body(lesson) == "<p>de la memoria</p>"
    other = lesson_with([{"type": "text", "id": "1", "value": "<p>Otra.</p>"}], content_hash="other")
    assert "Otra." in render_lesson_body(other)


def _lesson_keys():
    return [key.split(":", 2)[2] for key in cache._cache if ":lesson:" in key]


def test_labels_of_a_block_speak_the_lessons_language():
    lesson = lesson_with(EVERY_BLOCK)

    with override("en"):
        assert "En resumen" in render_lesson_body(lesson)


@pytest.mark.parametrize(
    ("html", "expected"),
    [("<p>Uno</p>", "Uno"), ("Uno", "Uno"), ("<p>Uno</p><p>Dos</p>", "<p>Uno</p><p>Dos</p>"), ("", "")],
)
def test_inline_takes_off_one_paragraph_only(html, expected):
    assert inline(html) == expected


# --- reads


def test_readings_of_many_enrolments_take_one_query(django_assert_num_queries):
    one = [EnrolledFactory()]
    three = [EnrolledFactory(edition=one[0].edition, person=PersonFactory(prosecutor=True)) for _ in range(3)]
    mark_lesson_read(enrolment=three[1], lesson_key="a1-01", at=STARTED_AT)
    get_outline(one[0].edition.course_version, "es")

    with django_assert_num_queries(1):
        get_readings(one, language="es")
    with django_assert_num_queries(1):
        readings = get_readings(three, language="es")

    assert [(reading.read, reading.total) for reading in readings.values()] == [(0, 4), (1, 4), (0, 4)]
    assert readings[three[1].pk].next_lesson.key == "a1-02"
    assert not readings[three[1].pk].is_complete


def test_reading_is_complete_when_everything_is_read(enrolment):
    for key in KEYS:
        mark_lesson_read(enrolment=enrolment, lesson_key=key, at=STARTED_AT)

    reading = get_readings([enrolment], language="es")[enrolment.pk]

    assert (reading.is_complete, reading.next_lesson) == (True, None)


def test_lesson_place_of_an_unknown_lesson_is_none():
    edition = RunningEditionFactory()

    assert get_lesson_place(edition, "x", read_keys=frozenset(), language="es") is None


def test_lesson_page_takes_the_same_queries_however_long_the_course(client, django_assert_num_queries):
    enrolment = EnrolledFactory()
    module = enrolment.edition.course_version.modules.last()
    client.force_login(enrolment.person.user)
    client.get(lesson_url(enrolment.edition))  # outline and lesson are read once per process
    with django_assert_num_queries(4):
        client.get(lesson_url(enrolment.edition))

    longer = EnrolledFactory()
    for number in range(20):
        LessonVersion.objects.create(
            course_version=longer.edition.course_version,
            module=longer.edition.course_version.modules.last(),
            lesson_key=f"z-{number}",
            language="es",
            position=10 + number,
            title=f"Lección z-{number}",
            minutes=5,
            body=json.loads("[]"),
            content_hash=f"z-{number}",
        )
    assert module is not None
    client.force_login(longer.person.user)
    client.get(lesson_url(longer.edition))
    with django_assert_num_queries(4):
        client.get(lesson_url(longer.edition))


def test_block_templates_hold_no_inline_script_or_style():
    folder = Path(get_template("workshops/blocks/text.html").origin.name).parent

    for path in folder.glob("*.html"):
        source = path.read_text()
        assert "<script" not in source
        assert "style=" not in source
        assert " on" + "click" not in source
