"""What is past its period goes, what something still needs stays, and the second walk finds nothing."""

import io
import logging
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from certificates.models import NameComparison
from live.enums import AttendanceState, ClosedBy, EventSource, EventState
from live.models import Connection, FeedToken, PracticeOccupant, RawEvent
from live.models import Session as LiveSession
from lms.accounts.models import Device, Invitation
from lms.mail.enums import MailState
from lms.mail.models import Mail
from lms.records import audit, retention
from lms.records.declarations import OPEN_PERIODS, get_declarations
from lms.records.models import AuditEntry, Delivery, Event
from lms.records.retention import RetentionRule, all_rules, apply_retention
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.certificates import AwardFactory
from tests.factories.live import ParticipantFactory, SessionFactory

pytestmark = pytest.mark.django_db
AT = timezone.now()
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def days(settings):
    return {name: timedelta(days=number) for name, number in settings.RETENTION.items()}


def counts(**more) -> dict[str, int]:
    return {name: number for name, number in apply_retention(at=AT, **more).items() if number}


def make_mail(at, state=MailState.SENT):
    return Mail.objects.create(
        kind="ensayo", dedupe_key=f"ensayo:{at.isoformat()}:{state}", user=UserFactory(), to_address="x@example.org",
        language="es", time_zone="UTC", queued_at=at, not_before=at, state=state,
        sent_at=at if state == MailState.SENT else None, ids={"x": 1},
    )  # fmt: skip


def test_mails_lose_whom_they_went_to_and_keep_their_key(days):
    old, new = make_mail(AT - days["mail"] - INSTANT), make_mail(AT - days["mail"])
    owed = make_mail(AT - 2 * days["mail"], state=MailState.QUEUED)

    assert counts() == {"mail.addresses": 1}

    old.refresh_from_db()
    assert (old.to_address, old.user, old.ids, bool(old.dedupe_key)) == ("", None, {}, True)
    assert {mail.to_address for mail in Mail.objects.filter(pk__in=[new.pk, owed.pk])} == {"x@example.org"}
    assert counts() == {}


def test_invitations_go_after_they_expired(days):
    long_ago = AT - days["invitations"] - timedelta(days=14)
    InvitationFactory(created_at=long_ago - INSTANT)
    kept = InvitationFactory(created_at=long_ago)

    assert counts() == {"accounts.invitations": 1}
    assert list(Invitation.objects.all()) == [kept]


def test_sessions_go_when_they_have_expired():
    Session.objects.create(session_key="vieja", session_data="", expire_date=AT - INSTANT)
    Session.objects.create(session_key="abierta", session_data="", expire_date=AT + INSTANT)

    assert counts() == {"accounts.sessions": 1}
    assert [session.session_key for session in Session.objects.all()] == ["abierta"]


def test_devices_go_when_nobody_has_used_them_for_long(days):
    user = UserFactory()
    for name, seen_at in [("vieja", AT - days["sign_in"] - INSTANT), ("nueva", AT - days["sign_in"])]:
        Device.objects.create(user=user, session_key=name, browser="", signed_in_at=seen_at, seen_at=seen_at)

    assert counts() == {"accounts.devices": 1}
    assert [device.session_key for device in Device.objects.all()] == ["nueva"]


def test_events_go_with_their_deliveries_but_never_undelivered_ones(days):
    old = Event.objects.create(name="ensayo", delivered_at=AT - days["events"] - INSTANT)
    Delivery.objects.create(event=old, receiver="ensayo")
    new = Event.objects.create(name="ensayo", delivered_at=AT - days["events"])
    owed = Event.objects.create(name="ensayo")
    Event.objects.filter(pk=owed.pk).update(published_at=AT - 9 * days["events"])

    assert counts() == {"records.events": 1}
    assert (list(Event.objects.order_by("pk")), Delivery.objects.count()) == ([new, owed], 0)


def test_audit_keeps_its_entries_and_loses_what_was_typed(days):
    target = UserFactory()
    for at in (AT - days["audit_detail"] - INSTANT, AT - days["audit_detail"]):
        audit.log(action="ensayo.uno", instance=target, actor=None, at=at, detail="motivo")

    assert counts() == {"records.audit_detail": 1}

    old, new = AuditEntry.objects.order_by("at")
    assert (old.detail, old.detail_salt, len(old.detail_commitment)) == ("", "", 64)
    assert new.detail == "motivo"


def make_event(session, state=EventState.COUNTED, at=AT - timedelta(days=999)):
    room = session.rooms.get() if session else None
    number = RawEvent.objects.count()
    processed = None if state == EventState.RECEIVED else at
    return RawEvent.objects.create(
        source=EventSource.PRACTICE, digest=f"{number:064}", body="{}", received_at=at, state=state, room=room,
        processed_at=processed,
    )  # fmt: skip


