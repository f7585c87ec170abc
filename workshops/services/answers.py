"""The person's own answers, and leaving the list."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.services import check_holder_name
from live.enums import ParticipantRole
from live.models import Session
from live.querysets import SessionQuerySet
from live.services import admit_participant, remove_participant
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from lms.records.events import publish
from workshops import signals
from workshops.enums import PARTICIPANT, EnrolmentState
from workshops.models import Enrolment
from workshops.permissions import can_answer, get_acting_role
from workshops.services import notices
from workshops.services.moves import lock_enrolment, move_enrolment, refuse_unless_act, refuse_unless_movable
from workshops.services.seats import give_back_seat


class SeatOfSomebodyElse(DomainError):
    message = _("Only the nominated person can answer. Ask them to sign in and do it.")


class EditionOver(DomainError):
    message = _("This edition is over or was cancelled, so the list no longer changes.")


class WithdrawalRefused(DomainError):
    message = _("You cannot withdraw this person. Their contact point or the Secretariat can.")


class NameSettled(DomainError):
    message = _("The name can be corrected only between accepting the place and completing the course.")


@transaction.atomic
def accept_seat(*, enrolment: Enrolment, certificate_name: str, actor: User, at: datetime) -> Enrolment:
    """Take the offered seat under the name to be certified, and open every session's door; twice changes nothing."""
    enrolment = _lock_own(enrolment, actor)
    if enrolment.state == EnrolmentState.ENROLLED:
        return enrolment
    refuse_unless_act(enrolment, "accept")  # nobody gives themselves the office's word
    _refuse_if_over(enrolment)
    enrolment.certificate_name = check_holder_name(certificate_name)
    enrolment.responded_at = at
    move_enrolment(enrolment=enrolment, to_state=EnrolmentState.ENROLLED, actor=actor, role=PARTICIPANT, at=at)
    admit_to_sessions(enrolment=enrolment, actor=actor, at=at)
    publish(signals.ENROLMENT_ACCEPTED, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def decline_seat(*, enrolment: Enrolment, actor: User, at: datetime, reason: str = "") -> Enrolment:
    """Say no to an offered seat; it goes to the next in line. Twice changes nothing."""
    enrolment = _lock_own(enrolment, actor)
    if enrolment.state == EnrolmentState.DECLINED:
        return enrolment
    refuse_unless_act(enrolment, "decline")
    _refuse_if_over(enrolment)
    enrolment.responded_at = at
    _leave(enrolment, EnrolmentState.DECLINED, actor=actor, role=PARTICIPANT, at=at, reason=reason)
    publish(signals.ENROLMENT_DECLINED, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def withdraw_enrolment(*, enrolment: Enrolment, reason: str, actor: User, at: datetime) -> Enrolment:
    """Take somebody off the list, out of the sessions and off the seat, which goes to the next in line.

    The person, their contact point, a coordinator and the Secretariat may. Twice changes nothing.
    """
    enrolment = lock_enrolment(enrolment)
    role = get_acting_role(actor, enrolment)
    if not role:
        raise WithdrawalRefused
    if enrolment.state == EnrolmentState.WITHDRAWN:
        return enrolment
    refuse_unless_movable(enrolment, EnrolmentState.WITHDRAWN)
    _refuse_if_over(enrolment)
    for session in _sessions(enrolment).not_over(at):  # what was attended stays attended
        remove_participant(session=session, person=enrolment.person, actor=actor, at=at)
    _leave(enrolment, EnrolmentState.WITHDRAWN, actor=actor, role=role, at=at, reason=reason)
    publish(signals.ENROLMENT_WITHDRAWN, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def correct_certificate_name(*, enrolment: Enrolment, certificate_name: str, actor: User, at: datetime) -> Enrolment:
    """Another spelling of the name to be certified, as long as nothing has been certified under it."""
    enrolment = _lock_own(enrolment, actor)
    if enrolment.state != EnrolmentState.ENROLLED:
        raise NameSettled
    name = check_holder_name(certificate_name)
    if name != enrolment.certificate_name:
        enrolment.certificate_name = name
        enrolment.save(update_fields=["certificate_name"])
        audit.log(action="workshops.correct_certificate_name", instance=enrolment, actor=actor, role=PARTICIPANT, at=at)
    return enrolment


def admit_to_sessions(*, enrolment: Enrolment, actor: User | None, at: datetime) -> None:
    """Let an enrolled person into every session of the edition that stands."""
    for session in _sessions(enrolment):
        admit_participant(
            session=session, person=enrolment.person, role=ParticipantRole.PARTICIPANT, actor=actor, at=at
        )


def _sessions(enrolment: Enrolment) -> SessionQuerySet:
    return Session.objects.scheduled().filter(series=enrolment.edition.series)


def _lock_own(enrolment: Enrolment, actor: User) -> Enrolment:
    enrolment = lock_enrolment(enrolment)
    if not can_answer(actor, enrolment):
        raise SeatOfSomebodyElse
    return enrolment


def _refuse_if_over(enrolment: Enrolment) -> None:
    if not enrolment.edition.is_under_way_or_ahead:
        raise EditionOver


def _leave(
    enrolment: Enrolment, to_state: EnrolmentState, *, actor: User, role: str, at: datetime, reason: str
) -> None:
    """Give the seat back or leave the line, tell the contact point, and let the line advance by one."""
    seat = enrolment.pool
    enrolment.pool = enrolment.awaited_pool = enrolment.alternate_position = None
    move = move_enrolment(
        enrolment=enrolment, to_state=to_state, actor=actor, role=role, at=at, touched_pool=seat, reason=reason
    )
    if seat is None:
        return
    notices.tell_seat_given_back(enrolment=enrolment, move=move, at=at)
    give_back_seat(pool=seat, at=at)
