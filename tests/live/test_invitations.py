"""Invitations, changes, cancellations and reminders: each once, from the present state, to one person alone."""

import email
from datetime import timedelta
from email import policy

import pytest
import vobject
from django.core import mail

from live import services
from live.mail_kinds import CANCELLED, INVITED, REMINDED
from live.telling import get_untold
from lms.mail.enums import MailState
from lms.mail.models import Mail
from lms.mail.services import deliver_mail
from tests.factories.live import ENDS, SCHEDULED_AT, STARTS, ParticipantFactory, SessionFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ana():
    return ParticipantFactory(
        person__given_names="Amaranta",
        person__family_names="Jiquilite Paz",
        person__user__time_zone="America/Santo_Domingo",
        session__title={"es": "Extorsión desde centros penales"},
    )


def tell(at=SCHEDULED_AT):
    return [services.tell_calendar(participant_id=pk, at=at) for pk in get_untold(at)]


def send(kind, at=SCHEDULED_AT):
    """Deliver what is owed of ``kind``; what was written, as a mail program reads it."""
    mail.outbox.clear()
    for owed in Mail.objects.filter(kind=kind, state=MailState.QUEUED):
        deliver_mail(mail_id=owed.pk, at=at)
    return [email.message_from_bytes(one.message().as_bytes(), policy=policy.default) for one in mail.outbox]


def calendar_of(message):
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    calendar = vobject.readOne(part.get_content())
    assert calendar.validate(raiseException=True)
    assert calendar.method.value == part.get_param("method")
    [saved] = [one for one in message.walk() if one.get_filename() == "invite.ics"]
    assert saved.get_content().split() == part.get_content().encode().split()
    return calendar


def test_an_invitation_goes_once_to_one_person_with_utc_hours_and_no_topic(ana):
    other = ParticipantFactory(session=ana.session)
    assert tell() == [True, True]
    assert tell() == []

    messages = {str(one["To"]): one for one in send(INVITED)}

    assert set(messages) == {ana.person.user.email, other.person.user.email}
    message = messages[ana.person.user.email]
    assert message.get_content_type() == "multipart/mixed"
    calendar = calendar_of(message)
    entry = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert entry.uid.value == f"{ana.session.public_id}@testserver"
    assert (entry.sequence.value, entry.status.value) == ("0", "CONFIRMED")
    assert (entry.dtstart.value, entry.dtend.value) == (STARTS, ENDS)
    assert entry.summary.value == "Actividad de formación"
    assert [one.value for one in entry.attendee_list] == [f"MAILTO:{ana.person.user.email}"]
    text = message.as_string()
    assert "16:00" in str(message["Subject"])  # hers; the organiser's stands in the text
    body = message.get_body(("plain",)).get_content()
    assert "16:00 a 17:30 (Santo Domingo)" in body
    assert "14:00 a 15:30 (San Salvador)" in body
    for secret in ("Extorsi", "Amaranta", "Jiquilite", other.person.user.email, ana.session.rooms.get().name):
        assert secret not in text + body + str(message["Subject"])


def test_the_calendar_part_is_folded_and_ends_its_lines_as_the_standard_says(ana):
    tell()
    deliver_mail(mail_id=Mail.objects.get(kind=INVITED).pk, at=SCHEDULED_AT)
    [content] = [part.content for part in mail.outbox[0].alternatives if part.mimetype.startswith("text/calendar")]

    lines = content.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert not any(b"\n" in line for line in lines)
    assert b"DTSTART:20261124T200000Z" in lines
    assert mail.outbox[0].alternatives[-1].mimetype == "text/calendar; method=REQUEST"


def test_a_change_and_a_cancellation_keep_the_uid_and_raise_the_sequence(ana):
    session = ana.session
    tell()
    send(INVITED)
    services.move_session(session=session, starts_at=STARTS + HOUR, ends_at=ENDS + HOUR, actor=None, at=SCHEDULED_AT)
    tell()
    [changed] = send(INVITED)
    services.cancel_session(session=session, actor=None, at=SCHEDULED_AT)
    tell()
    [cancelled] = send(CANCELLED)

    told = [calendar_of(one) for one in (changed, cancelled)]
    assert [one.method.value for one in told] == ["REQUEST", "CANCEL"]
    assert [one.vevent.sequence.value for one in told] == ["1", "2"]
    assert {one.vevent.uid.value for one in told} == {f"{session.public_id}@testserver"}
    assert told[1].vevent.status.value == "CANCELLED"
    assert told[1].vevent.attendee.value == f"MAILTO:{ana.person.user.email}"
    assert tell() == []


