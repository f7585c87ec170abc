"""What the directory and the page of one person show to those who look after people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from lms.accounts.enums import InvitationState
from lms.accounts.models import User
from lms.common.text import fold
from network.enums import AccountState, Category, Role
from network.models import Appointment, Membership, Office, Person
from network.permissions import can_appoint
from network.querysets import PersonQuerySet
from network.selectors import get_standing

TONES = {
    AccountState.NOT_INVITED: "quiet",
    AccountState.INVITED: "info",
    AccountState.INVITATION_EXPIRED: "soon",
    AccountState.FACTOR_MISSING: "soon",
    AccountState.ACTIVE: "done",
    AccountState.SUSPENDED: "refused",
    AccountState.CLOSED: "quiet",
}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in the list."""

    public_id: str
    name: str
    position: str
    place: str
    roles: list[str]
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class TermLine:
    """A membership or an appointment, with its days and what the reader may do about it."""

    title: str
    place: str
    started_on: date
    ended_on: date | None
    when: str  # current | coming | former
    public_id: str = ""
    can_end: bool = False
    can_substitute: bool = False

    @property
    def is_current(self) -> bool:
        return self.when == "current"


@dataclass(frozen=True, slots=True)
class Account:
    """How far the person has come with the own account."""

    state: AccountState
    expires_at: datetime | None = None

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]


def with_state(people: PersonQuerySet, at: datetime) -> PersonQuerySet:
    """``people`` with ``account_state``, decided in the database so that a list can be filtered by it."""
    factors = Authenticator.objects.filter(
        user_id=OuterRef("user_id"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    pending = Q(user__isnull=True, invitation__state=InvitationState.PENDING)
    states = Case(
        When(Q(user__is_active=False, user__suspended_at__isnull=False), then=Value(AccountState.SUSPENDED)),
        When(Q(user__is_active=False), then=Value(AccountState.CLOSED)),
        When(Q(user__isnull=False) & Exists(factors), then=Value(AccountState.ACTIVE)),
        When(Q(user__isnull=False), then=Value(AccountState.FACTOR_MISSING)),
        When(pending & Q(invitation__expires_at__gt=at), then=Value(AccountState.INVITED)),
        When(pending, then=Value(AccountState.INVITATION_EXPIRED)),
        default=Value(AccountState.NOT_INVITED),
        output_field=CharField(),
    )
    return people.annotate(account_state=states)


def find_people(
    user: User, at: datetime, *, name: str = "", office: str = "", role: str = "", state: str = ""
) -> PersonQuerySet:
    """The people whom the reader may see and who answer the description, by family name."""
    people = with_state(Person.objects.visible_to(user), at)
    if office:
        of_office = Membership.objects.current().filter(person_id=OuterRef("pk"), office__code=office)
        people = people.filter(Exists(of_office))
    if role:
        people = people.filter(Exists(Appointment.objects.current().filter(person_id=OuterRef("pk"), role=role)))
    if state:
        people = people.filter(account_state=state)  # type: ignore[misc]  # the annotation of with_state
    if name:
        people = people.filter(pk__in=_named(people, name))
    return people.order_by("family_names", "given_names", "pk")


def _named(people: PersonQuerySet, name: str) -> list[int]:
    """Keys of those whose names hold every word of ``name``, accents and case aside: databases fold neither alike."""
    words = fold(name).split()
    rows = people.values_list("pk", "given_names", "family_names")
    return [pk for pk, given, family in rows if all(word in fold(f"{given} {family}") for word in words)]


def get_person_lines(people: Iterable[Person]) -> list[PersonLine]:
    """The lines of one page, in as many queries for one as for twenty."""
    found = list(people)
    keys = [person.pk for person in found]
    memberships = {
        membership.person_id: membership
        for membership in Membership.objects.current()
        .filter(person__in=keys)
        .select_related("office__country", "institution")
        .order_by("started_on", "pk")
    }
    roles: dict[int, list[str]] = {}
    held = Appointment.objects.current().filter(person__in=keys).select_related("office", "school").order_by("pk")
    for appointment in held:
        roles.setdefault(appointment.person_id, []).append(_role_words(appointment))
    return [_line(person, memberships.get(person.pk), roles.get(person.pk, [])) for person in found]


def _line(person: Person, membership: Membership | None, roles: list[str]) -> PersonLine:
    state = AccountState(person.account_state)  # type: ignore[attr-defined]
    return PersonLine(
        public_id=person.public_id,
        name=person.full_name,
        position=_position(membership),
        place=_place(membership),
        roles=roles,
        state=str(state.label),
        tone=TONES[state],
    )


def _position(membership: Membership | None) -> str:
    if membership is None:
        return ""
    return membership.position or str(Category(membership.category).label)


def _place(membership: Membership | None) -> str:
    if membership is None:
        return ""
    if membership.office is not None:
        return f"{membership.office.code} · {membership.office.country}"
    return str(membership.institution)


def _role_words(appointment: Appointment) -> str:
    place = appointment.office or appointment.school
    label = str(Role(appointment.role).label)
    return f"{label} ({place.code})" if place else label


def get_offices(user: User) -> list[Office]:
    """The offices whose people the reader may choose among, by code."""
    standing = get_standing(user)
    offices = Office.objects.members().select_related("country").prefetch_related("names").order_by("code")
    return list(offices if standing.is_secretariat else offices.filter(pk__in=standing.contact_point_office_ids))


def get_account(person: Person) -> Account:
    """Of a person read by ``with_state``."""
    state = AccountState(person.account_state)  # type: ignore[attr-defined]
    invitation = person.invitation
    is_open = state in {AccountState.INVITED, AccountState.INVITATION_EXPIRED} and invitation is not None
    return Account(state, invitation.expires_at if is_open and invitation is not None else None)


def get_membership_lines(person: Person, on: date) -> list[TermLine]:
    """Where the person belongs and belonged, the latest first."""
    rows = person.memberships.select_related("office__country", "institution", "unit")
    rows = rows.order_by(F("ended_on").desc(nulls_first=True), "-started_on", "-pk")
    return [
        TermLine(_place(row), _position(row), row.started_on, row.ended_on, _when(row.started_on, row.ended_on, on))
        for row in rows
    ]


def get_appointment_lines(person: Person, user: User, on: date) -> list[TermLine]:
    """The roles the person holds, will hold and held, the latest first."""
    may = can_appoint(user)
    lines = []
    rows = person.appointments.select_related("office__country", "school__country").order_by("-started_on", "-pk")
    for row in rows:
        when, place = _when(row.started_on, row.ended_on, on), row.office or row.school
        is_open = may and when != "former"
        lines.append(
            TermLine(
                title=str(Role(row.role).label),
                place=f"{place.code} · {place.country}" if place else _("the whole network"),
                started_on=row.started_on,
                ended_on=row.ended_on,
                when=when,
                public_id=row.public_id,
                can_end=is_open,
                can_substitute=is_open and row.role == Role.CONTACT_POINT,
            )
        )
    return lines


def _when(started_on: date, ended_on: date | None, on: date) -> str:
    if ended_on is not None and ended_on <= on:
        return "former"
    return "coming" if started_on > on else "current"


def get_successors(appointment: Appointment, on: date) -> list[Person]:
    """Those of the office who could take the place: who belong to it and are no contact point of it."""
    held = Appointment.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), role=Role.CONTACT_POINT, office=appointment.office
    )
    of_office = Membership.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), office=appointment.office)
    people = Person.objects.filter(pk__in=of_office.values("person_id")).exclude(pk__in=held.values("person_id"))
    return list(people.order_by("family_names", "given_names", "pk"))
