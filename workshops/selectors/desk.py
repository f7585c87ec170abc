"""What an enrolled reader learns from and is asked for, edition by edition: for the desk and the edition's page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lms.accounts.models import User
from workshops.enums import LEARNING_STATES, EditionState, EnrolmentState
from workshops.models import Enrolment
from workshops.selectors.learning import Reading, get_readings
from workshops.selectors.quiz import QuizState, get_quiz_states, is_quiz_open
from workshops.selectors.requirements import Requirement, get_requirements_of


@dataclass(frozen=True, slots=True)
class LearningLine:
    """One edition of a reader's: the next lesson, how far, the assessment.

    What completing still asks for stands on the edition's own page; a desk's lines leave it out.
    """

    enrolment: Enrolment
    reading: Reading
    quiz: QuizState
    is_quiz_open: bool
    requirements: list[Requirement] = field(default_factory=list)

    @property
    def is_completed(self) -> bool:
        return self.enrolment.state == EnrolmentState.COMPLETED


def get_own_enrolments(user: User) -> list[Enrolment]:
    """All of one's own, in whatever state, with editions and versions joined; one query."""
    return list(
        Enrolment.objects.own_of(user).select_related("edition__course_version").order_by("edition__starts_on", "pk")
    )


def get_learning_desk(user: User, *, language: str, own: Iterable[Enrolment] | None = None) -> list[LearningLine]:
    """The editions ``user`` is enrolled in, those still to complete first; three queries, however many there are.

    ``own`` is what ``get_own_enrolments`` answered, where a page has asked already: one query less. An outline not yet
    read by this process takes two more, once.
    """
    learning = [
        one
        for one in (get_own_enrolments(user) if own is None else own)
        if one.state in LEARNING_STATES and one.edition.state != EditionState.CANCELLED
    ]
    learning.sort(key=lambda one: one.state != EnrolmentState.ENROLLED)  # stable: each part stays in order of time
    readings = get_readings(learning, language=language)
    quizzes = get_quiz_states(learning)
    return [LearningLine(one, readings[one.pk], quizzes[one.pk], is_quiz_open(one)) for one in learning]


def get_learning_line(enrolment: Enrolment, *, language: str) -> LearningLine:
    """One enrolment, with its edition and version joined, and what completing it still asks for; four queries."""
    reading = get_readings([enrolment], language=language)[enrolment.pk]
    quizzes = get_quiz_states([enrolment])
    requirements = get_requirements_of([enrolment], quizzes=quizzes)[enrolment.pk]
    return LearningLine(enrolment, reading, quizzes[enrolment.pk], is_quiz_open(enrolment), requirements)
