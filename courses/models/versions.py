"""Frozen versions: what a learner gets and a certificate names. Rows are written once and never changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from courses.enums import QuestionKind
from lms.common.fields import PublicIdField, TranslatedField
from network.models import School

SCHEMA = 1  # the shape of the JSON below; a renderer must know every number that was ever stored


class CourseVersion(models.Model):
    """A course as it was published on a day."""

    public_id = PublicIdField()
    course_key = models.SlugField(max_length=60, db_index=True)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=20)
    code = models.CharField(max_length=8)
    title = TranslatedField()
    summary = TranslatedField()
    objectives = models.JSONField(default=list)
    hours = models.PositiveSmallIntegerField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    quiz = models.JSONField(default=dict)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["course_key", "number"]
        constraints = [
            models.UniqueConstraint(name="courses_version_number", fields=["course_key", "number"]),
            models.UniqueConstraint(name="courses_version_content", fields=["course_key", "content_hash"]),
        ]

    def __str__(self) -> str:
        return f"{self.course_key} {self.label} ({self.number})"


class ModuleVersion(models.Model):
    """A module of a frozen course."""

    course_version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="modules")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title = TranslatedField()
    summary = TranslatedField()
    objectives = models.JSONField(default=list)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="courses_module_once", fields=["course_version", "key"])]

    def __str__(self) -> str:
        return self.key


class LessonVersion(models.Model):
    """A lesson of a frozen module in one language; ``lesson_key`` is the same in all of them."""

    course_version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="lessons")
    module = models.ForeignKey(ModuleVersion, on_delete=models.CASCADE, related_name="lessons")
    lesson_key = models.SlugField(max_length=60)
    language = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    outcomes = models.JSONField(default=list)
    body = models.JSONField(default=list)
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["module__position", "position"]
        constraints = [
            models.UniqueConstraint(name="courses_lesson_once", fields=["course_version", "lesson_key", "language"])
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key} ({self.language})"


class QuestionVersion(models.Model):
    """A question of a frozen course. What may be shown and what must not lie in separate columns."""

    course_version = models.ForeignKey(CourseVersion, on_delete=models.CASCADE, related_name="questions")
    question_key = models.SlugField(max_length=80)
    module_key = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=QuestionKind)
    position = models.PositiveSmallIntegerField()
    # Both by kind: courses/services/pictures.py writes them, courses/questions/grading.py marks by them.
    asked = models.JSONField(help_text="stem and options, safe to show: {stem, options: [{id, text}]}")
    answer = models.JSONField(help_text="weights, feedback and reason, shown only after submission")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(name="courses_question_once", fields=["course_version", "question_key"])]

    def __str__(self) -> str:
        return self.question_key
