"""A mail is owed as a row, sent once, tried again while the server is away, and dropped when no longer owed."""

import smtplib
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext

from lms.common.times import instant_in_words
from lms.mail import kinds, services, tasks
from lms.mail.enums import MailState
from lms.mail.kinds import MailKind, MailText
from lms.mail.models import Mail
from tests.factories.accounts import UserFactory

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
OWED: dict[str, bool] = {}


def render(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=translation.get_language() or "",
        paragraphs=[f"{gettext('Spanish')} · {instant_in_words(AT)} · {ids.get('thing_id')}"],
        link_path="/es/escritorio/",
    )


def render_badly(ids: Mapping[str, int]) -> MailText:
    raise KeyError("thing_id")


class DroppingBackend(BaseEmailBackend):
    """A server that takes the message and hangs up before saying so."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


class SlowBackend(BaseEmailBackend):
    """A server that answers when all who want to send have come to it."""

    sent: list[str] = []
    barrier = threading.Barrier(1)

    def send_messages(self, messages):
        with suppress(threading.BrokenBarrierError):
            self.barrier.wait(timeout=1)
        self.sent.extend(message.extra_headers["Message-ID"] for message in messages)
        return len(messages)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    OWED["value"] = True
    kinds.register_kind(MailKind("tests.news", render, lambda _ids: OWED["value"]))
    kinds.register_kind(MailKind("tests.broken", render_badly))
    yield
    for name in ("tests.news", "tests.broken"):
        kinds._kinds.pop(name, None)


def queue(**changes: object) -> Mail:
    facts = {"kind": "tests.news", "dedupe_key": "news:1", "to_address": "ana@example.org", "at": AT}
    return services.queue_mail(**{**facts, "ids": {"thing_id": 3}, **changes})


def deliver(mail: Mail, at: datetime = AT) -> bool:
    return services.deliver_mail(mail_id=mail.pk, at=at)


def states() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
def test_queue_mail_owes_a_dedupe_key_once():
    first = queue()
    second = queue(to_address="otra@example.org")

    assert first == second
    assert list(Mail.objects.values_list("to_address", "state", "ids")) == [
        ("ana@example.org", MailState.QUEUED, {"thing_id": 3})
    ]


@pytest.mark.django_db
def test_queue_mail_of_an_unknown_kind_is_a_mistake_of_ours():
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        queue(kind="tests.unknown")

    assert states() == []


@pytest.mark.django_db
def test_queue_mail_rings_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue(at=timezone.now())

    assert states() == [MailState.SENT]
    assert [message.to for message in outbox.outbox] == [["ana@example.org"]]


@pytest.mark.django_db
def test_queue_mail_for_later_does_not_ring(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        mail = queue(not_before=AT + timedelta(days=1))

    assert callbacks == []
    assert not deliver(mail, AT + timedelta(days=1, seconds=-1))
    assert deliver(mail, AT + timedelta(days=1))


@pytest.mark.django_db
def test_mail_goes_out_once_under_one_message_id():
    mail = queue()

    assert deliver(mail)
    assert not deliver(mail, AT + timedelta(days=1))

    sent = Mail.objects.get()
    assert (sent.state, sent.sent_at, sent.attempts, sent.leased_until) == (MailState.SENT, AT, 1, None)
    [message] = outbox.outbox
    assert message.extra_headers["Message-ID"] == f"<{mail.public_id}@mail.example.org>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("es", "America/El_Salvador", "Español · martes 24 de noviembre de 2026, 14:00 (San Salvador) · 3"),
        ("es", "America/Panama", "Español · martes 24 de noviembre de 2026, 15:00 (Panamá) · 3"),
        ("en", "America/Belize", "Spanish · Tuesday 24 November 2026, 14:00 (Belmopan) · 3"),
    ],
)
def test_mail_speaks_the_readers_language_on_the_readers_clock(language, zone, words):
    reader = UserFactory(language=language, time_zone=zone)

    deliver(queue(user=reader, to_address=""))

    [message] = outbox.outbox
    assert message.to == [reader.email]
    assert message.subject == language
    assert message.body.startswith(words + "\n")
    assert "http://testserver/es/escritorio/" in message.body


@pytest.mark.django_db
def test_mail_no_longer_owed_is_dropped():
    mail = queue()
    OWED["value"] = False

    assert not deliver(mail)

    assert states() == [MailState.DROPPED]
    assert outbox.outbox == []


@pytest.mark.django_db
def test_mail_to_a_suspended_account_is_dropped():
    mail = queue(user=UserFactory(suspended=True), to_address="")

    assert not deliver(mail)

    assert states() == [MailState.DROPPED]


@pytest.mark.django_db
def test_mail_of_a_kind_this_deploy_does_not_know_is_dropped():
    mail = queue()
    kinds._kinds.pop("tests.news")

    assert not deliver(mail)

    assert states() == [MailState.DROPPED]


@pytest.fixture
def closed_port(settings) -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return port


@pytest.mark.django_db
def test_refused_mail_is_tried_again_later_and_later(closed_port, settings):
    mail = queue()

    waits = []
    at = AT
    for _ in range(settings.MAIL_MAX_ATTEMPTS - 1):
        assert not deliver(mail, at)
        mail.refresh_from_db()
        waits.append(mail.not_before - at)
        assert not deliver(mail, mail.not_before - timedelta(seconds=1))  # not before its time
        at = mail.not_before

    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert max(waits) <= timedelta(hours=6)
    assert (mail.state, mail.problem) == (MailState.QUEUED, "ConnectionRefusedError")

    assert not deliver(mail, at)
    assert states() == [MailState.FAILED]


@pytest.mark.django_db
def test_refused_mail_goes_when_the_server_is_back(closed_port, settings):
    mail = queue()
    deliver(mail)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert deliver(mail, AT + timedelta(seconds=30))

    assert [message.to for message in outbox.outbox] == [["ana@example.org"]]
    assert Mail.objects.get().problem == ""


@pytest.mark.django_db
def test_dropped_connection_is_a_try_like_any_other(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_services.DroppingBackend"
    mail = queue()

    assert not deliver(mail)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.problem) == (MailState.QUEUED, 1, "SMTPServerDisconnected")


@pytest.mark.django_db
def test_mail_that_cannot_be_written_does_not_hold_up_the_others(caplog):
    queue(kind="tests.broken", dedupe_key="broken", at=timezone.now() - timedelta(minutes=2))
    queue(dedupe_key="news", at=timezone.now() - timedelta(minutes=1))

    tasks.sweep_task()

    assert states() == [MailState.QUEUED, MailState.SENT]
    assert Mail.objects.get(dedupe_key="broken").problem == "KeyError"
    assert [record.message for record in caplog.records if record.exc_info] == ["mail could not be written"]


@pytest.mark.django_db
def test_sweeper_sends_what_a_lost_ring_and_a_dead_worker_left():
    now = timezone.now()
    queue(dedupe_key="lost ring", at=now - timedelta(minutes=5))
    dead = queue(dedupe_key="dead worker", at=now - timedelta(minutes=5))
    alive = queue(dedupe_key="being sent", at=now - timedelta(minutes=5))
    Mail.objects.filter(pk=dead.pk).update(leased_until=now - timedelta(seconds=1))
    Mail.objects.filter(pk=alive.pk).update(leased_until=now + timedelta(minutes=1))

    tasks.sweep_task()

    assert states() == [MailState.SENT, MailState.SENT, MailState.QUEUED]
    assert len(outbox.outbox) == 2


def send_from_threads(send, count: int) -> None:
    start = threading.Barrier(count)

    def run() -> None:
        try:
            start.wait()
            send()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def slow_server(settings) -> list[str]:
    settings.EMAIL_BACKEND = "tests.mail.test_services.SlowBackend"
    SlowBackend.sent = []
    SlowBackend.barrier = threading.Barrier(4)
    return SlowBackend.sent


@pytest.mark.django_db(transaction=True)
def test_workers_that_reach_for_the_same_mail_send_it_once(slow_server):
    mail = queue(not_before=AT + timedelta(minutes=1))

    send_from_threads(lambda: deliver(mail, AT + timedelta(minutes=2)), 4)

    assert slow_server == [f"<{mail.public_id}@mail.example.org>"]
    assert states() == [MailState.SENT]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lease_the_same_mail_goes_out_four_times(slow_server):
    """The same race against asking first and sending then: it must show what the lease prevents."""
    mail = queue(not_before=AT + timedelta(minutes=1))

    def send_without_lease() -> None:
        at = AT + timedelta(minutes=2)
        if services.owed_mails(at).filter(pk=mail.pk).exists():
            services._send(mail, render(mail.ids))
            services._close(mail, state=MailState.SENT, sent_at=at)

    send_from_threads(send_without_lease, 4)

    assert slow_server == [f"<{mail.public_id}@mail.example.org>"] * 4
