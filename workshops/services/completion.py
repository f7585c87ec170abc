"""Completing: when every requirement is met for good, the state and the award are written in one transaction."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from certificates.services import issue_award
from lms.common.errors import DomainError
from lms.records.events import publish
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Enrolment
from workshops.selectors.completion import get_decidable_enrolments
from workshops.selectors.requirements import get_requirements, is_complete, is_out_of_reach
from workshops.services.moves import lock_enrolment, move_enrolment
from workshops.services.statement import build_statement
from workshops.signals import ENROLMENT_COMPLETED

log = logging.getLogger("aula.workshops")


@transaction.atomic
def complete_if_ready(*, enrolment_id: int, at: datetime) -> Enrolment:
    """Complete an enrolment that meets everything for good and issue its award; any other stays as it is.

    Both or neither: a worker killed half-way leaves an enrolment that the sweeper finds again.
    """
    enrolment = lock_enrolment(Enrolment(pk=enrolment_id))
    if enrolment.state != EnrolmentState.ENROLLED or enrolment.edition.state == EditionState.CANCELLED:
        return enrolment
    requirements = get_requirements(enrolment)
    if not is_complete(requirements):
        return enrolment
    today = at.astimezone(ZoneInfo(settings.NETWORK_TIME_ZONE)).date()
    enrolment.award = issue_award(
        person=enrolment.person,
        kind=enrolment.edition.certificate_kind,
        activity_ref=f"edition:{enrolment.edition.public_id}",
        statement=build_statement(enrolment, requirements, on=today),
        at=at,
    )
    enrolment.completed_at = at
    move_enrolment(enrolment=enrolment, to_state=EnrolmentState.COMPLETED, actor=None, role="", at=at)
    publish(ENROLMENT_COMPLETED, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def leave_incomplete(*, enrolment_id: int, at: datetime) -> Enrolment:
    """Close an enrolment of an edition that is over when a requirement can no longer be met; else nothing changes."""
    enrolment = lock_enrolment(Enrolment(pk=enrolment_id))
    if enrolment.state != EnrolmentState.ENROLLED or enrolment.edition.state != EditionState.CLOSED:
        return enrolment
    if is_out_of_reach(get_requirements(enrolment), enrolment.edition):
        move_enrolment(enrolment=enrolment, to_state=EnrolmentState.NOT_COMPLETED, actor=None, role="", at=at)
    return enrolment


def decide_completions(*, at: datetime) -> None:
    """Decide every enrolment that can be decided; one that is refused (a name, a title) does not hold up the rest."""
    decidable = get_decidable_enrolments()
    for enrolment_id in decidable.to_complete:
        try:
            complete_if_ready(enrolment_id=enrolment_id, at=at)
        except DomainError as refusal:
            log.warning("completion refused", extra={"enrolment_id": enrolment_id, "refusal": type(refusal).__name__})
    for enrolment_id in decidable.to_leave:
        leave_incomplete(enrolment_id=enrolment_id, at=at)
