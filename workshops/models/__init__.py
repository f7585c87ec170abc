"""Who takes part in what, when, and on which seat."""

from workshops.models.decisions import SeatChange, SeatDecision
from workshops.models.editions import Edition, EditionStaff
from workshops.models.enrolments import Enrolment, EnrolmentMove
from workshops.models.keys import EditionKey, RaisedChallenge
from workshops.models.learning import Answer, Attempt, LessonProgress
from workshops.models.proposals import Call, CallReminder, Proposal
from workshops.models.reading import CasePlay, LessonNote
from workshops.models.seats import SeatPool

__all__ = [
    "Answer",
    "Attempt",
    "Call",
    "CallReminder",
    "CasePlay",
    "Edition",
    "EditionKey",
    "EditionStaff",
    "Enrolment",
    "EnrolmentMove",
    "LessonNote",
    "LessonProgress",
    "Proposal",
    "RaisedChallenge",
    "SeatChange",
    "SeatDecision",
    "SeatPool",
]
