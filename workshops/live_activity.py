"""What live sessions ask about the series of editions: whose they are and how the calendar calls them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from courses.models import CoursePage
from live.activities import Activity, ActivityFacts
from live.models import Session
from lms.accounts.models import User
from network.selectors import get_standing
from workshops.enums import EditionState, StaffRole
from workshops.models import Edition
from workshops.services.schedule import admit_everybody


def get_calendar_facts(user: User, series_ids: Collection[int]) -> dict[int, ActivityFacts]:
    """Editions that are announced, with the area of their course and the host country; three queries."""
    editions = list(
        Edition.objects.public()
        .exclude(state=EditionState.CANCELLED)
        .filter(series_id__in=series_ids)
        .select_related("course_version", "host_office__country")
    )
    readable = set(
        Edition.objects.visible_to(user).filter(pk__in=[one.pk for one in editions]).values_list("pk", flat=True)
    )
    pages = CoursePage.objects.filter(key__in={one.course_version.course_key for one in editions}).select_related(
        "area"
    )
    areas = {page.key: page.area for page in pages}
    facts = {}
    for edition in editions:
        area = areas.get(edition.course_version.course_key)
        country = edition.host_office.country if edition.host_office else None
        assert edition.series_id is not None
        facts[edition.series_id] = ActivityFacts(
            title=str(edition.title),
            topic=area.key if area else "",
            topic_label=str(area.title) if area else "",
            country=country.iso if country else "",
            country_label=str(country.name) if country else "",
            url=reverse("workshops:edition", args=[edition.public_id]) if edition.pk in readable else "",
        )
    return facts


def get_planned_series(user: User) -> QuerySet[Edition, int | None]:
    """The Secretariat arranges every edition's sessions, whoever facilitates an edition those of that one."""
    editions = Edition.objects.exclude(series__isnull=True)
    standing = get_standing(user)
    if not standing.is_secretariat:
        own = Q(staff__person_id=standing.person_id or 0, staff__role=StaffRole.FACILITATOR)
        editions = editions.filter(own)
    return editions.values_list("series_id", flat=True)


def fill_session(session: Session, actor: User | None, at: datetime) -> None:
    """A session added to an edition is open to its people at once."""
    edition = Edition.objects.filter(series_id=session.series_id).first()
    if edition is not None:
        admit_everybody(edition=edition, session=session, actor=actor, at=at)


ACTIVITY = Activity("workshops", facts=get_calendar_facts, planned_by=get_planned_series, fill=fill_session)
