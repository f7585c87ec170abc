"""Notices: all the platform had to tell a reader, whatever became of the mail; how mails come is theirs to say."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.mail import inbox, kinds, services
from lms.mail.enums import Delivery, MailState, Topic
from lms.mail.kinds import MailKind, MailText
from lms.mail.models import Mail
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 14:00 in San Salvador


class RefusingBackend(BaseEmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


def render(ids):
    return MailText(subject=f"Aviso {ids['number']}", paragraphs=["Hay un aviso."], link_path="/es/escritorio/")


@pytest.fixture(autouse=True)
def made_kinds():
    kinds.register_kind(MailKind("tests.place", render, topic=Topic.PLACES))
    kinds.register_kind(MailKind("tests.access", render))
    kinds.register_kind(MailKind("tests.secret", render, is_listed=False))
    yield
    for name in ("tests.place", "tests.access", "tests.secret"):
        kinds._kinds.pop(name, None)


def tell(user, number=1, *, kind="tests.place", at=AT):
    mail = services.queue_mail(kind=kind, dedupe_key=f"{kind}:{number}", at=at, user=user, ids={"number": number})
    services.deliver_mail(mail_id=mail.pk, at=at)
    mail.refresh_from_db()
    return mail


def choose(user, delivery):
    inbox.set_choices(user=user, choices={**inbox.get_choices(user), Topic.PLACES: delivery})


def subjects():
    return [message.subject for message in outbox.outbox]


def test_a_mail_is_a_notice_of_its_reader_and_of_nobody_else():
    user, other = UserFactory(), UserFactory()
    mail = tell(user)

    assert (mail.state, mail.subject, mail.link_path, mail.noticed_at) == (
        MailState.SENT, "Aviso 1", "/es/escritorio/", AT,
    )  # fmt: skip
    assert list(Mail.objects.visible_to(user)) == [mail]
    assert list(Mail.objects.visible_to(other)) == []
    user.is_active = False
    assert list(Mail.objects.visible_to(user)) == []


def test_a_notice_is_there_while_the_mail_server_is_not(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_inbox.RefusingBackend"
    mail = tell(UserFactory())

    assert (mail.state, mail.noticed_at) == (MailState.QUEUED, AT)
    services.deliver_mail(mail_id=mail.pk, at=AT + timedelta(hours=1))
    mail.refresh_from_db()
    assert mail.noticed_at == AT


def test_what_opens_a_door_by_itself_is_no_notice():
    user = UserFactory()
    assert tell(user, kind="tests.secret").noticed_at is None
    assert list(Mail.objects.visible_to(user)) == []


@pytest.mark.parametrize(
    ("delivery", "state", "sent"),
    [(Delivery.EACH, MailState.SENT, 1), (Delivery.DIGEST, MailState.HELD, 0), (Delivery.NONE, MailState.NOTED, 0)],
)
def test_a_topic_comes_as_its_reader_has_chosen(delivery, state, sent):
    user = UserFactory()
    choose(user, delivery)

    assert (tell(user).state, len(outbox.outbox)) == (state, sent)
    assert inbox.count_unread(user) == 1
    assert tell(user, kind="tests.access").state == MailState.SENT  # of no topic: it always comes


def test_the_summary_comes_once_in_the_morning_of_its_reader():
    user = UserFactory(time_zone="America/El_Salvador")
    choose(user, Delivery.DIGEST)
    tell(user, 1)
    tell(user, 2)
    morning = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)

    assert inbox.send_digests(at=morning - timedelta(minutes=1)) == 0
    assert inbox.send_digests(at=morning) == 1
    assert inbox.send_digests(at=morning + timedelta(minutes=15)) == 0
    digest = Mail.objects.get(kind=inbox.DIGEST)
    services.deliver_mail(mail_id=digest.pk, at=morning)
    assert len(outbox.outbox) == 1
    assert "2" in outbox.outbox[0].body
    assert "Aviso" not in outbox.outbox[0].body
    assert set(Mail.objects.visible_to(user).values_list("state", flat=True)) == {MailState.NOTED}
    assert Mail.objects.visible_to(user).count() == 2  # the summary itself is no notice


def test_what_comes_after_the_morning_waits_for_the_next():
    user = UserFactory(time_zone="America/El_Salvador")
    choose(user, Delivery.DIGEST)
    tell(user, 1, at=datetime(2026, 11, 25, 14, 0, tzinfo=UTC))

    assert inbox.send_digests(at=datetime(2026, 11, 26, 12, 59, tzinfo=UTC)) == 0
    assert inbox.send_digests(at=datetime(2026, 11, 26, 13, 0, tzinfo=UTC)) == 1


def test_who_no_longer_wants_a_summary_finds_what_waited_in_the_inbox():
    user = UserFactory()
    choose(user, Delivery.DIGEST)
    tell(user)
    choose(user, Delivery.NONE)

    assert inbox.send_digests(at=AT + timedelta(days=2)) == 0
    assert list(Mail.objects.visible_to(user).values_list("state", flat=True)) == [MailState.NOTED]


def test_opening_a_notice_reads_it_once_and_leads_to_its_place(client):
    user = UserFactory()
    mail = tell(user)
    client.force_login(user)
    address = reverse("mail:open_notice", args=[mail.public_id])

    assert client.post(address)["Location"] == "/es/escritorio/"
    mail.refresh_from_db()
    first = mail.read_at
    assert first is not None
    client.post(address)
    mail.refresh_from_db()
    assert mail.read_at == first
    assert client.get(address).status_code == 405


def test_nobody_opens_the_notice_of_another(client):
    mail = tell(UserFactory())
    client.force_login(UserFactory())

    assert client.post(reverse("mail:open_notice", args=[mail.public_id])).status_code == 404
    mail.refresh_from_db()
    assert mail.read_at is None


def test_the_page_shows_notices_newest_first_and_marks_all_as_read(client):
    user = UserFactory()
    tell(user, 1)
    tell(user, 2, at=AT + timedelta(hours=1))
    tell(UserFactory(), 3)
    client.force_login(user)
    page = client.get(reverse("mail:notices")).content.decode()

    assert page.index("Aviso 2") < page.index("Aviso 1")
    assert "Aviso 3" not in page
    assert client.post(reverse("mail:notices")).status_code == 302
    assert (inbox.count_unread(user), inbox.mark_read(user=user, at=AT)) == (0, 0)


def test_the_page_asks_the_same_for_one_and_for_three(client):
    user = UserFactory()
    client.force_login(user)
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            tell(user, number)
        client.get(reverse("mail:notices"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("mail:notices"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_choice_is_kept_and_a_strange_one_refused(client):
    user = UserFactory()
    client.force_login(user)
    address = reverse("mail:choices")
    wanted = dict.fromkeys(Topic.values, Delivery.EACH.value) | {Topic.PLACES.value: Delivery.NONE.value}

    assert client.post(address, wanted).status_code == 302
    assert inbox.get_choices(user)[Topic.PLACES] == Delivery.NONE
    assert client.post(address, {**wanted, Topic.PLACES.value: "ALWAYS"}).status_code == 200
    assert inbox.get_choices(user)[Topic.PLACES] == Delivery.NONE
