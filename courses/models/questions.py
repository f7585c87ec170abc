"""The question bank: plain rows with views of their own, never in Wagtail, so that no admin screen can leak a key."""

from django.db import models
from django.db.models import Q

from courses.enums import Difficulty, QuestionKind
from lms.common.fields import TranslatedField


class Question(models.Model):
    """One question of a course's bank."""

    key = models.SlugField(max_length=80, unique=True)
    course_key = models.SlugField(max_length=60, db_index=True)
    module_key = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=QuestionKind, default=QuestionKind.SINGLE)
    difficulty = models.CharField(max_length=8, choices=Difficulty, default=Difficulty.MEDIUM)
    name = models.CharField(max_length=255)
    stem = TranslatedField()
    reason = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    category = models.CharField(max_length=400, blank=True, help_text="the folder it stands in, as Moodle writes it")
    tags = models.JSONField(default=list, blank=True)
    settings = models.JSONField(
        default=dict, blank=True, help_text="format of the texts, and what only one file format can say"
    )

    class Meta:
        ordering = ["course_key", "position", "key"]

    def __str__(self) -> str:
        return self.key


class QuestionOption(models.Model):
    """One answer: an option, an accepted answer, an item in its place, or a pair (``match`` is its right side).

    ``weight`` is the per cent of the question it earns; 33.33333 is a third.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = TranslatedField()
    feedback = TranslatedField()
    weight = models.DecimalField(max_digits=8, decimal_places=5, default=0)
    match = TranslatedField(blank=True)
    tolerance = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="courses_option_position", fields=["question", "position"]),
            models.CheckConstraint(name="courses_option_weight", condition=Q(weight__gte=-100, weight__lte=100)),
        ]
