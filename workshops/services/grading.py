"""Grading what only a person can grade: essays of attempts that were handed in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.enums import QuestionKind
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from lms.records.events import publish
from network.selectors import get_acting_role
from workshops.enums import EnrolmentState
from workshops.models import Answer, Attempt
from workshops.permissions import get_staff_role
from workshops.services.quiz import set_marks
from workshops.signals import QUIZ_SUBMITTED


class NothingToGrade(DomainError):
    message = _("Only an essay of an assessment that was handed in is graded by a person.")


class GradeOutOfRange(DomainError):
    message = _("A grade is a whole number from 0 to 100.")


class GradedElsewhere(DomainError):
    message = _(
        "Somebody graded this answer after the page was opened. That grade stands; look at it and decide again."
    )


class ResultFinal(DomainError):
    message = _("This person's participation has ended, so the result no longer changes.")


@transaction.atomic
def grade_answer(
    *, answer: Answer, percent: int, comment: str, actor: User, at: datetime, before: int | None = None, role: str = ""
) -> Answer:
    """Give an essay its part of the point and count the result anew; the same grade twice changes nothing.

    ``before`` is the grade the page showed: a page older than somebody else's grade is told so.
    """
    attempt = Attempt.objects.select_for_update().get(pk=answer.attempt_id)
    answer = Answer.objects.select_related("question").get(pk=answer.pk)
    if not 0 <= percent <= 100:
        raise GradeOutOfRange
    if attempt.is_open or answer.question.kind != QuestionKind.ESSAY or not answer.chosen:
        raise NothingToGrade
    if (answer.percent, answer.comment) == (percent, comment):
        return answer
    if attempt.enrolment.state != EnrolmentState.ENROLLED:
        raise ResultFinal
    if answer.percent != before:
        raise GradedElsewhere
    answer.percent, answer.comment, answer.graded_by, answer.graded_at = percent, comment, actor, at
    answer.save(update_fields=["percent", "comment", "graded_by", "graded_at"])
    set_marks(attempt)
    attempt.save(update_fields=["points", "is_passed", "awaiting"])
    role = role or get_staff_role(actor, attempt.enrolment.edition) or get_acting_role(actor)
    audit.log(action="workshops.grade_answer", instance=attempt, actor=actor, at=at, role=role)
    publish(QUIZ_SUBMITTED, attempt_id=attempt.pk, enrolment_id=attempt.enrolment_id)
    return answer