def test_a_change_before_the_first_word_was_sent_makes_the_older_one_needless(ana):
    tell()
    services.move_session(
        session=ana.session, starts_at=STARTS + HOUR, ends_at=ENDS + HOUR, actor=None, at=SCHEDULED_AT
    )
    tell()

    [message] = send(INVITED)

    assert calendar_of(message).vevent.dtstart.value == STARTS + HOUR
    assert sorted(Mail.objects.values_list("state", flat=True)) == [MailState.DROPPED, MailState.SENT]


def test_removed_and_let_in_again_is_cancelled_and_invited_with_rising_sequence(ana):
    tell()
    send(INVITED)
    person = ana.person
    services.remove_participant(session=ana.session, person=person, actor=None, at=SCHEDULED_AT)
    tell()
    [gone] = send(CANCELLED)
    services.admit_participant(session=ana.session, person=person, role="PARTICIPANT", actor=None, at=SCHEDULED_AT)
    tell()
    [back] = send(INVITED)

    assert [calendar_of(one).vevent.sequence.value for one in (gone, back)] == ["1", "2"]


def test_who_was_never_invited_is_not_told_of_a_cancellation(ana):
    services.cancel_session(session=ana.session, actor=None, at=SCHEDULED_AT)

    assert tell() == []
    assert not Mail.objects.exists()


def test_nothing_is_told_of_a_session_that_is_over(ana):
    assert tell(ENDS) == []
    tell()
    assert send(INVITED, ENDS) == []
    assert Mail.objects.get().state == MailState.DROPPED


def test_a_person_without_an_account_is_invited_at_the_address_they_gave():
    person = PersonFactory(email="perito@example.org")
    ParticipantFactory(person=person)
    tell()

    [message] = send(INVITED)

    assert str(message["To"]) == "perito@example.org"
    assert calendar_of(message).vevent.attendee.value == "MAILTO:perito@example.org"


@pytest.mark.parametrize(
    ("before", "owed"),
    [(25, 0), (24, 1), (13, 1), (12, 0), (2, 0), (1, 1), (0.5, 1), (0.05, 0), (-1, 0)],
    ids=["25h", "24h", "13h", "12h", "2h", "1h", "30min", "3min", "begun"],
)
def test_reminders_are_owed_a_day_and_an_hour_before(ana, before, owed):
    at = STARTS - timedelta(hours=before)

    assert services.owe_reminders(at=at) == owed
    assert services.owe_reminders(at=at) == 0
    assert Mail.objects.filter(kind=REMINDED).count() == owed


def test_a_reminder_says_the_hour_in_the_readers_clock_and_nothing_else(ana):
    services.owe_reminders(at=STARTS - HOUR)

    [message] = send(REMINDED, STARTS - HOUR)
    body = message.get_body(("plain",)).get_content()

    assert "16:00 a 17:30 (Santo Domingo)" in body
    assert "Extorsi" not in message.as_string() + body
    assert f"/es/sesiones/{ana.session.public_id}/" in body


@pytest.mark.parametrize("what", ["moved", "cancelled", "removed", "begun", "suspended"])
def test_a_reminder_is_judged_anew_when_it_is_sent(ana, what):
    services.owe_reminders(at=STARTS - HOUR)
    at = STARTS - HOUR
    if what == "moved":
        services.move_session(session=ana.session, starts_at=STARTS + HOUR, ends_at=ENDS + HOUR, actor=None, at=at)
    elif what == "cancelled":
        services.cancel_session(session=ana.session, actor=None, at=at)
    elif what == "removed":
        services.remove_participant(session=ana.session, person=ana.person, actor=None, at=at)
    elif what == "begun":
        at = STARTS
    else:
        ana.person.user.is_active = False
        ana.person.user.save()

    assert send(REMINDED, at) == []
    if what == "moved":
        assert services.owe_reminders(at=STARTS) == 1


def test_whoever_is_to_be_told_is_found_in_one_query(ana, django_assert_max_num_queries):
    for number in range(3):
        ParticipantFactory(session=SessionFactory(starts_at=STARTS + number * HOUR))
    with django_assert_max_num_queries(1):
        assert len(get_untold(SCHEDULED_AT)) == 4
