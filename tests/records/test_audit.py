"""The trail holds ids and pseudonyms; what somebody typed stands outside its seal."""

import hashlib
from datetime import UTC, datetime

import pytest

from lms.records import audit
from lms.records.models import AuditEntry
from tests.factories.accounts import UserFactory

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_log_names_actor_and_target_by_public_id():
    actor, target = UserFactory(), UserFactory()

    audit.log(
        action="accounts.suspend",
        instance=target,
        actor=actor,
        at=AT,
        role="SECRETARIAT",
        from_state="ACTIVE",
        to_state="SUSPENDED",
    )

    entry = AuditEntry.objects.get()
    assert (entry.actor_ref, entry.target_type, entry.target_ref) == (
        actor.public_id,
        "accounts.user",
        target.public_id,
    )
    assert (entry.at, entry.acting_role, entry.from_state, entry.to_state) == (AT, "SECRETARIAT", "ACTIVE", "SUSPENDED")
    assert (entry.detail, entry.detail_salt, entry.detail_commitment) == ("", "", "")


def test_log_of_the_system_has_no_actor():
    audit.log(action="accounts.expire", instance=UserFactory(), actor=None, at=AT)

    assert AuditEntry.objects.get().actor_ref == ""


def test_detail_is_committed_to_with_a_salt_of_its_own():
    target = UserFactory()

    for _ in range(2):
        audit.log(action="accounts.suspend", instance=target, actor=None, at=AT, detail="licencia")

    first, second = AuditEntry.objects.all()
    assert first.detail_salt != second.detail_salt
    for entry in (first, second):
        committed = f"{entry.detail_salt}:licencia".encode()
        assert entry.detail_commitment == hashlib.sha256(committed).hexdigest()
