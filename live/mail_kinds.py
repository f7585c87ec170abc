"""The room's kinds of mail. They say that there is a training activity and when: no topic, no names, no room."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from live.calendar_feed import session_path
from live.calendar_mail import CANCEL, REQUEST, write_calendar_mail
from live.models import Participant, Session
from live.telling import is_expected
from lms.common.times import current_zone, instant_in_words, period_in_words
from lms.mail.enums import Topic
from lms.mail.kinds import CalendarPart, MailKind, MailText, register_kind

INVITED = "live.invited"
CANCELLED = "live.cancelled"
REMINDED = "live.reminded"


def register() -> None:
    """Make the kinds known; called once, when the app is ready."""
    register_kind(MailKind(INVITED, render_invited, is_invitation_owed, topic=Topic.SESSIONS, useless_from=ends))
    register_kind(MailKind(CANCELLED, render_cancelled, is_cancellation_owed, topic=Topic.SESSIONS, useless_from=ends))
    register_kind(MailKind(REMINDED, render_reminded, is_reminder_owed, topic=Topic.SESSIONS, useless_from=begins))


def render_invited(ids: Mapping[str, int]) -> MailText:
    participant = _find(ids)
    session = participant.session
    is_change = participant.calendar_sequence > 0
    title = _("Training activity: new time") if is_change else _("Training activity")
    first = _("The time of a training activity is now:") if is_change else _("You are expected at a training activity:")
    return MailText(
        subject=f"{title}, {instant_in_words(session.starts_at)}",
        paragraphs=[first, *hours_of(session), _("What it is and the way in you see when you have signed in.")],
        link_path=session_path(session),
        link_label=_("See the session"),
        calendar=CalendarPart(
            REQUEST, write_calendar_mail(participant, address=address_of(participant), method=REQUEST)
        ),
    )


def render_cancelled(ids: Mapping[str, int]) -> MailText:
    participant, title = _find(ids), _("Training activity cancelled")
    return MailText(
        subject=f"{title}, {instant_in_words(participant.session.starts_at)}",
        paragraphs=[
            _("You are not expected any more at this training activity:"),
            *hours_of(participant.session),
            _("Your calendar takes it out by itself where it understands this message."),
        ],
        calendar=write_part(participant, CANCEL),
    )


def render_reminded(ids: Mapping[str, int]) -> MailText:
    session, title = _find(ids).session, _("Reminder: training activity")
    return MailText(
        subject=f"{title}, {instant_in_words(session.starts_at)}",
        paragraphs=[_("You are expected at a training activity:"), *hours_of(session)],
        link_path=session_path(session),
        link_label=_("See the session"),
    )


def hours_of(session: Session) -> list[str]:
    """The reader's hour, and the organiser's where their clocks differ."""
    zone = session.series.time_zone
    own = period_in_words(session.starts_at, session.ends_at)
    theirs = period_in_words(session.starts_at, session.ends_at, zone)
    if zone == current_zone():
        return [own]
    return [own, _("For whoever organises it: %(period)s.") % {"period": theirs}]


def address_of(participant: Participant) -> str:
    """Where this person's mail goes: the account's address, or the one they were invited at."""
    person = participant.person
    return person.user.email if person.user else person.email


def write_part(participant: Participant, method: str) -> CalendarPart:
    return CalendarPart(method, write_calendar_mail(participant, address=address_of(participant), method=method))


def is_invitation_owed(ids: Mapping[str, int]) -> bool:
    """Still expected, and nothing has changed since: a later word is on its way otherwise."""
    participant = _find(ids)
    return is_expected(participant) and participant.calendar_sequence == ids["sequence"]


def is_cancellation_owed(ids: Mapping[str, int]) -> bool:
    participant = _find(ids)
    return not is_expected(participant) and participant.calendar_sequence == ids["sequence"]


def is_reminder_owed(ids: Mapping[str, int]) -> bool:
    """Still expected at that very hour."""
    participant = _find(ids)
    return is_expected(participant) and int(participant.session.starts_at.timestamp()) == ids["starts_at"]


def begins(ids: Mapping[str, int]) -> datetime | None:
    return _find(ids).session.starts_at


def ends(ids: Mapping[str, int]) -> datetime | None:
    return _find(ids).session.ends_at


def _find(ids: Mapping[str, int]) -> Participant:
    return Participant.objects.select_related("session__series", "person__user").get(pk=ids["participant_id"])
