"""The network's calendar as one reader may see it, and whose sessions would meet at the same hour."""

import calendar as months
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from live.activities import ActivityFacts, get_facts
from live.enums import ParticipantRole
from live.models import Participant, Series, Session
from live.recurrence import Span
from lms.accounts.models import User
from lms.common.times import current_zone


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """One session on the calendar. ``ref`` is its address where the reader is admitted; ``title`` is its activity's."""

    title: str
    own_title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    day: date  # on the reader's clock
    modality: str
    modality_label: str
    topic: str
    topic_label: str
    country: str
    country_label: str
    ref: str
    url: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter that the calendar of this month holds."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class AgendaFilter:
    """What a reader wants to see; empty words choose nothing away."""

    country: str = ""
    topic: str = ""
    modality: str = ""
    is_own: bool = False

    def takes(self, entry: AgendaEntry) -> bool:
        return (
            self.country in {"", entry.country}
            and self.topic in {"", entry.topic}
            and self.modality in {"", entry.modality}
            and (entry.is_own or not self.is_own)
        )


@dataclass(frozen=True, slots=True)
class Agenda:
    """The entries of a month that pass the filter, and what there is to filter by."""

    entries: list[AgendaEntry]
    countries: list[Choice]
    topics: list[Choice]


def get_agenda(user: User, first_on: date, last_on: date, wanted: AgendaFilter) -> Agenda:
    """Sessions from ``first_on`` to ``last_on``, both counted in, on the reader's clock; always as few queries."""
    zone = ZoneInfo(current_zone())
    start = datetime.combine(first_on, time.min, tzinfo=zone)
    end = datetime.combine(last_on + timedelta(days=1), time.min, tzinfo=zone)
    found = list(
        Session.objects.scheduled()
        .filter(starts_at__lt=end.astimezone(UTC), ends_at__gt=start.astimezone(UTC))
        .select_related("series")
        .order_by("starts_at", "pk")
    )
    own = set(Session.objects.visible_to(user).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    facts = get_facts(user, {one.series_id for one in found})
    entries = [
        _entry(one, facts.get(one.series_id), is_own=one.pk in own, zone=zone)
        for one in found
        if one.pk in own or one.series_id in facts
    ]
    return Agenda(
        entries=[entry for entry in entries if wanted.takes(entry)],
        countries=_choices({(entry.country, entry.country_label) for entry in entries}),
        topics=_choices({(entry.topic, entry.topic_label) for entry in entries}),
    )


def _entry(session: Session, facts: ActivityFacts | None, *, is_own: bool, zone: ZoneInfo) -> AgendaEntry:
    told = facts or ActivityFacts(title=str(session.series.title))
    return AgendaEntry(
        title=told.title,
        own_title=str(session.title) if is_own else "",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.series.time_zone,
        day=session.starts_at.astimezone(zone).date(),
        modality=session.modality,
        modality_label=session.get_modality_display(),
        topic=told.topic,
        topic_label=told.topic_label,
        country=told.country,
        country_label=told.country_label,
        ref=session.public_id if is_own else "",
        url=told.url,
        is_own=is_own,
    )


def _choices(pairs: Collection[tuple[str, str]]) -> list[Choice]:
    return [Choice(key, label) for key, label in sorted(pairs, key=lambda pair: pair[1]) if key]


@dataclass(frozen=True, slots=True)
class Day:
    """One square of the month."""

    on: date
    is_in_month: bool
    is_today: bool
    entries: list[AgendaEntry]


def lay_out_month(first_on: date, entries: Sequence[AgendaEntry], today: date) -> list[list[Day]]:
    """Weeks from Monday to Sunday that hold the month of ``first_on``."""
    by_day: dict[date, list[AgendaEntry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    weeks = months.Calendar().monthdatescalendar(first_on.year, first_on.month)
    return [[Day(on, on.month == first_on.month, on == today, by_day.get(on, [])) for on in week] for week in weeks]


# --- the same people at the same hour


@dataclass(frozen=True, slots=True)
class Overlap:
    """At one planned hour: how many of these people have another session then. No titles: these are others' affairs."""

    starts_at: datetime
    ends_at: datetime
    facilitators: int
    participants: int


def get_overlaps(series: Series, planned: Sequence[Span], *, but: Collection[int] = ()) -> list[Overlap]:
    """Where the people of ``series`` are expected in another session meanwhile; two queries.

    ``but`` are ids of sessions that do not count, such as the ones about to be moved.
    """
    if not planned:
        return []
    people = {
        person_id: ParticipantRole(role)
        for person_id, role in Participant.objects.admitted()
        .filter(session__series=series)
        .values_list("person_id", "role")
    }
    meeting = Q(pk__in=[])
    for starts_at, ends_at in planned:
        meeting |= Q(session__starts_at__lt=ends_at, session__ends_at__gt=starts_at)
    busy = list(
        Participant.objects.admitted()
        .filter(meeting, person_id__in=people, session__state="SCHEDULED")
        .exclude(session_id__in=but)
        .exclude(session__series=series, session__starts_at__in=[span[0] for span in planned])
        .values_list("person_id", "session__starts_at", "session__ends_at")
    )
    overlaps = []
    for starts_at, ends_at in planned:
        who = {person_id for person_id, begins, ends in busy if begins < ends_at and ends > starts_at}
        count = Counter(people[person_id] == ParticipantRole.FACILITATOR for person_id in who)
        if who:
            overlaps.append(Overlap(starts_at, ends_at, facilitators=count[True], participants=count[False]))
    return overlaps


def get_own_overlaps(user: User, session: Session) -> list[Session]:
    """The reader's other sessions at the hour of ``session``; one query."""
    return list(
        Session.objects.visible_to(user)
        .scheduled()
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .exclude(pk=session.pk)
        .order_by("starts_at")[:5]
    )
