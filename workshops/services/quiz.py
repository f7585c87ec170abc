"""The assessment: starting, saving answer by answer, handing in, and closing what ran out of time."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import QuestionVersion
from courses.questions.grading import earned
from courses.questions.papers import draw_row, is_possible
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records import audit
from lms.records.events import publish
from workshops.enums import PARTICIPANT, AttemptState
from workshops.models import Answer, Attempt, Enrolment
from workshops.selectors.quiz import is_quiz_open
from workshops.signals import QUIZ_SUBMITTED


class QuizNotOpen(DomainError):
    message = _("The assessment of this edition is not open to you now. The page of the edition says what is missing.")


class NoAttemptsLeft(DomainError):
    message = _(
        "You have used your %(attempts)s attempts. Ask the coordination of the edition what you can do; "
        "your best result stands."
    )


class AttemptOverdue(DomainError):
    message = _("The time of this attempt was over, so this answer was not saved. What you had saved before is marked.")


class AttemptClosed(DomainError):
    message = _("This attempt was already handed in, so this answer was not saved. Its result does not change.")


class AnsweredElsewhere(DomainError):
    message = _(
        "You answered this question in another tab after this page was opened. That answer is kept and shown below; "
        "choose again if you want to change it."
    )


def start_attempt(*, enrolment: Enrolment, actor: User, at: datetime) -> Attempt:
    """Open an attempt with a paper of its own; while one is open, starting again returns that one."""
    # In a transaction of its own: a start that is refused does not undo the end of the attempt before.
    for attempt_id in enrolment.attempts.overdue(at).values_list("pk", flat=True):
        expire_attempt(attempt_id=attempt_id, at=at)
    return _open_attempt(enrolment, actor, at)


@transaction.atomic
def _open_attempt(enrolment: Enrolment, actor: User, at: datetime) -> Attempt:
    enrolment = lock_and_read(Enrolment.objects.select_related("edition__course_version"), enrolment.pk)
    edition = enrolment.edition
    current = enrolment.attempts.filter(state=AttemptState.OPEN).first()
    if current is not None:
        return current
    questions = list(QuestionVersion.objects.filter(course_version=edition.course_version).only("pk", "kind", "asked"))
    if not questions or not is_quiz_open(enrolment):
        raise QuizNotOpen
    used = enrolment.attempts.count()
    if used >= edition.quiz_attempts:
        raise NoAttemptsLeft(attempts=edition.quiz_attempts)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        number=used + 1,
        started_at=at,
        due_at=at + timedelta(minutes=edition.course_version.quiz["minutes"]),
        paper=draw_paper(questions, Random(secrets.randbits(128))),  # noqa: S311 (seeded by the system's randomness)  # nosec B311
        pass_mark=edition.pass_mark,
        max_points=len(questions),
    )
    audit.log(
        action="workshops.start_attempt",
        instance=attempt,
        actor=actor,
        at=at,
        role=PARTICIPANT,
        to_state=attempt.state,
    )
    return attempt


def draw_paper(questions: Iterable[QuestionVersion], chance: Random) -> list[dict[str, Any]]:
    """Questions and options in an order that depends on ``chance`` alone: the key is not even read."""
    paper = [
        draw_row(question.pk, question.kind, question.asked, chance)
        for question in sorted(questions, key=lambda one: one.pk)
    ]
    chance.shuffle(paper)
    return paper


def save_answer(
    *, attempt: Attempt, question_id: int, chosen: list[Any], revision: int, actor: User, at: datetime
) -> Answer:
    """Keep one answer (``courses.questions.papers`` says how it looks); sending it twice keeps one.

    Late, it is refused and the attempt closed with what was saved.

    ``revision`` is that of the answer the page showed (0 for none): a page older than the answer is told so.
    """
    with transaction.atomic():
        attempt = _locked(attempt)
        if not attempt.is_open:
            raise AttemptClosed
        if not attempt.is_overdue(at):
            return _keep(attempt, question_id, chosen, revision, at)
        _close(attempt, state=AttemptState.EXPIRED, actor=actor, at=at)
    raise AttemptOverdue  # outside the transaction, which must not be undone


def _keep(attempt: Attempt, question_id: int, chosen: list[Any], revision: int, at: datetime) -> Answer:
    row = next((row for row in attempt.paper if row["question"] == question_id), None)
    if row is None or not is_possible(row, chosen):
        raise LookupError("Not an answer to a question of this paper.")
    answer = Answer.objects.filter(attempt=attempt, question_id=question_id).first()
    if answer is None:
        return Answer.objects.create(attempt=attempt, question_id=question_id, chosen=chosen, saved_at=at)
    if answer.chosen == chosen:
        return answer  # the same page sent again because its answer got lost on the way
    if answer.revision != revision:
        raise AnsweredElsewhere
    answer.chosen, answer.revision, answer.saved_at = chosen, revision + 1, at
    answer.save(update_fields=["chosen", "revision", "saved_at"])
    return answer


@transaction.atomic
def submit_attempt(*, attempt: Attempt, actor: User, at: datetime) -> Attempt:
    """Close and mark ``attempt``; a second call returns the same result, a late one marks what was saved in time."""
    attempt = _locked(attempt)
    if attempt.is_open:
        state = AttemptState.EXPIRED if attempt.is_overdue(at) else AttemptState.SUBMITTED
        _close(attempt, state=state, actor=actor, at=at)
    return attempt


@transaction.atomic
def expire_attempt(*, attempt_id: int, at: datetime) -> Attempt:
    """Close an attempt whose time is over with what was saved; any other stays as it is."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.is_overdue(at):
        _close(attempt, state=AttemptState.EXPIRED, actor=None, at=at)
    return attempt


def _locked(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update().get(pk=attempt.pk)


def _close(attempt: Attempt, *, state: AttemptState, actor: User | None, at: datetime) -> None:
    set_marks(attempt)
    attempt.state = state
    attempt.submitted_at = min(at, attempt.due_at)
    attempt.save(update_fields=["points", "is_passed", "awaiting", "state", "submitted_at"])
    audit.log(
        action="workshops.close_attempt",
        instance=attempt,
        actor=actor,
        at=at,
        role=PARTICIPANT if actor is not None else "",
        from_state=AttemptState.OPEN,
        to_state=state,
    )
    publish(QUIZ_SUBMITTED, attempt_id=attempt.pk, enrolment_id=attempt.enrolment_id)


def set_marks(attempt: Attempt) -> None:
    """The result of what was saved, as far as it is known: what a person has still to grade earns nothing yet."""
    points, attempt.awaiting = mark_paper(attempt)
    # In hundredths, rounded down: whole per cent of whole points, so the pass mark is reached exactly when it was.
    attempt.points = Decimal(int(points * 100)) / 100
    attempt.is_passed = reaches(points, attempt.max_points, attempt.pass_mark)


def mark_paper(attempt: Attempt) -> tuple[Fraction, int]:
    """The exact points of the saved answers, one for each question, and how many answers wait for a person."""
    keys = QuestionVersion.objects.in_bulk([row["question"] for row in attempt.paper])
    points, awaiting = Fraction(0), 0
    for answer in attempt.answers.all():
        question = keys[answer.question_id]
        part = earned(question.kind, question.answer, answer.chosen)
        if part is None and answer.percent is None:
            awaiting += 1
        else:
            points += Fraction(answer.percent or 0, 100) if part is None else part
    return points, awaiting


def reaches(points: Fraction, max_points: int, pass_mark: int) -> bool:
    """Whether the share reaches the mark, unrounded: compared crosswise, nothing is divided."""
    return points * 100 >= pass_mark * max_points
