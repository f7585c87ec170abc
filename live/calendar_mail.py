"""One person's invitation to a session, or its withdrawal, as their calendar program reads it (iTIP, RFC 5546).

One attendee per file, so nobody learns who else takes part; no topic, no name, no room.
"""

from email.utils import parseaddr

from icalendar import Calendar, vCalAddress

from live.calendar_feed import entry_of, utc_of
from live.models import Participant

REQUEST, CANCEL = "REQUEST", "CANCEL"


def write_calendar_mail(participant: Participant, *, address: str, method: str) -> bytes:
    """``participant.session`` for the calendar at ``address``; a later word has the higher SEQUENCE."""
    session = participant.session
    changed_at = max(filter(None, (session.changed_at, participant.admitted_at, participant.removed_at)))
    entry = entry_of(session)
    for name, value in {
        "dtstamp": utc_of(changed_at),
        "last-modified": utc_of(changed_at),
        "sequence": participant.calendar_sequence,
        "status": "CANCELLED" if method == CANCEL else "CONFIRMED",
    }.items():
        del entry[name]
        entry.add(name, value)
    attendee = vCalAddress(f"MAILTO:{parseaddr(address)[1]}")
    attendee.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"})
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    entry.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Aula Fiscal//ES")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
