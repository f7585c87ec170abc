"""Entering people and where they belong."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.text import clean_name, fold
from lms.records import audit
from network.enums import Category, Sex
from network.models import Institution, Membership, Office, Person, Unit
from network.selectors import get_acting_role


class EmailTaken(DomainError):
    message = _("Somebody else is registered with this e-mail address. Check the address, or the name.")


class NameMissing(DomainError):
    message = _("Write the given names and the family names.")


class BelongsElsewhere(DomainError):
    message = _("This person already belongs to another office. End that membership first.")


class UnitOfAnotherOffice(DomainError):
    message = _("That unit belongs to another office. Choose one of this office.")


@transaction.atomic
def register_person(
    *,
    given_names: str,
    family_names: str,
    email: str,
    actor: User | None,
    at: datetime,
    sex: Sex = Sex.UNDISCLOSED,
) -> Person:
    """Enter a person; the same name and address again is the same person, another name is refused."""
    given_names, family_names, email = clean_name(given_names), clean_name(family_names), email.strip()
    if not given_names or not family_names:
        raise NameMissing
    person, is_new = Person.objects.get_or_create(
        email__iexact=email,
        defaults={"email": email, "given_names": given_names, "family_names": family_names, "sex": sex},
    )
    if fold(person.full_name) != fold(f"{given_names} {family_names}"):
        raise EmailTaken
    if is_new:
        audit.log(action="network.register_person", instance=person, actor=actor, at=at, role=get_acting_role(actor))
    return person


@transaction.atomic
def add_membership(
    *,
    person: Person,
    started_on: date,
    actor: User | None,
    at: datetime,
    office: Office | None = None,
    institution: Institution | None = None,
    unit: Unit | None = None,
    category: Category = Category.PROSECUTOR,
    position: str = "",
) -> Membership:
    """Note that ``person`` belongs to ``office`` or ``institution``; belonging to it already returns what stands."""
    if unit is not None and (office is None or unit.office_id != office.pk):
        raise UnitOfAnotherOffice
    Person.objects.select_for_update().get(pk=person.pk)  # two people entering the same membership take turns
    standing = person.memberships.filter(ended_on__isnull=True).first()
    if standing is not None:
        if (standing.office_id, standing.institution_id) != (office and office.pk, institution and institution.pk):
            raise BelongsElsewhere
        return standing
    membership = Membership.objects.create(
        person=person,
        office=office,
        institution=institution,
        unit=unit,
        category=category,
        position=position.strip(),
        started_on=started_on,
    )
    role = get_acting_role(actor, office_id=membership.office_id)
    audit.log(action="network.add_membership", instance=person, actor=actor, at=at, role=role)
    return membership
