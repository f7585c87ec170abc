"""A returned mail is noted at the mail it was; whatever else is sent to that address changes nothing."""

import io
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command

from lms.mail import bounces, services
from lms.mail.enums import MailState
from lms.mail.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
REPORT = """From: MAILER-DAEMON@example.org
To: rebotes@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

The mail could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}

--B
Content-Type: {quoted}

From: no-responder@example.org
Message-ID: <{ident}@{host}>
Subject: Tiene un aviso

--B--
"""


def make(number=1, *, address="ana@example.org", state=MailState.SENT, user=None):
    return Mail.objects.create(
        kind="certificates.ready", dedupe_key=f"b:{number}", to_address=address, user=user, language="es",
        time_zone="America/El_Salvador", state=state, queued_at=AT, not_before=AT,
        sent_at=AT + timedelta(minutes=number) if state in {MailState.SENT, MailState.BOUNCED} else None,
    )  # fmt: skip


def report(ident, *, action="failed", status="5.1.1", quoted="message/rfc822", host="mail.example.org"):
    return REPORT.format(ident=ident, action=action, status=status, quoted=quoted, host=host).encode()


@pytest.mark.parametrize("quoted", ["message/rfc822", "text/rfc822-headers"])
def test_a_return_is_noted_once(quoted):
    mail = make()

    assert bounces.take_bounce(report(mail.public_id, quoted=quoted))
    assert not bounces.take_bounce(report(mail.public_id, quoted=quoted))
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (MailState.BOUNCED, "5.1.1")


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delayed", "5.0.0")])
def test_a_delay_is_no_return(action, status):
    mail = make()

    assert not bounces.take_bounce(report(mail.public_id, action=action, status=status))
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no delivery report"),
        (b"Subject: Fuera de la oficina\n\nVuelvo el lunes.", "no delivery report"),
        (report("a" * 20, host="elsewhere.example.org"), "quotes no mail of ours"),
        (report("a" * 20, status="muy mal"), "names no failure"),
        (report("a" * 20, action="relayed"), "names no failure"),
        (b"\x00\xff" * 400, "no delivery report"),
        (b"x" * (bounces.MOST_BYTES + 1), "larger"),
    ],
    ids=["empty", "absence", "foreign", "status", "action", "bytes", "large"],
)
def test_what_is_no_return_is_refused_with_the_reason(raw, why):
    with pytest.raises(bounces.NoBounce, match=why):
        bounces.take_bounce(raw)


def test_a_mail_that_was_never_sent_cannot_come_back():
    mail = make(state=MailState.QUEUED)

    assert not bounces.take_bounce(report(mail.public_id))
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_an_address_is_dead_after_three_returns_in_a_row_and_alive_after_one_that_went():
    for number in (1, 2):
        make(number, state=MailState.BOUNCED)
    assert not bounces.is_dead("ana@example.org")
    make(3, state=MailState.BOUNCED)
    assert bounces.is_dead("Ana@Example.org")
    assert not bounces.is_dead("otra@example.org")
    make(4)
    assert not bounces.is_dead("ana@example.org")


def test_a_dead_address_gets_notices_and_no_mails():
    user = UserFactory(email="ana@example.org")
    for number in (1, 2, 3):
        make(number, state=MailState.BOUNCED, user=user)
    mail = services.queue_mail(kind="network.vacancy", dedupe_key="b:new", at=AT, user=user)
    services.deliver_mail(mail_id=mail.pk, at=AT)

    mail.refresh_from_db()
    assert (mail.state, len(outbox.outbox)) == (MailState.NOTED, 0)
    assert mail.noticed_at == AT


def test_the_command_takes_a_message_from_its_input(monkeypatch, capsys):
    mail = make()
    for said in ("noted", "nothing to note"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(mail.public_id))))
        call_command("mail_take_bounce")
        assert capsys.readouterr().out.strip() == said
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Subject: hola\n\nhola")))
    with pytest.raises(CommandError, match="no delivery report"):
        call_command("mail_take_bounce")