def settle(session, state, at):
    LiveSession.objects.filter(pk=session.pk).update(attendance_state=state, settled_at=at)


def test_what_the_video_server_told_stays_until_the_minutes_are_final_for_long(days):
    final, fresh, provisional, uncounted = SessionFactory.create_batch(4)
    settle(final, AttendanceState.FINAL, AT - days["live_events"] - INSTANT)
    settle(fresh, AttendanceState.FINAL, AT - days["live_events"])
    settle(provisional, AttendanceState.PROVISIONAL, AT - 9 * days["live_events"])
    for session in (final, fresh, provisional, uncounted):
        make_event(session)
    make_event(None, state=EventState.UNKNOWN_ROOM)
    unread = make_event(final, state=EventState.RECEIVED)

    assert counts() == {"live.raw_events": 2}
    left = set(RawEvent.objects.exclude(pk=unread.pk).values_list("room__session", flat=True))
    assert left == {fresh.pk, provisional.pk, uncounted.pk}


def test_stays_go_with_the_events_they_were_drawn_from(days):
    for is_old in (True, False):
        participant = ParticipantFactory()
        settle(participant.session, AttendanceState.FINAL, AT - days["live_events"] - (INSTANT if is_old else -INSTANT))
        long_ago = AT - timedelta(days=999)
        Connection.objects.create(
            session=participant.session, participant=participant, room_jid="x", occupant_jid="y", joined_at=long_ago,
            left_at=long_ago, closed_by=ClosedBy.LEFT,
        )  # fmt: skip

    assert counts() == {"live.connections": 1}


def test_practice_feeds_and_comparisons(days):
    participant = ParticipantFactory()
    award = AwardFactory()
    for step in (INSTANT, -INSTANT):
        left = AT - days["practice"] - step
        PracticeOccupant.objects.create(
            room=participant.session.rooms.get(), participant=participant, life_started_at=left, joined_at=left,
            seen_at=left, left_at=left,
        )  # fmt: skip
        FeedToken.objects.create(
            user=UserFactory(), digest=f"{step}", created_at=AT, revoked_at=AT - days["feeds"] - step
        )
        NameComparison.objects.create(award=award, compared_at=AT - days["comparisons"] - step, has_matched=True)
    FeedToken.objects.create(user=UserFactory(), digest="in force", created_at=AT - 9 * days["feeds"])

    assert counts() == {"live.practice": 1, "live.feeds": 1, "certificates.comparisons": 1}
    assert (PracticeOccupant.objects.count(), FeedToken.objects.count(), NameComparison.objects.count()) == (1, 2, 1)


def test_dry_run_counts_and_changes_nothing(days):
    make_mail(AT - days["mail"] - INSTANT)
    out = io.StringIO()

    call_command("apply_retention", "--dry-run", stdout=out)

    assert "mail.addresses                         1" in out.getvalue()
    assert Mail.objects.get().to_address
    call_command("apply_retention", stdout=out)
    assert Mail.objects.get().to_address == ""


def test_goes_batch_by_batch_to_the_end(days, settings):
    settings.RETENTION_BATCH = 2
    Event.objects.bulk_create(Event(name="ensayo", delivered_at=AT - 2 * days["events"]) for _ in range(5))

    assert counts() == {"records.events": 5}


def test_a_rule_that_fails_is_logged_and_holds_up_nobody(days, monkeypatch, caplog):
    def broken(_cutoff):
        raise RuntimeError

    monkeypatch.setitem(retention._rules, "a.broken", RetentionRule(name="a.broken", period="mail", find=broken))
    make_mail(AT - days["mail"] - INSTANT)

    with caplog.at_level(logging.INFO, logger="aula.records"):
        assert counts() == {"mail.addresses": 1}

    assert [record.getMessage() for record in caplog.records] == ["retention failed", "retention applied"]
    assert caplog.records[-1].counts == {"mail.addresses": 1}


def test_every_period_that_is_promised_is_kept(settings):
    """A column declared for so many days has a rule that names the period; two have none of their own, for a reason."""
    promised = {field.retention for one in get_declarations().values() for field in one.fields.values()} - OPEN_PERIODS
    # lms.rights.services.expire_exports; internships.services.retention, since a sealed column is emptied by saving
    swept_elsewhere = {"exports", "emergency_contacts"}

    assert promised - {rule.period for rule in all_rules()} - swept_elsewhere == set()
    assert {rule.period for rule in all_rules()} - set(settings.RETENTION) == set()
