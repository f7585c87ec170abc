"""Grading written answers through HTTP: by those who facilitate, without names, once, and nobody their own."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from lms.records.models import AuditEntry
from tests.factories.learning import STARTED_AT, EnrolledFactory, RunningEditionFactory
from tests.factories.network import PersonFactory
from tests.factories.questions import freeze_gift
from workshops.enums import EnrolmentState, StaffRole
from workshops.models import EditionStaff
from workshops.services import quiz

pytestmark = pytest.mark.django_db

TEXT = "Señores magistrados: <b>empiezo</b>."


@pytest.fixture
def enrolment():
    edition = RunningEditionFactory(course_version__question_count=0)
    freeze_gift(edition.course_version)
    return EnrolledFactory(edition=edition)


@pytest.fixture
def teacher(client, enrolment):
    person = PersonFactory(prosecutor=True)
    EditionStaff.objects.create(edition=enrolment.edition, person=person, role=StaffRole.FACILITATOR)
    client.force_login(person.user)
    return client


def grade_url(edition):
    with override("es"):
        return reverse("workshops:grade", args=[edition.public_id])


def hand_in(enrolment):
    """An attempt with an essay; the reference of the essay."""
    user = enrolment.person.user
    attempt = quiz.start_attempt(enrolment=enrolment, actor=user, at=STARTED_AT)
    essay = next(row["question"] for row in attempt.paper if row.get("kind") == "ESSAY")
    quiz.save_answer(attempt=attempt, question_id=essay, chosen=[TEXT], revision=0, actor=user, at=STARTED_AT)
    quiz.submit_attempt(attempt=attempt, actor=user, at=STARTED_AT)
    return f"{attempt.public_id}-{essay}", attempt


def test_an_essay_is_graded_without_a_name_and_counts(teacher, enrolment):
    reference, attempt = hand_in(enrolment)
    url = grade_url(enrolment.edition)

    page = teacher.get(url).text
    assert "Señores magistrados: &lt;b&gt;empiezo&lt;/b&gt;." in page
    assert "1 respuesta espera" in page
    assert str(enrolment.person) not in page
    assert enrolment.person.family_names not in page

    sent = {"answer": reference, "percent": "75", "before": "", "comment": "Bien fundada."}
    assert teacher.post(url, sent).url == url
    teacher.post(url, sent)

    answer = attempt.answers.get()
    assert (answer.percent, answer.comment) == (75, "Bien fundada.")
    entry = AuditEntry.objects.get(action="workshops.grade_answer")
    assert entry.acting_role == StaffRole.FACILITATOR
    assert "75 %" in teacher.get(url).text
    assert "0 respuestas esperan" in teacher.get(url).text


def test_somebody_elses_grade_is_told(teacher, enrolment):
    reference, attempt = hand_in(enrolment)
    url = grade_url(enrolment.edition)
    teacher.post(url, {"answer": reference, "percent": "75", "before": "", "comment": ""})

    response = teacher.post(url, {"answer": reference, "percent": "10", "before": "", "comment": ""}, follow=True)

    assert "Alguien calificó esta respuesta" in response.text
    assert attempt.answers.get().percent == 75
    teacher.post(url, {"answer": reference, "percent": "10", "before": "75", "comment": ""})
    assert attempt.answers.get().percent == 10


@pytest.mark.parametrize("percent", ["101", "-1", "", "7.5", "٣"], ids=["over", "under", "none", "part", "arabic"])
def test_a_grade_out_of_range_is_refused(teacher, enrolment, percent):
    reference, attempt = hand_in(enrolment)

    response = teacher.post(grade_url(enrolment.edition), {"answer": reference, "percent": percent}, follow=True)

    assert "de 0 a 100" in response.text
    assert attempt.answers.get().percent is None


@pytest.mark.parametrize("reference", ["", "x", "x-1", "x-999999999999999999"], ids=["none", "word", "other", "large"])
def test_what_is_no_essay_of_this_edition_is_refused(teacher, enrolment, reference):
    response = teacher.post(grade_url(enrolment.edition), {"answer": reference, "percent": "50"}, follow=True)

    assert "Solo un ensayo" in response.text or "ensayo" in response.text


def test_an_answer_of_another_edition_is_refused(teacher, enrolment):
    other = EnrolledFactory(edition=RunningEditionFactory(course_version=enrolment.edition.course_version))
    reference, attempt = hand_in(other)

    teacher.post(grade_url(enrolment.edition), {"answer": reference, "percent": "50"})

    assert attempt.answers.get().percent is None


def test_nobody_grades_their_own(client, enrolment):
    person = enrolment.person
    EditionStaff.objects.create(edition=enrolment.edition, person=person, role=StaffRole.FACILITATOR)
    client.force_login(person.user)
    reference, attempt = hand_in(enrolment)

    assert "magistrados" not in client.get(grade_url(enrolment.edition)).text
    client.post(grade_url(enrolment.edition), {"answer": reference, "percent": "100"})
    assert attempt.answers.get().percent is None


def test_after_the_end_the_grade_stays(teacher, enrolment):
    reference, attempt = hand_in(enrolment)
    type(enrolment).objects.filter(pk=enrolment.pk).update(state=EnrolmentState.NOT_COMPLETED)

    assert 'name="percent"' not in teacher.get(grade_url(enrolment.edition)).text
    teacher.post(grade_url(enrolment.edition), {"answer": reference, "percent": "100"})
    assert attempt.answers.get().percent is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_as_for_three(teacher, enrolment, django_assert_num_queries, count):
    hand_in(enrolment)
    for _ in range(count - 1):
        hand_in(EnrolledFactory(edition=enrolment.edition))
    teacher.get(grade_url(enrolment.edition))

    with django_assert_num_queries(8):
        teacher.get(grade_url(enrolment.edition))
