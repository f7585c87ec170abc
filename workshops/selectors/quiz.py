"""Where somebody stands with the assessment. Nothing here reads a question's key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from courses.enums import QuestionKind
from courses.models import QuestionVersion
from lms.common.fields import Translated
from workshops.enums import EnrolmentState
from workshops.models import Attempt, Enrolment


@dataclass(frozen=True, slots=True)
class QuizState:
    """Where an enrolment stands with its assessment: the attempts made, the one open, the best result."""

    allowed: int
    attempts: tuple[Attempt, ...]

    @property
    def used(self) -> int:
        return len(self.attempts)

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def current(self) -> Attempt | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def closed(self) -> list[Attempt]:
        return [one for one in self.attempts if not one.is_open]

    @property
    def best(self) -> Attempt | None:
        """The best result counts; of two alike, the earlier."""
        return max(self.closed, key=lambda one: (one.points or Decimal(0)) / one.max_points, default=None)

    @property
    def is_passed(self) -> bool:
        return any(one.is_passed for one in self.attempts)

    @property
    def is_awaiting(self) -> bool:
        """Something handed in has still to be graded by a person, so the result may rise."""
        return any(one.awaiting for one in self.closed)


@dataclass(frozen=True, slots=True)
class QuizOffer:
    """What the first page of the assessment says before anybody starts."""

    title: str
    questions: int
    minutes: int
    pass_mark: int
    state: QuizState
    is_open: bool
    essays: int = 0

    @property
    def can_start(self) -> bool:
        return self.is_open and self.state.current is None and self.state.left > 0


def get_quiz_states(enrolments: Iterable[Enrolment]) -> Mapping[int, QuizState]:
    """Where each of ``enrolments`` stands, by its id: one query for all of them."""
    enrolments = list(enrolments)
    attempts: dict[int, list[Attempt]] = {one.pk: [] for one in enrolments}
    for attempt in Attempt.objects.filter(enrolment__in=enrolments).defer("paper").order_by("number"):
        attempts[attempt.enrolment_id].append(attempt)
    return {
        one.pk: QuizState(allowed=one.edition.quiz_attempts, attempts=tuple(attempts[one.pk])) for one in enrolments
    }


def get_quiz_offer(enrolment: Enrolment, *, language: str) -> QuizOffer | None:
    """The assessment of an enrolment's edition, or None where its course has no questions. Two queries."""
    edition = enrolment.edition
    quiz = edition.course_version.quiz
    questions = QuestionVersion.objects.filter(course_version_id=edition.course_version_id).aggregate(
        all=Count("pk"), essays=Count("pk", filter=Q(kind=QuestionKind.ESSAY))
    )
    if not questions["all"]:
        return None
    return QuizOffer(
        title=Translated(quiz.get("title") or {}).in_language(language),
        questions=questions["all"],
        essays=questions["essays"],
        minutes=quiz["minutes"],
        pass_mark=edition.pass_mark,
        state=get_quiz_states([enrolment])[enrolment.pk],
        is_open=is_quiz_open(enrolment),
    )


def is_quiz_open(enrolment: Enrolment) -> bool:
    """May an attempt be started: enrolled, not yet completed, in an edition that is not over."""
    return enrolment.state == EnrolmentState.ENROLLED and enrolment.edition.is_under_way_or_ahead


def get_overdue_attempts(at: datetime) -> list[int]:
    """Attempts whose time is over and that nobody has closed, oldest first."""
    return list(Attempt.objects.overdue(at).order_by("due_at").values_list("pk", flat=True)[:500])
