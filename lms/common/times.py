"""Instants and how they are read aloud: always with a zone, dates in words."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The cities that readers of the network know their own clock by (DOMAIN §5). Others are named by their IANA city.
ZONE_CITIES = {
    "America/Belize": gettext_lazy("Belmopan"),
    "America/Bogota": gettext_lazy("Bogotá"),
    "America/Costa_Rica": gettext_lazy("San José"),
    "America/Santo_Domingo": gettext_lazy("Santo Domingo"),
    "America/El_Salvador": gettext_lazy("San Salvador"),
    "America/Guatemala": gettext_lazy("Guatemala City"),
    "America/Tegucigalpa": gettext_lazy("Tegucigalpa"),
    "America/Mexico_City": gettext_lazy("Mexico City"),
    "America/Tijuana": gettext_lazy("Tijuana"),
    "America/Cancun": gettext_lazy("Cancún"),
    "America/Hermosillo": gettext_lazy("Hermosillo"),
    "America/Managua": gettext_lazy("Managua"),
    "America/Panama": gettext_lazy("Panama City"),
    "Europe/Madrid": gettext_lazy("Madrid"),
    "UTC": gettext_lazy("UTC"),
}


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every IANA zone this machine knows."""
    return frozenset(available_timezones())


def zone_city(zone: str) -> str:
    """The city a reader knows ``zone`` by, in the active language."""
    known = ZONE_CITIES.get(zone)
    return str(known) if known else zone.rsplit("/", 1)[-1].replace("_", " ")


def current_zone() -> str:
    """The IANA name of the reader's zone for this request."""
    return timezone.get_current_timezone_name()


def date_in_words(day: date) -> str:
    """*martes 24 de noviembre de 2026*, in the active language."""
    return formats.date_format(day, _("l j F Y"))


def days_in_words(first: date, last: date) -> str:
    """*del 7 al 11 de diciembre de 2026*, in the active language, with no more words than the two days need."""
    if first == last:
        return date_in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        start = str(first.day)
    elif first.year == last.year:
        start = formats.date_format(first, _("j F"))
    else:
        start = formats.date_format(first, _("j F Y"))
    return _("from %(first)s to %(last)s") % {
        "first": start,
        "last": formats.date_format(last, _("j F Y")),
    }


def instant_in_words(at: datetime, zone: str | None = None) -> str:
    """*martes 24 de noviembre de 2026, 14:00 (San Salvador)* in ``zone`` or the reader's own."""
    return _in_words(at, zone or current_zone(), translation.get_language())


@lru_cache(maxsize=512)  # a list says the same deadline in each of its rows
def _in_words(at: datetime, zone: str, _language: str | None) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return _("%(date)s, %(time)s (%(city)s)") % {
        "date": date_in_words(local.date()),
        "time": local.strftime("%H:%M"),
        "city": zone_city(zone),
    }


def period_in_words(starts_at: datetime, ends_at: datetime | None = None, zone: str | None = None) -> str:
    """*martes 24 de noviembre de 2026, 14:00 a 16:00 (San Salvador)*; a period over midnight names both days."""
    zone = zone or current_zone()
    if ends_at is None:
        return instant_in_words(starts_at, zone)
    start, end = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    if start.date() != end.date():
        return _("%(start)s to %(end)s") % {
            "start": instant_in_words(starts_at, zone),
            "end": instant_in_words(ends_at, zone),
        }
    return _("%(date)s, %(start)s to %(end)s (%(city)s)") % {
        "date": date_in_words(start.date()),
        "start": start.strftime("%H:%M"),
        "end": end.strftime("%H:%M"),
        "city": zone_city(zone),
    }


def instant_in_words_for(at: datetime, *, language: str, zone: str) -> str:
    """As ``instant_in_words`` for a given reader: mails and documents are written outside any request."""
    with translation.override(language):
        return instant_in_words(at, zone)
