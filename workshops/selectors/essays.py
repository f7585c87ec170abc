"""What a person has to grade: essays of attempts that were handed in, without a name on them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from courses.enums import QuestionKind
from lms.common.fields import Translated
from network.models import Person
from workshops.enums import AttemptState, EnrolmentState
from workshops.models import Answer, Edition

PAGE = 20


@dataclass(frozen=True, slots=True)
class Essay:
    """One essay; ``reference`` names it in forms, and nobody by it."""

    reference: str
    stem: str
    language: str
    reason: str
    text: str
    percent: int | None
    comment: str
    is_final: bool


def get_essays(edition: Edition, grader: Person | None, *, language: str, graded: bool) -> list[Essay]:
    """Those that wait, oldest first, or those that were graded, latest first; never the grader's own. One query."""
    found = _essays(edition, grader).filter(percent__isnull=not graded)
    ordered = found.order_by("-graded_at", "pk") if graded else found.order_by("attempt__submitted_at", "pk")
    return [_essay(answer, language) for answer in ordered[:PAGE]]


def find_essay(edition: Edition, grader: Person | None, reference: str) -> Answer | None:
    """The answer behind a reference of this edition."""
    attempt_id, _dash, question_id = reference.partition("-")
    if not (question_id.isascii() and question_id.isdigit()):
        return None
    found = _essays(edition, grader).filter(attempt__public_id=attempt_id[:40], question_id=int(question_id[:15]))
    return found.first()


def _essays(edition: Edition, grader: Person | None) -> QuerySet[Answer]:
    return (
        Answer.objects.filter(attempt__enrolment__edition=edition, question__kind=QuestionKind.ESSAY)
        .exclude(attempt__state=AttemptState.OPEN)
        .exclude(attempt__enrolment__person=grader)
        .exclude(chosen=[])
        .select_related("attempt__enrolment", "question")
    )


def _essay(answer: Answer, language: str) -> Essay:
    stem = Translated(answer.question.asked["stem"])
    return Essay(
        reference=f"{answer.attempt.public_id}-{answer.question_id}",
        stem=stem.in_language(language),
        language=language if stem.get(language) else "es",
        reason=Translated(answer.question.answer.get("reason") or {}).in_language(language),
        text=str(answer.chosen[0]),
        percent=answer.percent,
        comment=answer.comment,
        is_final=answer.attempt.enrolment.state != EnrolmentState.ENROLLED,
    )
