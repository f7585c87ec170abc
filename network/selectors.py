"""Who stands where: the one answer to "which roles does this account hold today, and over what?"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Now
from django.utils import formats
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.common.fields import Translated
from lms.common.prepared import PreparedQuery
from lms.common.text import fold
from network.enums import DELEGATE, SELF, Role
from network.models import Appointment, Country, Membership, Office, OfficeName, Person, SchoolName
from network.querysets import AppointmentQuerySet


@dataclass(frozen=True, slots=True)
class Acting:
    """One role held today and where: an office, a school, a country, or (with none) the whole network.

    ``is_lent`` where the powers are a contact point's and only lent. ``ended_on`` is the day on which it ends.
    """

    role: str
    office_id: int | None = None
    school_id: int | None = None
    country_id: int | None = None
    ended_on: date | None = None
    code: str = ""
    is_lent: bool = False

    @property
    def word(self) -> str:
        """As the audit trail writes it."""
        role = DELEGATE if self.is_lent else self.role
        return f"{role}/{self.code}" if self.code else role


@dataclass(frozen=True, slots=True)
class Standing:
    """The roles and scopes of one account at this moment. Somebody without a person stands nowhere.

    ``roles`` are all that are held, wherever; what a coordinator or an auditor of one country may do is not theirs
    everywhere, so ``is_coordinator`` and ``is_auditor`` mean the whole network.
    """

    person_id: int | None = None
    office_id: int | None = None
    country_id: int | None = None
    contact_point_office_ids: frozenset[int] = frozenset()  # the own ones, and those whose powers are lent
    lent_office_ids: frozenset[int] = frozenset()  # of these, those whose powers are only lent
    school_ids: frozenset[int] = frozenset()
    coordinator_school_ids: frozenset[int] = frozenset()
    coordinator_country_ids: frozenset[int] = frozenset()
    auditor_country_ids: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    regional_roles: frozenset[str] = frozenset()  # of the roles, those not bound to one country
    acting: tuple[Acting, ...] = ()

    @property
    def is_secretariat(self) -> bool:
        return Role.SECRETARIAT in self.roles

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.regional_roles

    @property
    def is_contact_point(self) -> bool:
        return bool(self.contact_point_office_ids)

    @property
    def own_office_ids(self) -> frozenset[int]:
        """Offices whose contact point one is oneself."""
        return self.contact_point_office_ids - self.lent_office_ids

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.regional_roles


def get_standing(user: User) -> Standing:
    """The standing of ``user``, read once per request (two queries) and kept on the user object."""
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
    if not user.is_active:
        return Standing()
    rows = PLACES.rows(user_id=user.pk)
    if not rows:
        return Standing()
    person_id, office_id, country_id = next((row for row in rows if row[1] is not None), rows[0])
    return _make_standing(person_id, office_id, country_id, _read_acting(person_id, office_id))


def _places(user_id: int) -> QuerySet[Any, Any]:
    """The person of an account, once for each membership of today, or once without one."""
    term = Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gt=Now())
    here = FilteredRelation("memberships", condition=Q(memberships__started_on__lte=Now()) & term)
    people = Person.objects.filter(user_id=user_id).annotate(here=here).order_by("here__pk")
    return people.values_list("pk", "here__office_id", "here__office__country_id")


def _make_standing(
    person_id: int, office_id: int | None, country_id: int | None, acting: tuple[Acting, ...]
) -> Standing:
    def places(role: str, attribute: str, *, lent_only: bool = False) -> frozenset[int]:
        found = (getattr(one, attribute) for one in acting if one.role == role and (one.is_lent or not lent_only))
        return frozenset(place for place in found if place)

    own = {one.office_id for one in acting if one.role == Role.CONTACT_POINT and not one.is_lent}
    return Standing(
        person_id=person_id,
        office_id=office_id,
        country_id=country_id,
        contact_point_office_ids=places(Role.CONTACT_POINT, "office_id"),
        lent_office_ids=places(Role.CONTACT_POINT, "office_id", lent_only=True) - own,
        school_ids=places(Role.SCHOOL_EDITOR, "school_id"),
        coordinator_school_ids=places(Role.COORDINATOR, "school_id"),
        coordinator_country_ids=places(Role.COORDINATOR, "country_id"),
        auditor_country_ids=places(Role.AUDITOR, "country_id"),
        roles=frozenset(one.role for one in acting),
        regional_roles=frozenset(one.role for one in acting if one.country_id is None),
        acting=acting,
    )


def _read_acting(person_id: int, office_id: int | None) -> tuple[Acting, ...]:
    # Office 0 is none: who belongs nowhere stands in for nobody.
    rows = POWERS.rows(person_id=person_id, office_id=office_id or 0)
    acting = (
        Acting(role, office, school, country, ended_on, code, bool(is_lent))
        for role, office, school, country, ended_on, code, is_lent in rows
    )
    return tuple(sorted(acting, key=lambda one: (one.is_lent, one.role, one.code)))


def _powers(person_id: int, office_id: int) -> QuerySet[Any, Any]:
    """Own roles and lent powers in one query. Lent powers are those of the office one belongs to, and end with that."""
    own = Appointment.objects.current().filter(person_id=person_id)
    lent = Appointment.objects.lent_to(person_id=person_id).filter(role=Role.CONTACT_POINT, office_id=office_id)
    return _acting_rows(own, ended_on="ended_on", is_lent=False).union(
        _acting_rows(lent, ended_on="delegations__ended_on", is_lent=True), all=True
    )


def _acting_rows(appointments: AppointmentQuerySet, *, ended_on: str, is_lent: bool) -> QuerySet[Any, Any]:
    code = Coalesce("office__code", "school__code", "country__iso", Value(""))
    return appointments.annotate(until=F(ended_on), code=code, is_lent=Value(is_lent)).values_list(
        "role", "office_id", "school_id", "country_id", "until", "code", "is_lent"
    )


# Every page of somebody signed in asks these two.
PLACES, POWERS = PreparedQuery(_places), PreparedQuery(_powers)


def get_acting_role(user: User | None, *, office_id: int | None = None) -> str:
    """Under which role ``user`` acts, as the audit trail writes it; empty for the system and for who holds none.

    With an office, the power over that office comes first: *CONTACT_POINT/FGR-SV*, or *DELEGATE/FGR-SV* where it is
    lent. Else the Secretariat before whatever else is held.
    """
    acting = get_standing(user).acting if user is not None else ()
    here = [one for one in acting if office_id and one.role == Role.CONTACT_POINT and one.office_id == office_id]
    if here:
        return here[0].word
    if any(one.role == Role.SECRETARIAT for one in acting):
        return Role.SECRETARIAT.value
    held = [one for one in acting if not office_id or one.role != Role.CONTACT_POINT]
    return held[0].word if held else ""


def get_role_towards(user: User | None, person: Person) -> str:
    """The same for an act upon ``person``: whoever acts upon oneself does it as oneself; that asks nothing."""
    return SELF if user is not None and person.user_id == user.pk else get_acting_role(user)


def pack_acting(user: User) -> list[list[Any]]:
    """What the header says of ``user``, for a session to keep: rows that JSON can hold; a query for each kind of place.

    Asking for no place at all asks nothing.
    """
    acting = get_standing(user).acting
    offices = OfficeName.objects.current().filter(office_id__in=[one.office_id for one in acting if one.office_id])
    schools = SchoolName.objects.current().filter(school_id__in=[one.school_id for one in acting if one.school_id])
    countries = Country.objects.filter(pk__in=[one.country_id for one in acting if one.country_id])
    names = {("office", pk): name for pk, name in offices.values_list("office_id", "name")}
    names |= {("school", pk): name for pk, name in schools.values_list("school_id", "name")}
    names |= {("country", pk): name for pk, name in countries.values_list("pk", "name")}
    return [[*key, _name_of(one, names)] for key, one in zip(acting_keys(user), acting, strict=True)]


def acting_keys(user: User) -> list[list[Any]]:
    """By what a session sees that the roles it keeps are still those of ``user``; no query beyond the standing."""
    return [
        [one.role, one.is_lent, one.ended_on.isoformat() if one.ended_on else "", one.code]
        for one in get_standing(user).acting
    ]


def _name_of(one: Acting, names: Mapping[tuple[str, int], Translated]) -> dict[str, str]:
    places = (("office", one.office_id or 0), ("school", one.school_id or 0), ("country", one.country_id or 0))
    return dict(next((names[place] for place in places if place in names), {}))


def get_acting_words(packed: list[list[Any]], on: date) -> list[str]:
    """*Contact point · Office of …*, one line a role that still holds on that day."""
    words = []
    for role, is_lent, ended_on, _code, place in packed:
        if ended_on and date.fromisoformat(ended_on) <= on:
            continue
        if is_lent:
            last = formats.date_format(date.fromisoformat(ended_on) - timedelta(days=1), _("j F Y"))
            word = _("By delegation of your contact point until %(date)s") % {"date": last}
        else:
            word = str(Role(role).label)
        words.append(" · ".join(part for part in (word, str(Translated(place))) if part))
    return words


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
