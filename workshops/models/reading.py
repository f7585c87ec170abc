"""What a reader does with a lesson besides reading it: decides in its case, and notes down what is for oneself."""

from django.db import models

from workshops.models.enrolments import Enrolment

MOST_NOTE = 10_000


class CasePlay(models.Model):
    """One way through a branching case. ``choices`` are the places of the options taken, in turn: the rest follows.

    ``shape`` tells whether the case still branches as it did then; its words, and their language, may change.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="case_plays")
    lesson_key = models.SlugField(max_length=60)
    case_key = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField()
    shape = models.CharField(max_length=64)
    choices = models.JSONField(default=list)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["enrolment", "lesson_key", "case_key", "number"]
        constraints = [
            models.UniqueConstraint(
                name="workshops_case_number", fields=["enrolment", "lesson_key", "case_key", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.case_key} {self.number}"


class LessonNote(models.Model):
    """What a reader wrote down beside a lesson; nobody else reads it. ``revision`` tells two tabs apart."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="notes")
    lesson_key = models.SlugField(max_length=60)
    text = models.TextField(max_length=MOST_NOTE, blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="workshops_note_once", fields=["enrolment", "lesson_key"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_key}"
