"""From one office to another, and out of the network."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit, events
from network.enums import Category
from network.models import Membership, Office, Person
from network.selectors import get_acting_role
from network.services.appointments import EndsBeforeItBegins, end_appointment
from network.services.invitations import withdraw_person_invitation
from network.signals import PERSON_LEFT, PERSON_MOVED


class AlreadyThere(DomainError):
    message = _("This person belongs to that office already.")


class MovedMeanwhile(DomainError):
    message = _("Somebody has changed meanwhile where this person belongs. Look at it again before you decide.")


@transaction.atomic
def transfer_person(
    *,
    person: Person,
    leaving: Membership | None,
    office: Office,
    on: date,
    actor: User | None,
    at: datetime,
    category: Category = Category.PROSECUTOR,
    position: str = "",
) -> Membership:
    """``person`` belongs to ``office`` from that day on and to no other; again returns what stands.

    ``leaving`` is the open membership whoever decides has seen (None: belongs nowhere); another one meanwhile refuses.
    Roles the person holds for another office end on that day. The person's row is locked.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    standing = person.memberships.filter(ended_on__isnull=True).first()
    if standing is not None and standing.office_id == office.pk:
        if standing.started_on == on:
            return standing
        raise AlreadyThere
    if (standing and standing.pk) != (leaving and leaving.pk):
        raise MovedMeanwhile
    if standing is not None:
        if on < standing.started_on:
            raise EndsBeforeItBegins
        standing.ended_on = on
        standing.save(update_fields=["ended_on"])
    if person.memberships.filter(ended_on__gt=on).exists():
        raise EndsBeforeItBegins
    membership = Membership.objects.create(
        person=person, office=office, category=category, position=position.strip(), started_on=on
    )
    audit.log(
        action="network.transfer_person",
        instance=person,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        from_state=standing.office.code if standing and standing.office else "",
        to_state=office.code,
    )
    events.publish(PERSON_MOVED, person_id=person.pk)
    _end_appointments(person, Q(office__isnull=False) & ~Q(office=office), on=on, actor=actor, at=at)
    return membership


@transaction.atomic
def leave_network(*, person: Person, reason: str, actor: User | None, at: datetime) -> Person:
    """Every membership and role ends today, the invitation is withdrawn, the account closed; again changes nothing."""
    if actor is not None and person.user_id == actor.pk:
        raise accounts.NotOneself
    person = Person.objects.select_for_update().get(pk=person.pk)
    on = at.date()
    _end_appointments(person, Q(), on=on, actor=actor, at=at)
    ended = 0
    for membership in person.memberships.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)):
        membership.ended_on = max(on, membership.started_on)
        membership.save(update_fields=["ended_on"])
        ended += 1
    if person.user is None:
        withdraw_person_invitation(person=person, actor=actor, at=at)
    was_open = person.user is not None and person.user.is_active
    if person.user is not None:
        accounts.close_user(user=person.user)
    if ended or was_open:
        role = get_acting_role(actor)
        audit.log(action="network.leave_network", instance=person, actor=actor, at=at, role=role, detail=reason)
        events.publish(PERSON_LEFT, person_id=person.pk)
    return person


def _end_appointments(person: Person, which: Q, *, on: date, actor: User | None, at: datetime) -> None:
    """End what holds on that day or later; what has yet to begin never does."""
    later = person.appointments.filter(which).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)).order_by("pk")
    for appointment in later:
        end_appointment(appointment=appointment, ended_on=max(on, appointment.started_on), actor=actor, at=at)
