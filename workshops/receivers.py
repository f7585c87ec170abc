"""What this room does when something happened elsewhere or here: it asks the queue to look, and the task decides."""

from functools import partial

from django.db import transaction

from live.signals import ATTENDANCE_SETTLED
from lms.records.events import receives, ring
from network.signals import PERSON_LEFT, PERSON_MOVED
from workshops.selectors.completion import get_enrolled_of_session
from workshops.services.notices import tell_office_asked
from workshops.signals import ENROLMENT_APPLIED, QUIZ_SUBMITTED


@receives(ATTENDANCE_SETTLED, name="workshops.complete_after_attendance")
def complete_after_attendance(*, session_id: int, **_ids: int) -> None:
    for enrolment_id in get_enrolled_of_session(session_id):
        ask_for_completion(enrolment_id)


@receives(QUIZ_SUBMITTED, name="workshops.complete_after_quiz")
def complete_after_quiz(*, enrolment_id: int, **_ids: int) -> None:
    ask_for_completion(enrolment_id)


@receives(ENROLMENT_APPLIED, name="workshops.tell_office_asked")
def tell_office(*, enrolment_id: int, **_ids: int) -> None:
    tell_office_asked(enrolment_id=enrolment_id)


def ask_for_completion(enrolment_id: int) -> None:
    transaction.on_commit(partial(ring, "workshops.complete", enrolment_id=enrolment_id), robust=True)


@receives(PERSON_MOVED, name="workshops.settle_moved")
@receives(PERSON_LEFT, name="workshops.settle_left")
def settle_departures(**_ids: int) -> None:
    transaction.on_commit(partial(ring, "workshops.settle_departures"), robust=True)
