"""Seats kept for an answer that does not come pass on."""

from datetime import datetime

from django.db import transaction

from lms.records.events import publish
from workshops import signals
from workshops.enums import OFFERED_STATES, EnrolmentState
from workshops.models import Enrolment
from workshops.services import notices
from workshops.services.moves import lock_enrolment, move_enrolment
from workshops.services.seats import give_back_seat


def lapse_overdue_offers(*, at: datetime) -> int:
    """Let every offer lapse whose day to answer has passed, the oldest first; answers how many."""
    due = list(Enrolment.objects.overdue(at).order_by("respond_by", "pk").values_list("pk", flat=True))
    return sum(lapse_offer(enrolment_id=pk, at=at).state == EnrolmentState.LAPSED for pk in due)


@transaction.atomic
def lapse_offer(*, enrolment_id: int, at: datetime) -> Enrolment:
    """Nobody answered in time: the seat goes to the next in line. Who answered meanwhile keeps it."""
    enrolment = lock_enrolment(Enrolment(pk=enrolment_id))
    is_due = enrolment.respond_by is not None and enrolment.respond_by <= at
    if enrolment.state not in OFFERED_STATES or not is_due or not enrolment.edition.is_under_way_or_ahead:
        return enrolment
    seat, enrolment.pool = enrolment.pool, None
    assert seat is not None
    move = move_enrolment(
        enrolment=enrolment, to_state=EnrolmentState.LAPSED, actor=None, role="", at=at, touched_pool=seat
    )
    notices.tell_seat_given_back(enrolment=enrolment, move=move, at=at)
    publish(signals.ENROLMENT_LAPSED, enrolment_id=enrolment.pk)
    give_back_seat(pool=seat, at=at)
    return enrolment
