"""Who stands where: the one answer to "which roles does this account hold today, and over what?"."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import formats
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.common.fields import Translated, TranslatedField
from lms.common.text import fold
from network.enums import DELEGATE, Role
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
    place: Translated = field(default_factory=Translated)
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
    """The standing of ``user``, read once per request (three queries) and kept on the user object."""
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is None:
        kept = _read_standing(user)
        user._standing = kept  # type: ignore[attr-defined]
    return kept


def is_people_administrator(user: User) -> bool:
    """Whether ``user`` acts for the Secretariat or an office: asked by every page, in one query at most."""
    kept: Standing | None = getattr(user, "_standing", None)
    if kept is not None:
        return kept.is_secretariat or kept.is_contact_point
    if not user.is_active:
        return False
    held = Appointment.objects.current().filter(person__user=user, role__in=[Role.SECRETARIAT, Role.CONTACT_POINT])
    return held.exists()


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
    office_id, country_id = membership or (None, None)
    return _make_standing(person_id, office_id, country_id, _read_acting(person_id, office_id))


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
    """Own roles and lent powers in one query. Lent powers are those of the office one belongs to, and end with that."""
    own = Appointment.objects.current().filter(person_id=person_id)
    # Office 0 is none: who belongs nowhere stands in for nobody.
    lent = Appointment.objects.lent_to(person_id=person_id).filter(role=Role.CONTACT_POINT, office_id=office_id or 0)
    rows = _with_places(own, ended_on="ended_on", is_lent=False).union(
        _with_places(lent, ended_on="delegations__ended_on", is_lent=True), all=True
    )
    acting = (
        Acting(role, office, school, country, ended_on, code or "", place or Translated(), bool(is_lent))
        for role, office, school, country, ended_on, code, place, is_lent in rows
    )
    return tuple(sorted(acting, key=lambda one: (one.is_lent, one.role, one.code)))


def _with_places(appointments: AppointmentQuerySet, *, ended_on: str, is_lent: bool) -> QuerySet[Any, Any]:
    office_name = OfficeName.objects.filter(office_id=OuterRef("office_id")).current().values("name")[:1]
    school_name = SchoolName.objects.filter(school_id=OuterRef("school_id")).current().values("name")[:1]
    return appointments.annotate(
        until=F(ended_on),
        code=Coalesce("office__code", "school__code", "country__iso"),
        place=Coalesce(
            Subquery(office_name), Subquery(school_name), F("country__name"), output_field=TranslatedField()
        ),
        is_lent=Value(is_lent),
    ).values_list("role", "office_id", "school_id", "country_id", "until", "code", "place", "is_lent")


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


def pack_acting(user: User) -> list[list[Any]]:
    """What the header says of ``user``, for a session to keep: rows that JSON can hold."""
    return [
        [one.role, one.is_lent, one.ended_on.isoformat() if one.ended_on else "", dict(one.place)]
        for one in get_standing(user).acting
    ]


def get_acting_words(packed: list[list[Any]], on: date) -> list[str]:
    """*Contact point · Office of …*, one line a role that still holds on that day."""
    words = []
    for role, is_lent, ended_on, place in packed:
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
