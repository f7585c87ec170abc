"""Where contact points are missing, today or soon: read from the terms, day by day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from network.enums import Role
from network.models import Appointment, Office

DAYS_AHEAD = 30  # how long before the day an office that will lack a contact point is told of


@dataclass(frozen=True, slots=True)
class Term:
    """When one appointment holds."""

    appointment_id: int
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One contact point too few in an office. ``cause_id`` is the appointment whose end left the place empty.

    ``place`` counts the contact points there would be with it; ``since`` is None where there never was one.
    """

    office_id: int
    place: int
    since: date | None
    until: date | None
    cause_id: int = 0

    @property
    def key(self) -> str:
        """The same for as long as it is the same vacancy, also where the day of the end was changed meanwhile."""
        return f"{self.office_id}:{self.cause_id}"


def find_vacancies(on: date, *, office_ids: Collection[int] | None = None) -> list[Vacancy]:
    """Places that are empty on ``on`` or within the days of ``DAYS_AHEAD``. One query more than offices are given."""
    if office_ids is None:
        office_ids = list(Office.objects.members().order_by("code").values_list("pk", flat=True))
    if not office_ids:
        return []
    rows = Appointment.objects.filter(role=Role.CONTACT_POINT, office_id__in=office_ids)
    terms: dict[int, list[Term]] = {office_id: [] for office_id in office_ids}
    for office_id, appointment_id, started_on, ended_on in rows.values_list(
        "office_id", "pk", "started_on", "ended_on"
    ):
        terms[office_id or 0].append(Term(appointment_id, started_on, ended_on))
    horizon = on + timedelta(days=DAYS_AHEAD)
    return [
        vacancy
        for office_id, held in terms.items()
        for vacancy in read_vacancies(office_id, held)
        if (vacancy.since is None or vacancy.since <= horizon) and (vacancy.until is None or vacancy.until > on)
    ]


def read_vacancies(office_id: int, terms: Iterable[Term]) -> list[Vacancy]:
    """Every stretch of days on which a place stood, stands or will stand empty, of the whole history."""
    # On one day beginnings come before ends: who is followed on the day leaves no gap.
    moves: list[tuple[date, int, int]] = []
    for term in terms:
        if term.ended_on == term.started_on:
            continue  # it never held
        moves.append((term.started_on, 0, term.appointment_id))
        if term.ended_on is not None:
            moves.append((term.ended_on, 1, term.appointment_id))
    quota = settings.CONTACT_POINTS_PER_OFFICE
    empty: dict[int, tuple[date | None, int]] = dict.fromkeys(range(1, quota + 1), (None, 0))
    found, held = [], 0
    for day, is_end, appointment_id in sorted(moves):
        if is_end:
            if held <= quota:
                empty[held] = (day, appointment_id)
            held -= 1
            continue
        held += 1
        if held in empty:
            since, cause_id = empty.pop(held)
            if since is None or since < day:
                found.append(Vacancy(office_id, held, since, day, cause_id))
    found.extend(Vacancy(office_id, place, since, None, cause_id) for place, (since, cause_id) in empty.items())
    return sorted(found, key=lambda vacancy: (vacancy.since or date.min, -vacancy.place))
