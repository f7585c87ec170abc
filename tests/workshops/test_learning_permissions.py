import pytest

from tests.factories.learning import EnrolledFactory
from tests.factories.network import PersonFactory
from tests.factories.workshops import EditionStaffFactory
from workshops.enums import EnrolmentState
from workshops.models import Enrolment
from workshops.permissions import can_read_lesson, can_take_quiz

pytestmark = pytest.mark.django_db

OPEN = {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}


@pytest.mark.parametrize("state", list(EnrolmentState), ids=str)
def test_lessons_and_quiz_are_open_to_the_enrolled_and_those_who_completed(state):
    enrolment = EnrolledFactory(state=state)
    user = enrolment.person.user

    answers = {
        can_read_lesson(user, enrolment.edition),
        can_take_quiz(user, enrolment),
        Enrolment.objects.learning_of(user).filter(pk=enrolment.pk).exists(),
    }

    assert answers == {state in OPEN}


@pytest.mark.parametrize(
    ("trait", "may_read"),
    [
        ("secretariat", True),
        ("coordinator", True),
        ("contact_point", False),
        ("auditor", False),
        ("mentor", False),
        ("school_editor", False),
        ("expert", False),
        ("prosecutor", False),
    ],
)
def test_others_at_most_look_on(trait, may_read):
    enrolment = EnrolledFactory()
    user = PersonFactory(**{trait: True}).user

    assert can_read_lesson(user, enrolment.edition) is may_read
    assert not can_take_quiz(user, enrolment)
    assert not Enrolment.objects.learning_of(user).exists()


def test_those_who_teach_there_look_on():
    enrolment = EnrolledFactory()
    teacher = EditionStaffFactory(edition=enrolment.edition).person.user
    elsewhere = EditionStaffFactory().person.user

    assert can_read_lesson(teacher, enrolment.edition)
    assert not can_take_quiz(teacher, enrolment)
    assert not can_read_lesson(elsewhere, enrolment.edition)


def test_a_suspended_account_may_nothing():
    enrolment = EnrolledFactory()
    user = enrolment.person.user
    user.is_active = False

    assert not can_read_lesson(user, enrolment.edition)
    assert not can_take_quiz(user, enrolment)
    assert not Enrolment.objects.learning_of(user).exists()
