"""Who takes part in what, when, and on which seat."""

from workshops.models.editions import Edition, EditionStaff
from workshops.models.enrolments import Enrolment, EnrolmentMove
from workshops.models.keys import EditionKey, RaisedChallenge
from workshops.models.learning import Answer, Attempt, LessonProgress
from workshops.models.proposals import Call, CallReminder, Proposal
from workshops.models.seats import SeatPool

__all__ = [
    "Answer",
    "Attempt",
    "Call",
    "CallReminder",
    "Edition",
    "EditionKey",
    "EditionStaff",
    "Enrolment",
    "EnrolmentMove",
    "LessonProgress",
    "Proposal",
    "RaisedChallenge",
    "SeatPool",
]
