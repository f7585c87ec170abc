"""Whose completion can be decided now: asked by the sweeper and after each thing that may decide it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from live.enums import AttendanceState
from live.models import Session
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Edition, Enrolment
from workshops.selectors.requirements import get_requirements_of, is_complete, is_out_of_reach


@dataclass(frozen=True, slots=True)
class Decidable:
    """Enrolments that meet everything for good, and those of editions that are over which no longer can."""

    to_complete: list[int]
    to_leave: list[int]


def get_decidable_enrolments() -> Decidable:
    """Enrolled people of editions whose attendance is final; queries grow with editions, not with people."""
    to_complete: list[int] = []
    to_leave: list[int] = []
    for edition in get_editions_with_final_attendance():
        enrolments = _enrolled().filter(edition=edition)
        for enrolment_id, requirements in get_requirements_of(enrolments).items():
            if is_complete(requirements):
                to_complete.append(enrolment_id)
            elif edition.state == EditionState.CLOSED and is_out_of_reach(requirements, edition):
                to_leave.append(enrolment_id)
    return Decidable(to_complete, to_leave)


def get_editions_with_final_attendance() -> Iterable[Edition]:
    """Editions with somebody still enrolled, every session of which has been counted for good."""
    sessions = Session.objects.scheduled().filter(series=OuterRef("series"))
    is_open = ~Q(attendance_state=AttendanceState.FINAL)
    return Edition.objects.filter(
        Exists(sessions),
        ~Exists(sessions.filter(is_open)),
        Exists(Enrolment.objects.filter(edition=OuterRef("pk"), state=EnrolmentState.ENROLLED)),
    ).exclude(state=EditionState.CANCELLED)


def get_enrolled_of_session(session_id: int) -> list[int]:
    """Those enrolled in the edition that a session belongs to."""
    return list(_enrolled().filter(edition__series__sessions=session_id).values_list("pk", flat=True))


def _enrolled() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(state=EnrolmentState.ENROLLED).select_related("edition")
