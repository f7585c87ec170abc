"""Who takes part in what, when, and on which seat."""

from workshops.models.decisions import SeatChange, SeatDecision
from workshops.models.editions import Edition, EditionStaff
from workshops.models.enrolments import Enrolment, EnrolmentMove
from workshops.models.learning import Answer, Attempt, LessonProgress
from workshops.models.seats import SeatPool

__all__ = [
    "Answer",
    "Attempt",
    "Edition",
    "EditionStaff",
    "Enrolment",
    "EnrolmentMove",
    "LessonProgress",
    "SeatChange",
    "SeatDecision",
    "SeatPool",
]
