"""Entering and inviting somebody in one act, as the form and the file do it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from network.enums import Category, Role
from network.models import Office, Person, School
from network.services.appointments import appoint
from network.services.invitations import invite_person
from network.services.people import add_membership, register_person

WITHOUT_PLACE = {Role.COORDINATOR, Role.AUDITOR, Role.EXPERT}  # act for the whole network
OF_SCHOOL = {Role.SCHOOL_EDITOR, Role.COORDINATOR}


class KnownElsewhere(DomainError):
    """The same sentence whatever the reason: a contact point does not learn who is in another office."""

    message = _("Your office cannot register this address. Ask the Secretariat to do it.")


class PlaceMissing(DomainError):
    message = _("Say to which office the person belongs, or which role they have at which school.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to be entered, as a form or a row of a file says it."""

    given_names: str
    family_names: str
    email: str
    office: Office | None = None
    school: School | None = None
    category: Category = Category.PROSECUTOR
    position: str = ""
    language: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    person: Person
    is_new: bool
    is_invited: bool  # a mail is on its way


@transaction.atomic
def enter_person(*, entry: Entry, started_on: date, actor: User, at: datetime) -> Entered:
    """Register, give a place and a role, and invite, all or nothing; again changes nothing and invites nobody twice."""
    check_place(entry)
    known = Person.objects.filter(email__iexact=entry.email.strip()).first()
    if known is not None and not Person.objects.visible_to(actor).filter(pk=known.pk).exists():
        raise KnownElsewhere
    person = register_person(
        given_names=entry.given_names, family_names=entry.family_names, email=entry.email, actor=actor, at=at
    )
    if entry.office is not None:
        add_membership(
            person=person,
            office=entry.office,
            category=entry.category,
            position=entry.position,
            started_on=started_on,
            actor=actor,
            at=at,
        )
    if entry.role:
        role = Role(entry.role)
        office = entry.office if role == Role.CONTACT_POINT else None
        school = entry.school if role in OF_SCHOOL else None
        appoint(person=person, role=role, office=office, school=school, started_on=started_on, actor=actor, at=at)
    if person.user_id is not None:
        return Entered(person, is_new=known is None, is_invited=False)
    before = person.invitation_id
    invitation = invite_person(person=person, language=entry.language, actor=actor, at=at)
    return Entered(person, is_new=known is None, is_invited=invitation.pk != before)


def check_place(entry: Entry) -> None:
    """An office, a role at a school, or a role that acts for the whole network."""
    has_school = entry.school is not None and entry.role in OF_SCHOOL
    if entry.office is None and not has_school and entry.role not in WITHOUT_PLACE:
        raise PlaceMissing
    if entry.school is not None and entry.role not in OF_SCHOOL:
        raise PlaceMissing
