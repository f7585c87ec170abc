"""Giving people roles and ending them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit, events
from network.enums import COUNTRY_ROLES, Role
from network.models import Appointment, Country, Membership, Office, Person, School
from network.selectors import get_acting_role
from network.services.delegations import shorten_delegations
from network.signals import APPOINTMENT_CHANGED


class ContactPointsFull(DomainError):
    message = _(
        "This office already has all its contact points (%(quota)d of %(quota)d). End one of those appointments first."
    )

    def __init__(self) -> None:
        super().__init__(quota=settings.CONTACT_POINTS_PER_OFFICE)


class NotOfThisOffice(DomainError):
    message = _("Only somebody who belongs to the office can be its contact point.")


class ScopeMissing(DomainError):
    message = _("Say for which office or school: without it this role means nothing.")


class NeedsTwoPersons(DomainError):
    message = _(
        "Nobody gives the Secretariat’s role alone. Ask for it on the person’s page; somebody else of the Secretariat "
        "approves it."
    )


class LastOfSecretariat(DomainError):
    message = _("Nobody else would be left in the Secretariat on that day. Give somebody else the role first.")


class AlreadyContactPoint(DomainError):
    message = _("This person is a contact point of the office already. Choose somebody else.")


class NoLongerHeld(DomainError):
    message = _("This appointment has ended, or ends by that day: there is nothing to take over. Look at it again.")


class EndsBeforeItBegins(DomainError):
    message = _("An appointment cannot end before the day it begins. Choose a later day.")


class CountryNotForRole(DomainError):
    message = _("Only a coordinator or an auditor is appointed for one country.")


@dataclass(frozen=True, slots=True)
class Scope:
    """Over what a role is held; over nothing in particular: the whole network."""

    office: Office | None = None
    school: School | None = None
    country: Country | None = None


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: Role,
    started_on: date,
    actor: User | None,
    at: datetime,
    office: Office | None = None,
    school: School | None = None,
    country: Country | None = None,
    ended_on: date | None = None,
) -> Appointment:
    """Give ``person`` a role in its scope; the same open appointment is returned, a contact point too many refused.

    The office's row is locked, so two people appointing at once cannot both take the last place; and the person's, so
    that nobody becomes the contact point of an office that they are leaving at that moment.
    """
    if country is not None and (role not in COUNTRY_ROLES or office is not None or school is not None):
        raise CountryNotForRole
    if role == Role.SECRETARIAT:
        raise NeedsTwoPersons
    if (role == Role.CONTACT_POINT and office is None) or (role == Role.SCHOOL_EDITOR and school is None):
        raise ScopeMissing
    if role == Role.CONTACT_POINT and office is not None:
        Office.objects.select_for_update().get(pk=office.pk)
    scope = Scope(office=office, school=school, country=country)
    return _give(person=person, role=role, term=(started_on, ended_on), scope=scope, actor=actor, at=at)


@transaction.atomic
def grant_secretariat(*, person: Person, started_on: date, actor: User | None, at: datetime) -> Appointment:
    """Give the Secretariat's role; again returns what stands.

    Only what two persons approved (``network.acts``), seeds and the command that sets an installation up call this.
    """
    return _give(person=person, role=Role.SECRETARIAT, term=(started_on, None), scope=Scope(), actor=actor, at=at)


@transaction.atomic
def substitute_contact_point(
    *, appointment: Appointment, successor: Person, on: date, actor: User | None, at: datetime
) -> Appointment:
    """One contact point ends and ``successor`` begins on the same day, both or neither; again returns the same.

    Under the lock of the office: it never stands without the place filled, nor with a contact point too many.
    """
    if appointment.role != Role.CONTACT_POINT or appointment.office_id is None:
        raise NotOfThisOffice
    office = Office.objects.select_for_update().get(pk=appointment.office_id)
    Person.objects.select_for_update().get(pk=successor.pk)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    held = Appointment.objects.filter(person=successor, role=Role.CONTACT_POINT, office=office, ended_on__isnull=True)
    standing = held.first()
    if standing is not None and standing.started_on == on == appointment.ended_on:
        return standing
    if standing is not None or successor.pk == appointment.person_id:
        raise AlreadyContactPoint
    if appointment.ended_on is not None and appointment.ended_on <= on:
        raise NoLongerHeld
    _end(appointment, ended_on=on, actor=actor, at=at)
    scope = Scope(office=office)
    return _give(person=successor, role=Role.CONTACT_POINT, term=(on, None), scope=scope, actor=actor, at=at)


@transaction.atomic
def end_appointment(*, appointment: Appointment, ended_on: date, actor: User | None, at: datetime) -> Appointment:
    """The role ends with the beginning of ``ended_on``; one that ends no later already is left as it is.

    The Secretariat is never left without anybody: whoever acts for it last is not ended.
    """
    if appointment.role == Role.SECRETARIAT:  # all of them: two people ending one another take turns
        list(Appointment.objects.filter(role=Role.SECRETARIAT).select_for_update().order_by("pk"))
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.ended_on is not None and appointment.ended_on <= ended_on:
        return appointment
    if appointment.role == Role.SECRETARIAT and not _is_secretariat_served(besides=appointment, on=ended_on):
        raise LastOfSecretariat
    _end(appointment, ended_on=ended_on, actor=actor, at=at)
    return appointment


def most_at_once(terms: Iterable[tuple[date, date | None]], *, started_on: date) -> int:
    """How many of ``terms`` hold on the fullest day from ``started_on`` on.

    Terms are intervals: the most that hold at once is found on one of the days on which one of them begins.
    """
    terms = list(terms)
    days = {max(started_on, begins) for begins, _ends in terms}
    return max(
        (sum(begins <= day and (ends is None or day < ends) for begins, ends in terms) for day in days), default=0
    )


def _give(
    *,
    person: Person,
    role: Role,
    term: tuple[date, date | None],
    scope: Scope,
    actor: User | None,
    at: datetime,
) -> Appointment:
    started_on, ended_on = term
    office, school, country = scope.office, scope.school, scope.country
    if ended_on is not None and ended_on < started_on:
        raise EndsBeforeItBegins
    Person.objects.select_for_update().get(pk=person.pk)
    held = Appointment.objects.filter(person=person, role=role, office=office, school=school, country=country)
    standing = held.filter(ended_on__isnull=True).first()
    if standing is not None:
        return standing
    if role == Role.CONTACT_POINT and office is not None:
        _check_contact_point(person=person, office=office, started_on=started_on, ended_on=ended_on)
    appointment = Appointment.objects.create(
        person=person,
        role=role,
        office=office,
        school=school,
        country=country,
        started_on=started_on,
        ended_on=ended_on,
        appointed_by=actor,
    )
    acting_role = get_acting_role(actor, office_id=appointment.office_id)
    audit.log(action="network.appoint", instance=appointment, actor=actor, at=at, role=acting_role, to_state=role)
    events.publish(APPOINTMENT_CHANGED, appointment_id=appointment.pk)
    return appointment


def _end(appointment: Appointment, *, ended_on: date, actor: User | None, at: datetime) -> None:
    if ended_on < appointment.started_on:
        raise EndsBeforeItBegins
    appointment.ended_on = ended_on
    appointment.save(update_fields=["ended_on"])
    role = get_acting_role(actor, office_id=appointment.office_id)
    audit.log(
        action="network.end_appointment",
        instance=appointment,
        actor=actor,
        at=at,
        role=role,
        from_state=appointment.role,
    )
    shorten_delegations(appointment=appointment, actor=actor, at=at)
    events.publish(APPOINTMENT_CHANGED, appointment_id=appointment.pk)


def _is_secretariat_served(*, besides: Appointment, on: date) -> bool:
    """Whether somebody else who can sign in acts for the Secretariat on that day."""
    others = Appointment.objects.on(on).filter(role=Role.SECRETARIAT, person__user__is_active=True)
    return others.exclude(person_id=besides.person_id).exists()


def _check_contact_point(*, person: Person, office: Office, started_on: date, ended_on: date | None) -> None:
    if not Membership.objects.on(started_on).filter(person=person, office=office).exists():
        raise NotOfThisOffice
    terms = Appointment.objects.filter(role=Role.CONTACT_POINT, office=office).overlapping(started_on, ended_on)
    if (
        most_at_once(terms.values_list("started_on", "ended_on"), started_on=started_on)
        >= settings.CONTACT_POINTS_PER_OFFICE
    ):
        raise ContactPointsFull
