"""Giving people roles and ending them."""

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


class EndsBeforeItBegins(DomainError):
    message = _("An appointment cannot end before the day it begins. Choose a later day.")


class CountryNotForRole(DomainError):
    message = _("Only a coordinator or an auditor is appointed for one country.")


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

    The office's row is locked, so two people appointing at once cannot both take the last place.
    """
    if ended_on is not None and ended_on < started_on:
        raise EndsBeforeItBegins
    if country is not None and (role not in COUNTRY_ROLES or office is not None or school is not None):
        raise CountryNotForRole
    if role == Role.CONTACT_POINT and office is not None:
        Office.objects.select_for_update().get(pk=office.pk)
    else:
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


@transaction.atomic
def end_appointment(*, appointment: Appointment, ended_on: date, actor: User | None, at: datetime) -> Appointment:
    """The role ends with the beginning of ``ended_on``; one that ends no later already is left as it is."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.ended_on is not None and appointment.ended_on <= ended_on:
        return appointment
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
    return appointment


def _check_contact_point(*, person: Person, office: Office, started_on: date, ended_on: date | None) -> None:
    if not Membership.objects.on(started_on).filter(person=person, office=office).exists():
        raise NotOfThisOffice
    terms = Appointment.objects.filter(role=Role.CONTACT_POINT, office=office).overlapping(started_on, ended_on)
    others = list(terms.values_list("started_on", "ended_on"))
    # Terms are intervals: the most that hold at once is found on one of the days on which one of them begins.
    for day in {max(started_on, begins) for begins, _ends in others}:
        at_once = sum(1 for begins, ends in others if begins <= day and (ends is None or day < ends))
        if at_once >= settings.CONTACT_POINTS_PER_OFFICE:
            raise ContactPointsFull
