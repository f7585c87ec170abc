"""A holder's own link: it shows the name, ends, and is withdrawn; a correction takes the place of what it corrects."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from certificates.models import Award, ShareLink
from certificates.services import NotActive, sharing
from certificates.services.correction import CORRECT, NothingToCorrect, request_correction
from certificates.services.issue import HolderNameMissing
from certificates.services.verification import compare_name, tell_holders
from lms.mail.models import Mail
from lms.records import approvals
from tests.accounts.signing_in import sign_in_fresh
from tests.factories.certificates import ISSUED_AT, AwardFactory, code_of
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return PersonFactory(prosecutor=True)


@pytest.fixture
def award(holder):
    return AwardFactory(person=holder)


def shared(client, key):
    return client.get(reverse("certificates_machine:shared", args=[key]))


def test_a_link_shows_the_name_is_counted_ends_and_is_withdrawn(client, award, holder):
    now = timezone.now()
    link, key = sharing.make_link(award=award, label="Universidad", days=7, actor=holder.user, at=now)

    answer = shared(client, key)
    assert award.holder_name in answer.content.decode()
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert award.holder_name not in client.get(f"/v/{code_of(award)}").content.decode()
    assert ShareLink.objects.get().views == 1
    assert sharing.open_link(key=key, at=now + timedelta(days=7)) is None
    sharing.withdraw_link(link=link, actor=holder.user, at=now)
    sharing.withdraw_link(link=link, actor=holder.user, at=now + timedelta(hours=1))
    assert ShareLink.objects.get().withdrawn_at == now
    gone, never = shared(client, key), shared(client, "x" * 32)
    assert (gone.status_code, gone.content) == (404, never.content)


def test_the_key_is_nowhere_in_the_database(award, holder):
    link, key = sharing.make_link(award=award, label="U", days=7, actor=holder.user, at=ISSUED_AT)

    assert key not in str(ShareLink.objects.filter(pk=link.pk).values().get())


def test_only_the_holder_shares_and_only_what_holds(award, holder):
    other = PersonFactory(secretariat=True).user
    with pytest.raises(sharing.NotYourDocument):
        sharing.make_link(award=award, label="U", days=7, actor=other, at=ISSUED_AT)
    for _ in range(10):
        sharing.make_link(award=award, label="U", days=7, actor=holder.user, at=ISSUED_AT)
    with pytest.raises(sharing.TooManyLinks):
        sharing.make_link(award=award, label="U", days=7, actor=holder.user, at=ISSUED_AT)
    Award.objects.filter(pk=award.pk).update(state="REVOKED", closed_at=ISSUED_AT)
    with pytest.raises(NotActive):
        sharing.make_link(award=award, label="U", days=7, actor=holder.user, at=ISSUED_AT)


def test_the_holder_makes_and_withdraws_on_the_screen(client, award, holder):
    sign_in_fresh(client, holder.user)
    page = reverse("certificates:share", args=[award.public_id])

    answer = client.post(page, {"label": "Universidad", "days": "30"})
    told = answer.context["told"]
    assert told.startswith("http://testserver/v/c/")
    assert told not in client.get(page).content.decode()  # told once
    client.post(reverse("certificates:withdraw_link", args=[ShareLink.objects.get().public_id]))
    assert shared(client, told.rpartition("/")[2]).status_code == 404


# --- corrections
@pytest.fixture
def pair():
    return PersonFactory(secretariat=True).user, PersonFactory(secretariat=True).user


def test_a_correction_needs_two_and_leaves_a_chain(client, award, pair):
    asked = request_correction(
        award=award, holder_name=" María  Corregida ", reason="Tilde.", actor=pair[0], at=ISSUED_AT
    )
    assert Award.objects.count() == 1
    with pytest.raises(approvals.SamePerson):
        approvals.approve_act(approval=asked, actor=pair[0], at=ISSUED_AT)
    approvals.approve_act(approval=asked, actor=pair[1], at=ISSUED_AT)
    approvals.approve_act(approval=asked, actor=pair[1], at=ISSUED_AT)

    award.refresh_from_db()
    new = award.superseded_by
    assert Award.objects.count() == 2
    assert (award.state, new.state, new.holder_name) == ("SUPERSEDED", "ACTIVE", "María Corregida")
    assert (new.person, new.office, new.activity_ref) == (award.person, award.office, award.activity_ref)
    assert {**new.snapshot, "holder_name": ""} == {**award.snapshot, "holder_name": ""}
    assert new.number in client.get(f"/v/{code_of(award)}").content.decode()
    assert award.number in client.get(f"/v/{code_of(new)}").content.decode()


def test_a_correction_that_says_nothing_new_is_refused(award, pair):
    ask = {"award": award, "reason": "x", "actor": pair[0], "at": ISSUED_AT}

    with pytest.raises(NothingToCorrect):
        request_correction(holder_name=award.holder_name, **ask)
    with pytest.raises(HolderNameMissing):
        request_correction(holder_name="  ", **ask)
    Award.objects.filter(pk=award.pk).update(state="REVOKED", closed_at=ISSUED_AT)
    award.refresh_from_db()
    with pytest.raises(NotActive):
        request_correction(holder_name="Otra", **ask)


def test_the_secretariat_asks_for_it_on_the_screen(client, award, pair):
    sign_in_fresh(client, pair[0])

    answer = client.post(
        reverse("certificates:correct", args=[award.public_id]), {"holder_name": "María Corregida", "reason": "Tilde."}
    )

    assert answer.status_code == 302
    assert approvals.Approval.objects.get().kind == CORRECT


# --- what the holder is told of comparisons
def test_the_holder_is_told_once_a_day_and_by_no_name(award, holder):
    compare_name(award=award, typed="Otra Persona", at=ISSUED_AT)
    compare_name(award=award, typed="Otra Persona", at=ISSUED_AT)

    assert tell_holders(at=ISSUED_AT + timedelta(hours=2)) == 1
    tell_holders(at=ISSUED_AT + timedelta(hours=3))
    assert Mail.objects.filter(kind="certificates.compared").count() == 1
    assert tell_holders(at=ISSUED_AT + timedelta(days=2)) == 0
    assert all(award.holder_name not in letter.body for letter in mail.outbox)
