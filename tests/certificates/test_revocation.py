"""Revoking takes two of the Secretariat, shows at once, and is told to the holder without a word of content."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse

from certificates.enums import AwardState
from certificates.services import NotActive, request_revocation
from lms.mail.models import Mail
from lms.records import approvals
from lms.records.models import AuditEntry
from tests.factories.certificates import ISSUED_AT, AwardFactory, code_of
from tests.factories.network import PersonFactory

AT = ISSUED_AT + timedelta(days=2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def award():
    return AwardFactory(person=PersonFactory(prosecutor=True))


@pytest.fixture
def pair():
    return PersonFactory(secretariat=True).user, PersonFactory(secretariat=True).user


def ask(award, actor):
    return request_revocation(award=award, reason="Nombre equivocado.", actor=actor, at=AT)


def test_request_changes_nothing_and_approval_revokes(award, pair, client, django_capture_on_commit_callbacks):
    asker, decider = pair
    page = reverse("certificates_machine:verify", args=[code_of(award)])
    request = ask(award, asker)
    award.refresh_from_db()
    assert award.state == AwardState.ACTIVE
    assert "Revocado" not in client.get(page).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        approvals.approve_act(approval=request, actor=decider, at=AT)

    award.refresh_from_db()
    assert (award.state, award.closed_at) == (AwardState.REVOKED, AT)
    assert "Revocado" in client.get(page).content.decode()
    client.force_login(award.person.user)
    assert "Revocado" in client.get(reverse("certificates:award_list")).content.decode()
    entry = AuditEntry.objects.get(action="certificates.revoke")
    assert (entry.actor_ref, entry.acting_role, entry.from_state, entry.to_state) == (
        decider.public_id, "SECRETARIAT", "ACTIVE", "REVOKED",
    )  # fmt: skip


def test_holder_is_told_once_and_nothing_is_named(award, pair, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        approvals.approve_act(approval=ask(award, pair[0]), actor=pair[1], at=AT)

    assert list(Mail.objects.filter(kind="certificates.revoked").values_list("user", flat=True)) == [
        award.person.user_id
    ]
    text = "".join(message.subject + message.body for message in outbox.outbox)
    assert award.holder_name not in text
    assert award.number not in text


@pytest.mark.parametrize("trait", ["coordinator", "contact_point", "auditor", "prosecutor"])
def test_nobody_else_asks(award, trait):
    with pytest.raises(approvals.NotForYou):
        ask(award, PersonFactory(**{trait: True}).user)


def test_what_does_not_hold_is_not_revoked(pair):
    with pytest.raises(NotActive):
        ask(AwardFactory(revoked=True), pair[0])


def test_nobody_decides_about_the_own_document(pair):
    own = AwardFactory(person=pair[1].person)
    request = ask(own, pair[0])

    with pytest.raises(approvals.NotForYou):
        approvals.approve_act(approval=request, actor=pair[1], at=AT)

    own.refresh_from_db()
    assert own.state == AwardState.ACTIVE
