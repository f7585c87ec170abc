"""Who stands where: the one answer to "which roles does this account hold today, and over what?"."""

from dataclasses import dataclass
from datetime import date

from lms.accounts.models import User
from lms.common.text import fold
from network.enums import Role
from network.models import Appointment, Country, Membership, Office, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles and scopes of one account at this moment. Somebody without a person stands nowhere."""

    person_id: int | None = None
    office_id: int | None = None
    country_id: int | None = None
    contact_point_office_ids: frozenset[int] = frozenset()
    school_ids: frozenset[int] = frozenset()
    coordinator_school_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()

    @property
    def is_secretariat(self) -> bool:
        return Role.SECRETARIAT in self.roles

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_contact_point(self) -> bool:
        return bool(self.contact_point_office_ids)

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles


def get_standing(user: User) -> Standing:
    """The standing of ``user``, read once per request (three queries) and kept on the user object."""
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is None:
        kept = _read_standing(user)
        user._standing = kept  # type: ignore[attr-defined]
    return kept


def get_serving_users(role: Role, *, on: date) -> list[User]:
    """The active accounts of whoever holds ``role`` on that day, each once."""
    held = Appointment.objects.on(on).filter(role=role, person__user__isnull=False)
    return list(User.objects.filter(is_active=True, pk__in=held.values("person__user_id")).order_by("pk"))


def _read_standing(user: User) -> Standing:
    person_id = Person.objects.filter(user_id=user.pk).values_list("pk", flat=True).first() if user.is_active else None
    if person_id is None:
        return Standing()
    membership = (
        Membership.objects.current()
        .filter(person_id=person_id, office__isnull=False)
        .values_list("office_id", "office__country_id")
        .first()
    )
    appointments = list(
        Appointment.objects.current().filter(person_id=person_id).values_list("role", "office_id", "school_id")
    )
    office_id, country_id = membership or (None, None)
    return Standing(
        person_id=person_id,
        office_id=office_id,
        country_id=country_id,
        contact_point_office_ids=frozenset(
            office for role, office, _ in appointments if role == Role.CONTACT_POINT and office
        ),
        school_ids=frozenset(school for role, _, school in appointments if role == Role.SCHOOL_EDITOR and school),
        coordinator_school_ids=frozenset(
            school for role, _, school in appointments if role == Role.COORDINATOR and school
        ),
        roles=frozenset(role for role, _, _ in appointments),
    )


def get_identity(user: User) -> frozenset[str]:
    """Words that two accounts share only where one person stands behind both: one registered twice has one name.

    Two people of exactly the same name cannot check one another either; another colleague can.
    """
    names = Person.objects.filter(user_id=user.pk).values_list("given_names", "family_names")
    return frozenset(fold(f"{given} {family}") for given, family in names)


def get_office_code(user: User) -> str:
    """The code of the office ``user`` belongs to today, read anew: somebody may have left it a moment ago."""
    return (
        Membership.objects.current()
        .filter(person__user_id=user.pk, office__isnull=False)
        .values_list("office__code", flat=True)
        .first()
        or ""
    )


def get_person_office_id(person: Person) -> int | None:
    """The office ``person`` belongs to today."""
    return (
        Membership.objects.current()
        .filter(person=person, office__isnull=False)
        .values_list("office_id", flat=True)
        .first()
    )


def get_home_country(person: Person) -> Country | None:
    """The country of the office or institution ``person`` belongs to: its language and clock are a first guess."""
    membership = (
        Membership.objects.current()
        .filter(person=person)
        .select_related("office__country", "institution__country")
        .first()
    )
    if membership is None:
        return None
    place = membership.office or membership.institution
    return place.country if place else None


def get_office_people(office: Office) -> list[Person]:
    """Those who belong to ``office`` today, by family name."""
    return list(Person.objects.of_office(office.pk).order_by("family_names", "given_names", "pk").distinct())
