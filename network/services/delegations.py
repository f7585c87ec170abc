"""Lending a contact point's powers to a colleague during a leave, and taking them back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.common.times import date_in_words
from lms.mail.services import queue_mail
from lms.records import audit, events
from network.enums import Role
from network.models import Appointment, Delegation, Membership, Person
from network.selectors import get_acting_role
from network.signals import DELEGATION_CHANGED

MOST_DAYS = 180  # a leave; for a longer absence somebody else is appointed
DELEGATED_MAIL, WITHDRAWN_MAIL = "network.delegated", "network.delegation_withdrawn"


class NothingToDelegate(DomainError):
    message = _("Only the powers of a contact point can be delegated.")


class DelegationWithoutDays(DomainError):
    message = _("The last day cannot be before the first.")


class DelegationInThePast(DomainError):
    message = _("A delegation begins today or later. Choose another first day.")


class DelegationTooLong(DomainError):
    message = _(
        "A delegation lasts %(days)d days at most. For a longer absence, ask the Secretariat to substitute you."
    )

    def __init__(self) -> None:
        super().__init__(days=MOST_DAYS)


class AppointmentEndsBefore(DomainError):
    message = _("The contact point’s appointment does not hold on all those days. Choose days on which it does.")


class DelegateElsewhere(DomainError):
    message = _("Only somebody who belongs to the same office on all those days can stand in.")


class DelegateWithoutAccount(DomainError):
    message = _("This person cannot sign in yet. Invite them first.")


class DelegateIsContactPoint(DomainError):
    message = _("This person is a contact point of the office on those days and has the powers already.")


class AlreadyDelegated(DomainError):
    message = _(
        "The powers are already delegated on some of those days (until %(date)s). Withdraw that delegation first."
    )


@transaction.atomic
def delegate_powers(
    *,
    appointment: Appointment,
    delegate: Person,
    started_on: date,
    ended_on: date,
    actor: User | None,
    at: datetime,
) -> Delegation:
    """Lend the powers of ``appointment`` to ``delegate`` until the beginning of ``ended_on``; twice is one delegation.

    The appointment's row is locked: two delegations cannot overlap, nor outlast an appointment that ends meanwhile.
    """
    appointment = lock_and_read(Appointment.objects.select_related("office", "person"), appointment.pk)
    same = appointment.delegations.filter(
        delegate=delegate, started_on=started_on, ended_on=ended_on, withdrawn_at__isnull=True
    ).first()
    if same is not None:
        return same
    _check_term(started_on=started_on, ended_on=ended_on, at=at)
    _check_powers(appointment, started_on=started_on, ended_on=ended_on)
    _check_delegate(appointment, delegate, started_on=started_on, ended_on=ended_on)
    delegation = Delegation.objects.create(
        appointment=appointment, delegate=delegate, started_on=started_on, ended_on=ended_on, delegated_by=actor
    )
    _note("network.delegate", delegation, actor=actor, at=at)
    _tell(DELEGATED_MAIL, delegation, at=at)
    return delegation


@transaction.atomic
def withdraw_delegation(*, delegation: Delegation, actor: User | None, at: datetime) -> Delegation:
    """Take the powers back at once; what was withdrawn or is over is left as it is."""
    joined = Delegation.objects.select_related("appointment", "delegate__user")
    delegation = lock_and_read(joined, delegation.pk)
    if delegation.withdrawn_at is not None or delegation.ended_on <= at.date():
        return delegation
    delegation.ended_on, delegation.withdrawn_at = max(delegation.started_on, at.date()), at
    delegation.save(update_fields=["ended_on", "withdrawn_at"])
    _note("network.withdraw_delegation", delegation, actor=actor, at=at)
    _tell(WITHDRAWN_MAIL, delegation, at=at)
    return delegation


def shorten_delegations(*, appointment: Appointment, actor: User | None, at: datetime) -> None:
    """What a locked ``appointment`` has lent ends with it; part of ending it."""
    ended_on = appointment.ended_on
    if ended_on is None:
        return
    for delegation in appointment.delegations.select_for_update().filter(ended_on__gt=ended_on):
        delegation.ended_on = max(delegation.started_on, ended_on)
        delegation.save(update_fields=["ended_on"])
        _note("network.shorten_delegation", delegation, actor=actor, at=at)


def _check_term(*, started_on: date, ended_on: date, at: datetime) -> None:
    if ended_on <= started_on:
        raise DelegationWithoutDays
    # Days are UTC's: in the evening it is tomorrow there, and the reader's today must still be possible.
    if started_on < at.date() - timedelta(days=1):
        raise DelegationInThePast
    if (ended_on - started_on).days > MOST_DAYS:
        raise DelegationTooLong


def _check_powers(appointment: Appointment, *, started_on: date, ended_on: date) -> None:
    if appointment.role != Role.CONTACT_POINT:
        raise NothingToDelegate
    holds_to_the_end = appointment.ended_on is None or ended_on <= appointment.ended_on
    if started_on < appointment.started_on or not holds_to_the_end:
        raise AppointmentEndsBefore
    other = appointment.delegations.overlapping(started_on, ended_on).order_by("-ended_on").first()
    if other is not None:
        raise AlreadyDelegated(date=date_in_words(other.ended_on - timedelta(days=1)))


def _check_delegate(appointment: Appointment, delegate: Person, *, started_on: date, ended_on: date) -> None:
    days = (started_on, ended_on - timedelta(days=1))
    here = Membership.objects.filter(person=delegate, office=appointment.office)
    if not all(here.on(day).exists() for day in days):
        raise DelegateElsewhere
    terms = Appointment.objects.filter(person=delegate, role=Role.CONTACT_POINT, office=appointment.office)
    if delegate.pk == appointment.person_id or terms.overlapping(started_on, ended_on).exists():
        raise DelegateIsContactPoint
    if delegate.user is None or not delegate.user.is_active:
        raise DelegateWithoutAccount


def _note(action: str, delegation: Delegation, *, actor: User | None, at: datetime) -> None:
    audit.log(
        action=action,
        instance=delegation,
        actor=actor,
        at=at,
        role=get_acting_role(actor, office_id=delegation.appointment.office_id),
    )
    events.publish(DELEGATION_CHANGED, delegation_id=delegation.pk)


def _tell(kind: str, delegation: Delegation, *, at: datetime) -> None:
    queue_mail(
        kind=kind,
        dedupe_key=f"{kind}:{delegation.pk}",
        user=delegation.delegate.user,
        ids={"delegation_id": delegation.pk},
        at=at,
    )
