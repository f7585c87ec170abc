"""What an enrolled person has read and answered. Keys of lessons and questions do not depend on the language."""

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format

from courses.models import QuestionVersion
from lms.common.fields import PublicIdField
from workshops.enums import AttemptState
from workshops.models.enrolments import Enrolment
from workshops.querysets import AttemptQuerySet


class LessonProgress(models.Model):
    """That a lesson was marked as read; ``lesson_key`` is the same in every language and version."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson_key = models.SlugField(max_length=60)
    completed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="workshops_progress_once", fields=["enrolment", "lesson_key"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_key}"


class Attempt(models.Model):
    """One go at the assessment. Its paper and its rules are frozen when it starts, its result when it ends.

    ``paper`` lists the questions in the order of this attempt, each with the ids of its options in theirs:
    ``[{"question": 12, "options": ["c", "a", "b"]}, ...]``.
    """

    public_id = PublicIdField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="handed in, or the end of its time")
    paper = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField()
    max_points = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)
    awaiting = models.PositiveSmallIntegerField(default=0, help_text="answers that a person has still to grade")

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["enrolment", "number"]
        constraints = [
            models.UniqueConstraint(name="workshops_attempt_number", fields=["enrolment", "number"]),
            models.UniqueConstraint(
                name="workshops_one_open_attempt", fields=["enrolment"], condition=Q(state=AttemptState.OPEN)
            ),
            models.CheckConstraint(name="workshops_attempt_has_time", condition=Q(due_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="workshops_result_iff_closed",
                condition=Q(state=AttemptState.OPEN, submitted_at=None, points=None, is_passed=None)
                | (
                    ~Q(state=AttemptState.OPEN)
                    & Q(submitted_at__isnull=False, points__isnull=False, is_passed__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="workshops_points_within", condition=Q(points=None) | Q(points__gte=0, points__lte=F("max_points"))
            ),
        ]
        indexes = [
            models.Index(name="workshops_attempt_due", fields=["due_at"], condition=Q(state=AttemptState.OPEN)),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    def is_overdue(self, at: datetime) -> bool:
        """Its time is over at ``at`` though nobody has closed it yet; the last instant is ``due_at`` exclusive."""
        return self.is_open and at >= self.due_at

    @property
    def percent(self) -> Decimal | None:
        """For the screen, to one decimal and rounded down: a result below the mark never reads as the mark."""
        if self.points is None:
            return None
        return (self.points * 100 / self.max_points).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)

    @property
    def percent_text(self) -> str:
        """``70`` or ``66.6``: a whole number is written without decimals."""
        if self.percent is None:
            return ""
        return number_format(self.percent, 0 if self.percent == self.percent.to_integral_value() else 1)


class Answer(models.Model):
    """What was answered to one question (``courses.questions.papers`` says how, kind by kind).

    ``revision`` counts changes, so that two tabs are told apart. An essay is graded by a person, in per cent.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    chosen = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True, help_text="what a person gave, of 100")
    comment = models.TextField(blank=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    graded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="workshops_answer_once", fields=["attempt", "question"]),
            models.CheckConstraint(
                name="workshops_graded_whole",
                condition=Q(percent=None, graded_at=None, graded_by=None)
                | Q(percent__gte=0, percent__lte=100, graded_at__isnull=False, graded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"
