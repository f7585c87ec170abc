"""The few words templates need that Django lacks; loaded everywhere as builtins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lms.common import times
from lms.common.addresses import get_address_in

register = template.Library()


@register.filter
def instant(at: datetime | None, zone: str | None = None) -> str | SafeString:
    """``{{ session.starts_at|instant }}``: date in words, hour and city of the reader (or of ``zone``)."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), times.instant_in_words(at, zone)
    )


@register.filter
def clock(at: datetime | None, zone: str | None = None) -> str:
    """``14:00`` on the reader's clock, or on that of ``zone``; only beside a date and a city."""
    if at is None:
        return ""
    return at.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone()).strftime("%H:%M")


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in words, on the reader's clock when it is an instant."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return times.date_in_words(value)


@register.filter
def days_to(first: date, last: date) -> str:
    """``{{ edition.starts_on|days_to:edition.ends_on }}``: *del 7 al 11 de diciembre de 2026*."""
    return times.days_in_words(first, last)


@register.filter
def city(zone: str) -> str:
    """The city a reader knows a zone by."""
    return times.zone_city(zone)


@register.filter
def minutes(seconds: int | None) -> int:
    """Whole minutes of a number of seconds, rounded down: nobody is credited a minute they were not there."""
    return (seconds or 0) // 60


@register.filter
def initials(name: str | None) -> str:
    """First letters of the first and the last word of a name: ornament beside the name, never instead of it."""
    words = (name or "").split()
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.filter
def first_id(field: BoundField) -> str:
    """The id of what a link to ``field`` should focus: the control, or the first of a group."""
    if field.id_for_label:
        return field.id_for_label
    return f"{field.auto_id}_0"


@register.simple_tag
def reader_zone() -> str:
    """The IANA name of the zone in which this page shows hours."""
    return times.current_zone()


@register.simple_tag
def period(starts_at: datetime, ends_at: datetime | None = None, zone: str | None = None) -> str:
    """From when to when, in words, with the city."""
    return times.period_in_words(starts_at, ends_at or None, zone or None)


@register.simple_tag(takes_context=True)
def page_in_language(context: Context, code: str) -> str:
    """The address of this page in another language, or "" where its address knows no language."""
    known: Mapping[str, str] = context.get("translations") or {}
    if code in known:
        return known[code]
    request = context.get("request")
    if request is None:
        return ""
    page: Any = context.get("page")
    if hasattr(page, "get_translations"):  # an editors' page may have another path in each language
        translated = page.get_translations().live().filter(locale__language_code=code).first()
        return (translated.get_url(request) or "") if translated else ""
    here = request.get_full_path()
    other = get_address_in(code, here)
    return "" if other == here else other


@dataclass(frozen=True, slots=True)
class SeatStrip:
    """An office's seats as figures and, where they are few, one by one."""

    capacity: int
    taken: int
    offered: int
    cells: list[Mapping[str, Any]]

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken - self.offered, 0)


MOST_CELLS = 12  # more seats than these are told as figures and a bar


@register.simple_tag
def seat_cells(seats: Sequence[Mapping[str, Any]] | None, capacity: Any, taken: Any, offered: Any) -> SeatStrip:
    """Seats given one by one, or made from three figures."""
    if seats:
        states = [seat["state"] for seat in seats]
        return SeatStrip(len(seats), states.count("taken"), states.count("offered"), list(seats))
    strip = SeatStrip(capacity or 0, taken or 0, offered or 0, [])
    if strip.capacity > MOST_CELLS:
        return strip
    states = ["taken"] * strip.taken + ["offered"] * strip.offered + ["free"] * strip.free
    return SeatStrip(strip.capacity, strip.taken, strip.offered, [{"state": state} for state in states])


@register.simple_tag
def chart_top(rows: Iterable[Mapping[str, int]], top: Any = None) -> int:
    """The value of the longest bar; never nought, which could not be drawn."""
    return top or max([row["value"] for row in rows], default=0) or 1
