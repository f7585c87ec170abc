"""The people of an edition, as far as each reader may know them; and who may still be nominated."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from live.models import Session
from lms.accounts.models import User
from lms.common.addresses import get_addresses
from lms.common.prepared import PreparedQuery
from network.models import Membership, Person
from network.selectors import get_standing
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment
from workshops.selectors.badges import Badge, enrolment_badge
from workshops.selectors.seats import SeatFigures, get_edition_figures, get_places_in_line

# Seats first, then the line, then who has left it.
ORDER = [
    EnrolmentState.ENROLLED,
    EnrolmentState.APPLIED,
    EnrolmentState.NOMINATED,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
    EnrolmentState.ALTERNATE,
    EnrolmentState.DECLINED,
    EnrolmentState.LAPSED,
    EnrolmentState.WITHDRAWN,
]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person on an edition's list."""

    url: str
    person_id: int
    name: str
    office_id: int
    office: str
    country: str
    modality: str
    state: str
    badge: Badge
    place_in_line: int | None
    respond_by: datetime | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session of an edition; ``ref`` is its address where the reader is admitted, else empty."""

    title: str
    starts_at: datetime
    ends_at: datetime
    ref: str


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody of the reader's office who is not on the list."""

    public_id: str
    name: str
    position: str


def get_person_rows(user: User, edition: Edition) -> list[PersonRow]:
    """Everybody on the list whom ``user`` may see by name; two queries at most."""
    rows = list(
        Enrolment.objects.visible_to(user)
        .filter(edition=edition)
        .values_list(
            "pk",
            "public_id",
            "person_id",
            "person__given_names",
            "person__family_names",
            "office_id",
            "office__code",
            "country__name",
            "modality",
            "state",
            "respond_by",
        )
    )
    has_line = any(row[9] == EnrolmentState.ALTERNATE for row in rows)
    places = get_places_in_line(edition.pk) if has_line else {}
    addresses = get_addresses("workshops:enrolment", [row[1] for row in rows])
    # Seventy rows have a handful of words among them.
    badges = {state: enrolment_badge(state) for state in {row[9] for row in rows}}
    modalities = {kind: str(SeatKind(kind).label) for kind in {row[8] for row in rows}}
    found = [
        PersonRow(
            url=addresses[public_id],
            person_id=person_id,
            name=f"{given} {family}".strip(),
            office_id=office_id,
            office=office,
            country=str(country),
            modality=modalities[modality],
            state=state,
            badge=badges[state],
            place_in_line=places.get(pk),
            respond_by=respond_by if state == EnrolmentState.NOMINATED else None,
        )
        for pk, public_id, person_id, given, family, office_id, office, country, modality, state, respond_by in rows
    ]
    return sorted(found, key=lambda row: (row.office, ORDER.index(EnrolmentState(row.state)), row.place_in_line or 0))


def get_session_lines(user: User, edition: Edition) -> list[SessionLine]:
    """When the edition meets, for everybody who sees it; the doors only to whom they open. One query."""
    if edition.series_id is None:
        return []
    return [
        SessionLine(str(title), starts_at, ends_at, public_id if is_own else "")
        for title, starts_at, ends_at, public_id, is_own in MEETINGS.rows(series_id=edition.series_id, user_id=user.pk)
    ]


def _meetings(series_id: int, user_id: int) -> QuerySet[Any, Any]:
    has_own_door = Exists(Session.objects.admitting(user_id).filter(pk=OuterRef("pk")))
    sessions = Session.objects.scheduled().filter(series_id=series_id).annotate(has_own_door=has_own_door)
    return sessions.values_list("title", "starts_at", "ends_at", "public_id", "has_own_door")


MEETINGS = PreparedQuery(_meetings)


def get_edition_seats(user: User, edition: Edition, on: date) -> list[SeatFigures]:
    """The pools whose figures ``user`` follows: all of them, or those the own office can use."""
    standing = get_standing(user)
    if standing.is_secretariat or standing.is_coordinator:
        return get_edition_figures(edition.pk, on=on)
    if standing.is_contact_point:
        return get_edition_figures(edition.pk, office_ids=standing.contact_point_office_ids, on=on)
    return []


def get_nominees(user: User, edition: Edition, on: date) -> list[Nominee]:
    """The people of the reader's offices who are not on the list, by family name. One query."""
    on_list = Enrolment.objects.active().filter(edition=edition).values("person_id")
    decided = [EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED]
    through = Enrolment.objects.filter(edition=edition, state__in=decided).values("person_id")
    rows = (
        Membership.objects.on(on)
        .filter(office_id__in=get_standing(user).contact_point_office_ids)
        .exclude(Q(person_id__in=on_list) | Q(person_id__in=through))
        .order_by("person__family_names", "person__given_names")
        .values_list("person__public_id", "person__given_names", "person__family_names", "position")
    )
    return [Nominee(public_id, f"{given} {family}".strip(), position) for public_id, given, family, position in rows]


def get_nominee(user: User, public_id: str, on: date) -> Person | None:
    """The person of that id where they belong to the reader's office, else None."""
    offices = get_standing(user).contact_point_office_ids
    members = Membership.objects.on(on).filter(office_id__in=offices).values("person_id")
    return Person.objects.filter(public_id=public_id, pk__in=members).first()
