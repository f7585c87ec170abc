"""A person's sessions as an iCalendar file: instants in UTC, no names, no topic, no room (LIVE §8)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from live.models import Session
from lms.common.times import instant_in_words

REFRESH = timedelta(hours=6)
FORMAT = 1  # raise it when the text of an entry changes: entries are kept by it
KEEP_SECONDS = 24 * 60 * 60
END = b"END:VCALENDAR\r\n"


def write_feed(sessions: Sequence[Session]) -> bytes:
    """The feed in the active language; the same sessions give the same bytes.

    An entry says nothing of who reads it, so it is written once and kept for everybody in that session.
    """
    keys = {session.pk: feed_key(session) for session in sessions}
    kept: dict[str, bytes] = cache.get_many(keys.values())
    new = {keys[one.pk]: bytes(entry_of(one).to_ical()) for one in sessions if keys[one.pk] not in kept}
    cache.set_many(new, KEEP_SECONDS)
    entries = kept | new
    return _frame().removesuffix(END) + b"".join(entries[keys[one.pk]] for one in sessions) + END


def feed_key(session: Session) -> str:
    """Names what the feed says of ``session`` in the active language; another text has another name."""
    changed = int(session.changed_at.timestamp())
    return f"live-entry:{FORMAT}:{get_language()}:{session.public_id}:{session.sequence}:{changed}:{session.state}"


def _frame() -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Aula Fiscal//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Training activities"))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    return bytes(calendar.to_ical())


def entry_of(session: Session) -> Event:
    """What any calendar may know of ``session``: instants in UTC and a way to sign in."""
    entry = Event()
    entry.add("uid", f"{session.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", utc_of(session.changed_at))
    entry.add("last-modified", utc_of(session.changed_at))
    entry.add("sequence", session.sequence)
    entry.add("dtstart", utc_of(session.starts_at))
    entry.add("dtend", utc_of(session.ends_at))
    entry.add("summary", _("Training activity"))
    entry.add("description", _when_and_where(session))
    entry.add("url", settings.SITE_URL + session_path(session))
    entry.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    entry.add("class", "PRIVATE")
    organizer = vCalAddress(f"MAILTO:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText("Aula Fiscal")
    entry.add("organizer", organizer)
    return entry


def _when_and_where(session: Session) -> str:
    """The organiser's hour too, as people of several countries will speak of it."""
    told = instant_in_words(session.starts_at, session.series.time_zone)
    return _("Begins %(instant)s. Sign in to the platform to enter.") % {"instant": told}


def session_path(session: Session) -> str:
    return reverse("live:session", args=[session.public_id])


def utc_of(at: datetime) -> datetime:
    """``at`` in whole seconds of UTC, which no calendar program mis-reads."""
    return at.astimezone(UTC).replace(microsecond=0)
