"""Editions as lists and the public see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses.announcements import Announcement
from lms.accounts.models import User
from network.selectors import get_standing
from workshops.enums import SeatKind
from workshops.models import Edition, Enrolment
from workshops.selectors.badges import Badge, edition_badge, enrolment_badge
from workshops.selectors.seats import SeatFigures, get_seat_figures


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition in a reader's list: its facts, the reader's own state, the reader's offices' seats."""

    public_id: str
    title: str
    course: str
    badge: Badge
    modality: str
    country: str
    starts_on: date
    ends_on: date
    closes_at: datetime | None
    own: Badge | None
    own_ref: str
    seats: list[SeatFigures]
    people: int
    can_nominate: bool


def get_public_editions(course_key: str) -> list[Announcement]:
    """The editions of a course as anybody may know them: no seats, no people, no address behind the sign-in."""
    editions = Edition.objects.public().filter(course_version__course_key=course_key)
    return [
        Announcement(
            title=str(edition.title),
            starts_on=edition.starts_on,
            ends_on=edition.ends_on,
            modality=str(edition.get_modality_display()),
            place=get_place(edition),
            status=badge.label,
            tone=badge.tone,
        )
        for edition in editions.select_related("host_office__country")
        for badge in [edition_badge(edition.state)]
    ]


def get_place(edition: Edition) -> str:
    """The host country, or that there is none."""
    return str(edition.host_office.country) if edition.host_office else _("Without a host country")


def get_edition_lines(user: User, editions: Sequence[Edition], at: datetime) -> list[EditionLine]:
    """A page of the list for ``user``; four queries, however many editions (their countries joined already)."""
    standing = get_standing(user)
    ids = [edition.pk for edition in editions]
    own = {
        row.edition_id: row for row in Enrolment.objects.filter(edition_id__in=ids, person_id=standing.person_id or 0)
    }
    seats: dict[int, list[SeatFigures]] = {}
    people: dict[int, int] = {}
    if standing.is_contact_point:
        offices = standing.contact_point_office_ids
        of_office = Q(edition_id__in=ids, kind=SeatKind.IN_PERSON, office_id__in=offices)
        for figures in get_seat_figures(of_office):
            seats.setdefault(figures.edition_id, []).append(figures)
        listed = Enrolment.objects.listed().filter(edition_id__in=ids, office_id__in=offices)
        people = dict(listed.order_by().values_list("edition_id").annotate(Count("pk")))
    return [
        EditionLine(
            public_id=edition.public_id,
            title=str(edition.title),
            course=str(edition.course_version.title),
            badge=edition_badge(edition.state),
            modality=str(edition.get_modality_display()),
            country=get_place(edition),
            starts_on=edition.starts_on,
            ends_on=edition.ends_on,
            closes_at=edition.nomination_closes_at if edition.is_open_for_nomination(at) else None,
            own=enrolment_badge(own[edition.pk].state) if edition.pk in own else None,
            own_ref=own[edition.pk].public_id if edition.pk in own else "",
            seats=seats.get(edition.pk, []) if edition.is_under_way_or_ahead else [],
            people=people.get(edition.pk, 0),
            can_nominate=standing.is_contact_point,
        )
        for edition in editions
    ]
