"""What an enrolled reader learns from and is asked for, edition by edition: for the desk and the edition's page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, When

from lms.accounts.models import User
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Enrolment
from workshops.selectors.learning import Reading, get_readings
from workshops.selectors.quiz import QuizState, get_quiz_states, is_quiz_open
from workshops.selectors.requirements import Requirement, get_requirements_of


@dataclass(frozen=True, slots=True)
class LearningLine:
    """One edition of a reader's: the next lesson, how far, the assessment, and what completing still asks for."""

    enrolment: Enrolment
    reading: Reading
    quiz: QuizState
    is_quiz_open: bool
    requirements: list[Requirement]

    @property
    def is_completed(self) -> bool:
        return self.enrolment.state == EnrolmentState.COMPLETED


def get_learning_desk(user: User, *, language: str) -> list[LearningLine]:
    """The editions ``user`` is enrolled in, those still to complete first; five queries, however many there are.

    An outline not yet read by this process takes two more, once.
    """
    enrolments = (
        Enrolment.objects.learning_of(user)
        .exclude(edition__state=EditionState.CANCELLED)
        .select_related("edition__course_version")
        .order_by(
            Case(When(state=EnrolmentState.ENROLLED, then=0), default=1, output_field=IntegerField()),
            "edition__starts_on",
            "pk",
        )
    )
    return get_learning_lines(enrolments, language=language)


def get_learning_lines(enrolments: Iterable[Enrolment], *, language: str) -> list[LearningLine]:
    """As the desk shows them, for given enrolments with their editions and versions joined; four queries."""
    enrolments = list(enrolments)
    readings = get_readings(enrolments, language=language)
    quizzes = get_quiz_states(enrolments)
    requirements = get_requirements_of(enrolments, quizzes=quizzes)
    return [
        LearningLine(
            enrolment=one,
            reading=readings[one.pk],
            quiz=quizzes[one.pk],
            is_quiz_open=is_quiz_open(one),
            requirements=requirements[one.pk],
        )
        for one in enrolments
    ]
