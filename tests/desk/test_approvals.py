"""The pages of acts for two persons, through the door a user takes."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from certificates.enums import AwardState
from certificates.services import request_revocation
from lms.desk.approvals import role_word
from lms.desk.mail_kinds import is_decision_owed
from lms.records import approvals
from lms.records.enums import ApprovalState
from lms.records.models import Approval
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.certificates import AwardFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return PersonFactory(secretariat=True).user


@pytest.fixture
def decider():
    return PersonFactory(secretariat=True).user


def ask(actor, **about) -> Approval:
    return request_revocation(award=AwardFactory(**about), reason="Nombre errado.", actor=actor, at=timezone.now())


def test_from_the_request_to_the_revocation(client, asker, decider):
    award = AwardFactory()
    sign_in_fresh(client, asker)
    page = client.get(reverse("certificates:revoke", args=[award.public_id])).content.decode()
    assert award.holder_name in page
    sent = client.post(reverse("certificates:revoke", args=[award.public_id]), {"reason": "Nombre errado."})
    approval = Approval.objects.get()
    assert sent["Location"] == reverse("desk:approval", args=[approval.public_id])
    assert "Debe decidir otra persona" in client.get(sent["Location"]).content.decode()
    assert client.post(reverse("desk:approve_act", args=[approval.public_id])).status_code == 403

    sign_in_fresh(client, decider)
    assert "1 acto espera su aprobación." in client.get(reverse("desk:desk")).content.decode()
    assert "Revocar un documento" in client.get(reverse("desk:approval_list")).content.decode()
    shown = client.get(reverse("desk:approval", args=[approval.public_id])).content.decode()
    assert asker.person.full_name in shown
    assert "Nombre errado." in shown
    for _ in range(2):
        client.post(reverse("desk:approve_act", args=[approval.public_id]))

    award.refresh_from_db()
    approval.refresh_from_db()
    assert (award.state, approval.state, approval.decided_by) == (
        AwardState.REVOKED, ApprovalState.APPROVED, decider,
    )  # fmt: skip
    assert "espera su aprobación" not in client.get(reverse("desk:desk")).content.decode()


def test_refusing_needs_a_reason(client, asker, decider):
    approval = ask(asker)
    sign_in_fresh(client, decider)
    address = reverse("desk:refuse_act", args=[approval.public_id])

    assert client.post(address).status_code == 200
    assert Approval.objects.get().state == ApprovalState.WAITING
    client.post(address, {"reason": "No procede."})

    assert (Approval.objects.get().state, Approval.objects.get().answer) == (ApprovalState.REFUSED, "No procede.")


def test_taking_back(client, asker, decider):
    approval = ask(asker)
    address = reverse("desk:withdraw_act", args=[approval.public_id])
    sign_in_fresh(client, decider)
    assert client.post(address).status_code == 403
    sign_in_fresh(client, asker)
    client.post(address)

    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_is_on_it(client, asker, decider, count, django_assert_num_queries):
    for number in range(count):
        ask(asker, activity_ref=f"edition:{number}")
    sign_in_fresh(client, decider)
    client.get(reverse("desk:approval_list"))

    with django_assert_num_queries(5):
        client.get(reverse("desk:approval_list"))


# --- the mail to who may decide, and the confirmation before it


def test_the_others_who_may_decide_get_one_mail_that_names_nothing(
    asker, decider, mailoutbox, django_capture_on_commit_callbacks
):
    another = PersonFactory(secretariat=True).user
    PersonFactory(contact_point=True)
    award = AwardFactory()

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            request_revocation(award=award, reason="Nombre errado.", actor=asker, at=timezone.now())

    told = [mail for mail in mailoutbox if "espera su aprobación" in mail.subject]
    assert sorted(mail.to[0] for mail in told) == sorted([decider.email, another.email])
    for mail in told:
        assert award.holder_name not in mail.body
        assert "Nombre errado." not in mail.body
        assert award.number not in mail.body
        assert Approval.objects.get().public_id not in mail.body


def test_whoever_is_the_same_person_or_decides_about_the_own_is_not_told(
    asker, mailoutbox, django_capture_on_commit_callbacks
):
    PersonFactory(secretariat=True, given_names=asker.person.given_names, family_names=asker.person.family_names)
    holder = PersonFactory(secretariat=True)

    with django_capture_on_commit_callbacks(execute=True):
        ask(asker, person=holder)

    assert [mail for mail in mailoutbox if "espera su aprobación" in mail.subject] == []


def test_the_mail_is_not_owed_any_more_once_it_was_decided(asker, decider):
    approval = ask(asker)
    ids = {"approval_id": approval.pk, "user_id": decider.pk}
    assert is_decision_owed(ids)
    assert not is_decision_owed({**ids, "user_id": 0})
    approvals.refuse_act(approval=approval, reason="No.", actor=decider, at=timezone.now())

    assert not is_decision_owed(ids)


def test_approving_asks_for_a_fresh_confirmation_first(client, asker, decider):
    approval = ask(asker)
    sign_in_stale(client, decider)

    answer = client.post(reverse("desk:approve_act", args=[approval.public_id]))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert Approval.objects.get().state == ApprovalState.WAITING
    assert client.get(reverse("desk:approval", args=[approval.public_id])).status_code == 200


def test_the_desk_leads_to_the_registers(client, asker):
    sign_in_fresh(client, asker)
    shown = client.get(reverse("desk:desk")).content.decode()
    sign_in_fresh(client, PersonFactory(prosecutor=True).user)
    others = client.get(reverse("desk:desk")).content.decode()

    for name in ["certificates:register", "desk:trail", "desk:approval_list", "exports:export_list"]:
        assert f'href="{reverse(name)}"' in shown
        assert f'href="{reverse(name)}"' not in others


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("SECRETARIAT", "Secretaría"),
        ("CONTACT_POINT/FGR-SV", "Punto de contacto · FGR-SV"),
        ("DELEGATE/FGR-SV", "Punto de contacto por delegación · FGR-SV"),
        ("", "Sistema"),
    ],
)
def test_a_role_of_the_trail_is_said_in_words(role, words):
    with translation.override("es"):
        assert role_word(role) == words
