"""The assessment with questions of every kind, through HTTP: asked, kept, taken back, refused, marked and explained."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from courses.models import QuestionVersion
from courses.questions.papers import kind_of
from lms.records.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.learning import EnrolledFactory, RunningEditionFactory
from tests.factories.questions import SECRETS, freeze_gift
from workshops.enums import AttemptState, EnrolmentState
from workshops.models import Answer, Attempt
from workshops.selectors.papers import get_asked_questions
from workshops.selectors.quiz import get_quiz_states
from workshops.selectors.requirements import get_requirements, is_out_of_reach
from workshops.selectors.results import get_result_lines
from workshops.services import grading

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    edition = RunningEditionFactory(course_version__question_count=0)
    freeze_gift(edition.course_version)
    return EnrolledFactory(edition=edition)


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.person.user)
    return client


def url(name, *args, language="es"):
    with override(language):
        return reverse(f"workshops:{name}", args=args)


def address(attempt, number, language="es"):
    return url("question", attempt.enrolment.edition.public_id, attempt.public_id, number, language=language)


def attempt_url(attempt):
    return url("attempt", attempt.enrolment.edition.public_id, attempt.public_id)


def start(client, enrolment):
    client.post(url("quiz", enrolment.edition.public_id))
    return enrolment.attempts.get(state=AttemptState.OPEN)


def submit(client, attempt):
    client.post(url("submit_attempt", attempt.enrolment.edition.public_id, attempt.public_id))
    attempt.refresh_from_db()
    return attempt


def asked(attempt, key):
    pk = QuestionVersion.objects.get(course_version=attempt.enrolment.edition.course_version, question_key=key).pk
    return next(one for one in get_asked_questions(attempt, language="es") if one.question_id == pk)


def place(options, text):
    return str(next(option.place for option in options if option.text == text))


def fields(attempt, key, *, right=True):
    """What a browser sends for a right (or a wrong) answer to the question."""
    question = asked(attempt, key)
    one = {
        "unica": lambda: {"option": place(question.options, "Uno" if right else "Dos")},
        "multiple": lambda: {
            "option": sorted(place(question.options, text) for text in (("Alfa", "Beta") if right else ("Gama",)))
        },
        "verdad": lambda: {"option": place(question.options, "Falso" if right else "Verdadero")},
        "pares": lambda: {
            f"match-{place(question.options, left)}": place(question.choices, answer if right else "Archiva")
            for left, answer in (("Fiscal", "Acusa"), ("Perito", "Explica"), ("Juez", "Decide"))
        },
        "orden": lambda: {
            f"order-{place(question.options, text)}": str(number if right else number % 4 + 1)
            for number, text in enumerate(("Proteger", "Fotografiar", "Recoger", "Sellar"), start=1)
        },
        "numero": lambda: {"text": "77732,5" if right else "12"},
        "corta": lambda: {"text": "clave-corta" if right else "nada"},
        "huecos": lambda: {
            "gap-1": "clave-hueco" if right else "x",
            "gap-2": place(question.parts[1].gap.options, "aquí" if right else "allí"),
            "gap-3": "88852" if right else "1",
        },
        "ensayo": lambda: {"text": "Señores magistrados:\nempiezo."},
    }[key]()
    return {**one, "revision": question.revision}


KEYS = ["unica", "multiple", "verdad", "pares", "orden", "numero", "corta", "huecos", "ensayo"]


def send(client, attempt, key, data):
    return client.post(address(attempt, asked(attempt, key).number), data)


# --- the way through


def test_every_kind_is_asked_kept_marked_and_explained(learner, enrolment):
    attempt = start(learner, enrolment)
    for key in KEYS:
        assert send(learner, attempt, key, fields(attempt, key)).status_code == 302, key

    closed = submit(learner, attempt)
    lines = {line.number: line for line in get_result_lines(closed, language="es")}

    assert (closed.points, closed.max_points, closed.awaiting, closed.is_passed) == (Decimal(8), 9, 1, True)
    wrong = [line for line in lines.values() if not line.is_right]
    assert [line.is_awaiting for line in wrong] == [True]
    page = learner.get(attempt_url(attempt)).text
    for secret in ("RESERVADO razón única", "RESERVADO par", "RESERVADO primero", "RESERVADO hueco", "RESERVADO corta"):
        assert secret in page
    assert "Una persona calificará 1 de sus respuestas" in page
    assert "empiezo." in page


def test_every_kind_can_go_wrong_and_says_why(learner, enrolment):
    attempt = start(learner, enrolment)
    for key in KEYS[:-1]:
        send(learner, attempt, key, fields(attempt, key, right=False))

    closed = submit(learner, attempt)
    page = learner.get(attempt_url(attempt)).text

    assert (closed.points, closed.awaiting, closed.is_passed) == (Decimal(0), 0, False)
    assert "RESERVADO lejos" in page
    assert "Sería:" in page
    assert "Vuelva a leer estos módulos" in page


def test_a_part_of_a_point_is_exact_and_said(learner, enrolment):
    attempt = start(learner, enrolment)
    question = asked(attempt, "pares")
    half = {f"match-{place(question.options, 'Fiscal')}": place(question.choices, "Acusa"), "revision": 0}
    send(learner, attempt, "pares", half)

    closed = submit(learner, attempt)

    assert closed.points == Decimal("0.33")
    assert "Correcta en parte: 33 de 100" in learner.get(attempt_url(attempt)).text


@pytest.mark.parametrize("key", KEYS)
def test_what_was_saved_is_there_when_coming_back(learner, enrolment, key):
    attempt = start(learner, enrolment)
    sent = fields(attempt, key)
    send(learner, attempt, key, sent)

    page = learner.get(address(attempt, asked(attempt, key).number)).text

    assert "Su respuesta está guardada." in page
    assert fields_of_page(page) == {name: value for name, value in sent.items() if name != "revision"}
    send(learner, attempt, key, {**sent, "revision": 0})  # the same page sent again
    assert Answer.objects.get().revision == 1


def fields_of_page(page):
    """The form of a page as a browser would send it, without its hidden fields."""
    found = {}
    for tag in re.findall(r"<input type=\"(?:radio|checkbox)\"[^>]*checked[^>]*>", page):
        found.setdefault("option", []).append(re.search(r'value="(\d+)"', tag)[1])
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        if chosen := re.search(r'<option value="(\d+)" selected', inner):
            found[name] = chosen[1]
    for tag in re.findall(r'<input type="text"[^>]*>', page):
        if value := re.search(r'value="([^"]*)"', tag)[1]:
            found[re.search(r'name="([^"]+)"', tag)[1]] = value
    found.update(re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    if len(found.get("option", [])) == 1:
        found["option"] = found["option"][0]
    return found


@pytest.mark.parametrize("key", ["multiple", "pares", "orden", "numero", "corta", "huecos", "ensayo"])
def test_an_answer_can_be_taken_back(learner, enrolment, key):
    attempt = start(learner, enrolment)
    send(learner, attempt, key, fields(attempt, key))

    send(learner, attempt, key, {"revision": 1, "text": "  "})

    assert Answer.objects.get().chosen == []
    assert not asked(attempt, key).is_answered
    assert submit(learner, attempt).points == 0


def test_an_older_tab_does_not_overwrite_a_newer_text(learner, enrolment):
    attempt = start(learner, enrolment)
    send(learner, attempt, "ensayo", {"text": "primera", "revision": 0})

    response = send(learner, attempt, "ensayo", {"text": "otra", "revision": 0})

    assert response.url == address(attempt, asked(attempt, "ensayo").number)
    assert Answer.objects.get().chosen == ["primera"]


# --- what must be mended, and what no form of ours sends


def test_what_is_no_number_is_said_and_stays_typed(learner, enrolment):
    attempt = start(learner, enrolment)

    response = send(learner, attempt, "numero", {"text": "siete «b»", "revision": 0})

    assert response.status_code == 200
    assert "Escriba un número" in response.text
    assert "Error:" in response.text
    assert 'value="siete «b»"' in response.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize("places", [["1", "1", "2", "3"], ["1", "2", "3", ""]], ids=["twice", "left out"])
def test_an_order_that_is_none_is_said_and_stays_chosen(learner, enrolment, places):
    attempt = start(learner, enrolment)
    data = {f"order-{number}": place for number, place in enumerate(places, start=1)}

    response = send(learner, attempt, "orden", {**data, "revision": 0})

    assert response.status_code == 200
    assert "Dé a cada línea un lugar distinto" in response.text
    assert fields_of_page(response.text) == {name: value for name, value in data.items() if value}
    assert not Answer.objects.exists()


def test_a_text_too_long_is_said(learner, enrolment):
    attempt = start(learner, enrolment)

    response = send(learner, attempt, "ensayo", {"text": "a" * 20_001, "revision": 0})

    assert "más de 20000 caracteres" in response.text or "más de 20.000 caracteres" in response.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("multiple", {"option": ["1", "9"]}),
        ("verdad", {"option": "true"}),
        ("pares", {"match-1": "9"}),
        ("pares", {"match-1": "x"}),
        ("orden", {"order-1": "5", "order-2": "1", "order-3": "2", "order-4": "3"}),
        ("orden", {"order-1": "0"}),
        ("huecos", {"gap-2": "3"}),
        ("corta", {"text": "x", "revision": "-1"}),
    ],
)
def test_forged_answers_are_refused(learner, enrolment, key, data):
    attempt = start(learner, enrolment)

    assert send(learner, attempt, key, {"revision": 0, **data}).status_code == 404
    assert not Answer.objects.exists()


def test_characters_that_no_database_takes_are_left_out(learner, enrolment):
    attempt = start(learner, enrolment)

    send(learner, attempt, "ensayo", {"text": "a\x00b <script>alert(1)</script>", "revision": 0})

    assert Answer.objects.get().chosen == ["ab <script>alert(1)</script>"]
    page = learner.get(address(attempt, asked(attempt, "ensayo").number)).text
    assert "&lt;script&gt;" in page
    submit(learner, attempt)
    assert "<script>alert(1)" not in learner.get(attempt_url(attempt)).text


def test_a_late_essay_is_refused(learner, enrolment):
    attempt = start(learner, enrolment)
    now = timezone.now()
    number = asked(attempt, "ensayo").number
    Attempt.objects.update(started_at=now - timedelta(minutes=31), due_at=now - timedelta(minutes=1))

    response = learner.post(address(attempt, number), {"text": "tarde", "revision": 0}, follow=True)

    assert "El tiempo de este intento ya había terminado" in response.text
    assert not Answer.objects.exists()


# --- what is not said before


def test_no_byte_of_any_key_is_sent_before_handing_in(learner, enrolment):
    attempt = start(learner, enrolment)
    names = {name for row in attempt.paper for name in names_of(row)}
    sent = []
    for language in ("es", "en"):
        sent.append(learner.get(url("quiz", enrolment.edition.public_id, language=language)))
        sent.append(learner.get(attempt_url(attempt)))
        for number in range(1, attempt.max_points + 1):
            where = address(attempt, number, language)
            sent += [
                learner.get(where),
                learner.post(where, {"text": "nada", "option": "1", "revision": 0}),
                learner.post(where, {"order-1": "1", "order-2": "1", "match-1": "9", "gap-3": "x", "revision": 0}),
                learner.get(where),
            ]
    for key in KEYS:
        sent.append(send(learner, attempt, key, fields(attempt, key, right=False)))
        sent.append(learner.get(address(attempt, asked(attempt, key).number)))

    texts = [response.content.decode() + str(response.headers) for response in sent]
    found = [(secret, place) for place, text in enumerate(texts) for secret in [*SECRETS, *names] if secret in text]

    assert len(texts) > 80
    assert found == []
    submit(learner, attempt)
    assert "RESERVADO" in learner.get(attempt_url(attempt)).text  # the control


def names_of(row):
    return [*row["options"], *row.get("choices", []), *(name for gap in row.get("gaps", []) for name in gap["options"])]


def test_the_order_on_the_page_is_that_of_the_paper_and_stays(learner, enrolment):
    """Of many attempts the right order is shown about as often as any other, and one attempt keeps its own."""
    seen = set()
    for _ in range(12):
        enrolment = EnrolledFactory(edition=enrolment.edition)
        learner.force_login(enrolment.person.user)
        attempt = start(learner, enrolment)
        number = asked(attempt, "orden").number
        first, again = (
            tuple(re.findall(r'<label for="order-\d">([^<]+)</label>', learner.get(address(attempt, number)).text))
            for _ in range(2)
        )
        assert first == again
        seen.add(first)

    assert len(seen) > 3


def test_no_query_before_handing_in_reads_the_key(learner, enrolment, django_assert_max_num_queries):
    attempt = start(learner, enrolment)
    for number in range(1, attempt.max_points + 1):
        with django_assert_max_num_queries(45) as captured:
            learner.get(address(attempt, number))
            learner.post(address(attempt, number), {"text": "no", "order-1": "1", "revision": 0})
        assert not any('courses_questionversion"."answer"' in query["sql"] for query in captured.captured_queries)


# --- screens


@pytest.mark.parametrize("key", KEYS)
def test_every_field_has_a_name_that_is_read_out(learner, enrolment, key):
    attempt = start(learner, enrolment)

    page = learner.get(address(attempt, asked(attempt, key).number)).text

    ids = re.findall(
        r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="((?:option|match|order|gap|text)[^"]*)"', page
    )
    assert ids
    for name in ids:
        assert f'<label for="{name}"' in page or re.search(rf'id="{name}"[^>]*aria-label="Hueco \d"', page), name
    assert page.count("<h1") == 1
    assert page.count("<script") == 1  # what keeps answers on a poor connection; without it the form is a form
    assert len(set(re.findall(r' id="([^"]+)"', page))) == len(re.findall(r' id="([^"]+)"', page))


def test_papers_drawn_before_there_were_kinds_are_single_choice():
    assert kind_of({"question": 1, "options": ["a"]}) == "SINGLE"


# --- essays that wait


def test_an_attempt_that_waits_for_a_person_keeps_the_requirement_open(learner, enrolment):
    type(enrolment.edition).objects.update(quiz_attempts=1)
    enrolment.edition.refresh_from_db()
    attempt = start(learner, enrolment)
    send(learner, attempt, "ensayo", fields(attempt, "ensayo"))
    submit(learner, attempt)

    state = get_quiz_states([enrolment])[enrolment.pk]
    requirements = get_requirements(enrolment)

    assert (state.left, state.is_awaiting, state.is_passed) == (0, True, False)
    assert requirements[1].state == "OPEN"
    assert not is_out_of_reach(requirements, enrolment.edition)
    assert "una persona todavía califica" in str(requirements[1].text)


def grade(answer, percent, comment="Bien fundada."):
    teacher = UserFactory()
    return grading.grade_answer(answer=answer, percent=percent, comment=comment, actor=teacher, at=timezone.now())


def test_a_graded_essay_counts_once_and_says_why(learner, enrolment):
    attempt = start(learner, enrolment)
    send(learner, attempt, "ensayo", fields(attempt, "ensayo"))
    submit(learner, attempt)

    for _ in range(2):
        grade(Answer.objects.get(), 75)

    attempt.refresh_from_db()
    assert (attempt.points, attempt.awaiting) == (Decimal("0.75"), 0)
    assert AuditEntry.objects.filter(action="workshops.grade_answer").count() == 1
    assert "Bien fundada." in learner.get(attempt_url(attempt)).text


def test_what_cannot_be_graded_is_refused(learner, enrolment):
    attempt = start(learner, enrolment)
    send(learner, attempt, "ensayo", fields(attempt, "ensayo"))
    send(learner, attempt, "corta", fields(attempt, "corta"))
    essay, short = (Answer.objects.get(question__question_key=key) for key in ("ensayo", "corta"))

    with pytest.raises(grading.NothingToGrade):
        grade(essay, 50)  # not handed in yet
    submit(learner, attempt)
    with pytest.raises(grading.NothingToGrade):
        grade(short, 50)
    with pytest.raises(grading.GradeOutOfRange):
        grade(essay, 101)
    type(enrolment).objects.filter(pk=enrolment.pk).update(state=EnrolmentState.NOT_COMPLETED)
    with pytest.raises(grading.ResultFinal):
        grade(essay, 50)

    attempt.refresh_from_db()
    assert (attempt.points, attempt.awaiting) == (Decimal(1), 1)
