"""Who takes part in what, when, and on which seat."""

from workshops.models.editions import Edition, EditionStaff
from workshops.models.enrolments import Enrolment, EnrolmentMove
from workshops.models.learning import Answer, Attempt, LessonProgress
from workshops.models.reading import CasePlay, LessonNote
from workshops.models.seats import SeatPool

__all__ = [
    "Answer",
    "Attempt",
    "CasePlay",
    "Edition",
    "EditionStaff",
    "Enrolment",
    "EnrolmentMove",
    "LessonNote",
    "LessonProgress",
    "SeatPool",
]
