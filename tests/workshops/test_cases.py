"""A branching case through HTTP: one decision at a time, each once, remembered, and nobody else's."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories.learning import CASE, STARTED_AT, EnrolledFactory, LearningVersionFactory, RunningEditionFactory
from tests.factories.network import PersonFactory
from workshops.enums import StaffRole
from workshops.models import CasePlay, EditionStaff
from workshops.services import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return EnrolledFactory()


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.person.user)
    return client


def case_url(edition, lesson="a1-01", case="puerta", language="es"):
    with override(language):
        return reverse("workshops:case", args=[edition.public_id, lesson, case])


def choices(enrolment):
    return [play.choices for play in CasePlay.objects.filter(enrolment=enrolment).order_by("number")]


def test_the_lesson_leads_to_its_case(learner, enrolment):
    with override("es"):
        lesson = reverse("workshops:lesson", args=[enrolment.edition.public_id, "a1-01"])

    assert 'href="caso/puerta/"' in learner.get(lesson).text
    assert case_url(enrolment.edition) == lesson + "caso/puerta/"


def test_a_case_is_played_to_its_end_and_begun_again(learner, enrolment):
    url = case_url(enrolment.edition)

    first = learner.get(url)
    assert "Alguien llama." in first.text
    assert "¿Y ahora?" not in first.text
    assert "Por qué: Preguntar" not in first.text
    assert choices(enrolment) == []

    assert learner.post(url, {"step": "0", "option": "1"}).url == url
    second = learner.get(url)
    assert "Por qué: Preguntar" in second.text
    assert "Sabe quién es." in second.text
    assert "La puerta quedó abierta." not in second.text

    learner.post(url, {"step": "1", "option": "0"})
    assert "Final en calma" in learner.get(url).text
    assert "3 de 3 puntos" in learner.get(url).text
    learner.post(url, {"again": "1"})
    learner.post(url, {"again": "1"})

    assert choices(enrolment) == [[1, 0], []]
    assert "¿Abre?" in learner.get(url).text


def test_a_decision_sent_twice_is_taken_once(learner, enrolment):
    for _ in range(2):
        learner.post(case_url(enrolment.edition), {"step": "0", "option": "1"})

    assert choices(enrolment) == [[1]]


def test_another_tab_is_told_that_it_was_decided(learner, enrolment):
    url = case_url(enrolment.edition)
    learner.post(url, {"step": "0", "option": "1"})

    response = learner.post(url, {"step": "0", "option": "0"}, follow=True)

    assert "en otra pestaña" in response.text
    assert choices(enrolment) == [[1]]


def test_after_the_end_nothing_is_decided(learner, enrolment):
    url = case_url(enrolment.edition)
    for step, option in [("0", "1"), ("1", "0")]:
        learner.post(url, {"step": step, "option": option})

    assert "ha llegado a su final" in learner.post(url, {"step": "2", "option": "0"}, follow=True).text
    assert choices(enrolment) == [[1, 0]]


def test_an_unfinished_case_is_not_begun_again(learner, enrolment):
    url = case_url(enrolment.edition)
    learner.post(url, {"step": "0", "option": "1"})

    learner.post(url, {"again": "1"})

    assert choices(enrolment) == [[1]]


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "0", "option": "7"},
        {"step": "1", "option": "0"},
        {"step": "x", "option": "0"},
        {"step": "0", "option": "-1"},
        {"step": "", "option": "٣"},
    ],
    ids=["no-such-option", "ahead", "words", "negative", "arabic"],
)
def test_what_no_form_sends_is_not_found(learner, enrolment, sent):
    assert learner.post(case_url(enrolment.edition), sent).status_code == 404
    assert choices(enrolment) == []


def test_a_decision_counts_in_every_language(client):
    edition = RunningEditionFactory(course_version=LearningVersionFactory(lesson_languages=["es", "en"]))
    enrolment = EnrolledFactory(edition=edition)
    client.force_login(enrolment.person.user)
    client.post(case_url(edition), {"step": "0", "option": "1"})

    assert "Sabe quién es." in client.get(case_url(edition, language="en")).text


def test_who_teaches_reads_the_whole_case_and_decides_nothing(client, enrolment):
    person = PersonFactory(prosecutor=True)
    EditionStaff.objects.create(edition=enrolment.edition, person=person, role=StaffRole.FACILITATOR)
    client.force_login(person.user)

    text = client.get(case_url(enrolment.edition)).text

    assert all(f"Por qué: {word}." in text for word in ["Abrir", "Preguntar", "Esperar", "Salir"])
    assert "Final con susto" in text
    assert client.post(case_url(enrolment.edition), {"step": "0", "option": "0"}).status_code == 404


@pytest.mark.parametrize(("lesson", "case"), [("a1-02", "puerta"), ("a1-01", "otra")], ids=["lesson", "case"])
def test_a_case_that_is_not_there_is_not_found(learner, enrolment, lesson, case):
    assert learner.get(case_url(enrolment.edition, lesson, case)).status_code == 404


def test_a_way_through_a_case_that_branches_otherwise_is_left(enrolment):
    asked = {"enrolment": enrolment, "lesson_key": "a1-01", "at": STARTED_AT}
    cases.decide(case=CASE, step=0, option=1, **asked)
    other = {**CASE, "endings": [CASE["endings"][0], CASE["endings"][2], CASE["endings"][1] | {"when": ""}]}

    assert cases.latest_play(enrolment, "a1-01", other) is None
    assert cases.latest_play(enrolment, "a1-01", CASE).choices == [1]
