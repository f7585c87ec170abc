"""What the desk and the edition's page tell an enrolled reader about learning and completing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories.learning import STARTED_AT, EnrolledFactory, attend, hold_session, pass_quiz
from tests.factories.network import PersonFactory
from workshops.enums import EditionState, EnrolmentState, RequirementState
from workshops.selectors.desk import get_learning_desk, get_learning_line
from workshops.services.learning import mark_lesson_read

pytestmark = pytest.mark.django_db


def page(client, edition):
    with override("es"):
        return " ".join(client.get(reverse("workshops:edition", args=[edition.public_id])).text.split())


def test_desk_says_what_is_next_in_each_edition():
    first = EnrolledFactory(edition__starts_on="2026-11-23", edition__ends_on="2026-11-27")
    second = EnrolledFactory(
        person=first.person, office=first.office, edition__starts_on="2026-12-01", edition__ends_on="2026-12-04"
    )
    mark_lesson_read(enrolment=first, lesson_key="a1-01", at=STARTED_AT)
    attend(first, hold_session(first.edition), minutes=90)
    pass_quiz(first, right=1)

    lines = get_learning_desk(first.person.user, language="es")

    assert [line.enrolment for line in lines] == [first, second]
    assert [(line.reading.read, line.reading.next_lesson.key) for line in lines] == [(1, "a1-02"), (0, "a1-01")]
    assert [(line.quiz.used, line.quiz.left, line.is_quiz_open) for line in lines] == [(1, 2, True), (0, 3, True)]
    whole = [get_learning_line(one, language="es") for one in (first, second)]
    assert [[one.state for one in line.requirements] for line in whole] == [
        [RequirementState.MET, RequirementState.OPEN],
        [RequirementState.OPEN, RequirementState.OPEN],
    ]


def test_desk_puts_what_is_completed_last_and_leaves_out_the_rest():
    done = EnrolledFactory(state=EnrolmentState.COMPLETED)
    same = {"person": done.person, "office": done.office}
    running = EnrolledFactory(**same)
    EnrolledFactory(**same, edition__state=EditionState.CANCELLED)
    EnrolledFactory(**same, state=EnrolmentState.NOMINATED)
    EnrolledFactory(**same, state=EnrolmentState.NOT_COMPLETED)

    lines = get_learning_desk(done.person.user, language="es")

    assert [(line.enrolment, line.is_completed) for line in lines] == [(running, False), (done, True)]


def test_desk_of_somebody_else_or_suspended_is_empty():
    enrolment = EnrolledFactory()
    user = enrolment.person.user

    assert get_learning_desk(PersonFactory(prosecutor=True).user, language="es") == []
    user.is_active = False
    assert get_learning_desk(user, language="es") == []


def test_desk_takes_the_same_queries_for_one_and_for_three_editions(django_assert_num_queries):
    first = EnrolledFactory()
    user = first.person.user
    attend(first, hold_session(first.edition), minutes=90)
    get_learning_desk(user, language="es")  # outlines are read once per process
    with django_assert_num_queries(3):
        get_learning_desk(user, language="es")

    for day in (1, 2):
        more = EnrolledFactory(person=first.person, office=first.office)
        attend(more, hold_session(more.edition, day=day), minutes=90)
    get_learning_desk(user, language="es")

    with django_assert_num_queries(3):
        assert len(get_learning_desk(user, language="es")) == 3


def test_edition_page_shows_requirements_from_the_first_day(client):
    enrolment = EnrolledFactory()
    client.force_login(enrolment.person.user)

    text = page(client, enrolment.edition)

    assert "0 de 4</strong> lecciones leídas" in text
    assert "Empezar a leer" in text
    assert "Para completar esta edición" in text
    assert "Asistir al menos al 80" in text
    assert "Por cumplir" in text


def test_edition_page_says_that_it_is_completed(client):
    enrolment = EnrolledFactory(state=EnrolmentState.COMPLETED)
    client.force_login(enrolment.person.user)

    assert "Usted completó esta edición" in page(client, enrolment.edition)


@pytest.mark.parametrize("trait", ["secretariat", "coordinator"])
def test_edition_page_of_those_who_follow_it_has_no_lessons_of_their_own(client, trait):
    enrolment = EnrolledFactory()
    client.force_login(PersonFactory(**{trait: True}).user)

    assert "Para completar esta edición" not in page(client, enrolment.edition)


def test_edition_page_of_a_nominated_person_has_no_lessons_yet(client):
    enrolment = EnrolledFactory(state=EnrolmentState.NOMINATED)
    client.force_login(enrolment.person.user)

    assert "lecciones leídas" not in page(client, enrolment.edition)
