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
    name = models.CharField(max_length=200)
    stem = TranslatedField()
    reason = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["course_key", "position", "key"]

    def __str__(self) -> str:
        return self.key


class QuestionOption(models.Model):
    """One answer offered; ``weight`` is the per cent of the question it earns."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = TranslatedField()
    feedback = TranslatedField()
    weight = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="courses_option_position", fields=["question", "position"]),
            models.CheckConstraint(name="courses_option_weight", condition=Q(weight__gte=-100, weight__lte=100)),
        ]
