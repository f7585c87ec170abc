"""What the screens of delegations, offices and schools need, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import User
from lms.common.times import date_in_words
from network.enums import Role
from network.models import Appointment, Delegation, Office, Person, School
from network.permissions import can_withdraw_delegation
from network.vacancies import Vacancy, find_vacancies

MOST = 100  # delegations of one list


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation as a row."""

    public_id: str
    delegate: str
    holder: str
    office: str
    first_day: date
    last_day: date
    state: str
    tone: str
    can_withdraw: bool


@dataclass(frozen=True, slots=True)
class ContactPointLine:
    """One contact point of an office, of today or to come."""

    appointment_id: str
    name: str
    started_on: date
    last_day: date | None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """An office or a school with its name of today; the rest is an office's."""

    public_id: str
    name: str
    code: str
    country: str
    contact_points: int = 0
    vacancies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NameLine:
    """One name and when it held; ``is_now`` the one of today."""

    es: str
    en: str
    started_on: date
    last_day: date | None
    is_now: bool


def get_delegation_lines(user: User, on: date) -> list[DelegationLine]:
    """What the reader may see, the latest first."""
    rows = Delegation.objects.visible_to(user).select_related("appointment__person", "appointment__office", "delegate")
    lines = []
    for row in rows.order_by("-ended_on", "-pk")[:MOST]:
        state, tone = get_delegation_badge(row, on)
        lines.append(
            DelegationLine(
                public_id=row.public_id,
                delegate=row.delegate.full_name,
                holder=row.appointment.person.full_name,
                office=str(row.appointment.office),
                first_day=row.started_on,
                last_day=max(row.started_on, row.ended_on - timedelta(days=1)),
                state=state,
                tone=tone,
                can_withdraw=is_open(row, on) and can_withdraw_delegation(user, row),
            )
        )
    return lines


def is_open(delegation: Delegation, on: date) -> bool:
    """It holds or will."""
    return delegation.withdrawn_at is None and on < delegation.ended_on


def get_delegation_badge(delegation: Delegation, on: date) -> tuple[str, str]:
    """Word and tone of its state."""
    if delegation.withdrawn_at is not None:
        return _("Withdrawn"), "quiet"
    if delegation.holds_on(on):
        return _("In force"), "done"
    return (_("To come"), "info") if on < delegation.started_on else (_("Over"), "quiet")


def get_stand_ins(appointment: Appointment, on: date) -> list[Person]:
    """Who can be asked to stand in: the office's people of today with an account, without its contact points."""
    contact_points = Appointment.objects.on(on).filter(role=Role.CONTACT_POINT, office=appointment.office)
    people = Person.objects.of_office(appointment.office_id or 0).filter(user__is_active=True)
    return list(
        people.exclude(pk__in=contact_points.values("person_id"))
        .exclude(pk=appointment.person_id)
        .order_by("family_names", "given_names", "pk")
        .distinct()
    )


def get_contact_points(office: Office, on: date) -> list[ContactPointLine]:
    """The contact points of today and those to come."""
    rows = Appointment.objects.filter(role=Role.CONTACT_POINT, office=office).select_related("person")
    return [
        ContactPointLine(row.public_id, row.person.full_name, row.started_on, last_day(row.ended_on))
        for row in rows.order_by("started_on", "pk")
        if row.ended_on is None or (row.ended_on > on and row.ended_on > row.started_on)
    ]


def get_office_lines(on: date) -> list[PlaceLine]:
    """Every member office with its contact points of today and what is missing. Four queries."""
    offices = list(Office.objects.members().select_related("country").prefetch_related("names").order_by("code"))
    held = list(Appointment.objects.on(on).filter(role=Role.CONTACT_POINT).values_list("office_id", flat=True))
    vacancies = find_vacancies(on, office_ids=[office.pk for office in offices])
    return [
        PlaceLine(
            public_id=office.public_id,
            name=office.name_on(on) or office.code,
            code=office.code,
            country=str(office.country),
            contact_points=held.count(office.pk),
            vacancies=get_vacancy_sentences((one for one in vacancies if one.office_id == office.pk), on),
        )
        for office in offices
    ]


def get_school_lines(on: date) -> list[PlaceLine]:
    """Every school. Two queries."""
    schools = School.objects.select_related("country").prefetch_related("names").order_by("code")
    return [
        PlaceLine(school.public_id, school.name_on(on) or school.code, school.code, str(school.country))
        for school in schools
    ]


def get_name_lines(place: Office | School, on: date) -> list[NameLine]:
    """The history of its names, the latest first."""
    return [
        NameLine(
            es=name.name.in_language("es"),
            en=name.name.in_language("en"),
            started_on=name.started_on,
            last_day=last_day(name.ended_on),
            is_now=name.started_on <= on and (name.ended_on is None or on < name.ended_on),
        )
        for name in place.names.order_by("-started_on")
    ]


def get_vacancy_sentences(vacancies: Iterable[Vacancy], on: date) -> list[str]:
    """What is missing in one office, in words: who never came together, the others one by one."""
    found = list(vacancies)
    never = sum(1 for vacancy in found if vacancy.since is None)
    sentences = []
    if never:
        quota = settings.CONTACT_POINTS_PER_OFFICE
        sentence = ngettext(
            "%(missing)d of %(quota)d contact points has not been appointed.",
            "%(missing)d of %(quota)d contact points have not been appointed.",
            never,
        )
        sentences.append(sentence % {"missing": never, "quota": quota})
    for vacancy in found:
        if vacancy.since is not None:
            has_begun = vacancy.since <= on
            sentence = _("Vacant since %(date)s.") if has_begun else _("Vacant from %(date)s.")
            sentences.append(sentence % {"date": date_in_words(vacancy.since)})
    return sentences


def last_day(ended_on: date | None) -> date | None:
    """The last day of a half-open term."""
    return ended_on - timedelta(days=1) if ended_on else None
