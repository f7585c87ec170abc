"""Two persons: one asks, another approves, the act is done once; the rules are asked at the moment of approval."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lms.common.errors import DomainError
from lms.records import act_kinds, approvals
from lms.records.enums import ApprovalState
from lms.records.models import Approval, AuditEntry
from network.acts import GRANT
from network.enums import Role
from network.models import Appointment
from network.services import end_appointment
from tests.factories.accounts import UserFactory
from tests.factories.network import PersonFactory
from tests.threads import at_once

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@dataclass
class Act:
    """A kind for tests: the accounts that may, and what was done."""

    may: set[int] = field(default_factory=set)
    done: list[tuple[int, int, int]] = field(default_factory=list)
    refusal: DomainError | None = None

    def allows(self, user, ids) -> bool:
        return user.pk in self.may

    def execute(self, *, ids, requested_by, approved_by, at) -> None:
        if self.refusal:
            raise self.refusal
        self.done.append((ids["thing_id"], requested_by.pk, approved_by.pk))


@pytest.fixture
def act() -> Iterator[Act]:
    act = Act()
    kind = act_kinds.ActKind(
        name="tests.act", title="Ensayo", can_request=act.allows, can_approve=act.allows, execute=act.execute,
        describe=lambda ids: [], request_role="SECRETARIAT", approve_role="COORDINATOR",
    )  # fmt: skip
    act_kinds.register_act_kind(kind)
    yield act
    del act_kinds._kinds[kind.name]


@pytest.fixture
def asker(act):
    user = UserFactory()
    act.may.add(user.pk)
    return user


@pytest.fixture
def decider(act):
    user = UserFactory()
    act.may.add(user.pk)
    return user


def ask(actor, *, at=AT, reason="Se emitió por error.") -> Approval:
    return approvals.request_act(kind="tests.act", ids={"thing_id": 7}, reason=reason, actor=actor, at=at)


def trail() -> list[tuple[str, str, str, str, str]]:
    return list(
        AuditEntry.objects.filter(target_type="records.approval").values_list(
            "action", "actor_ref", "acting_role", "from_state", "to_state"
        )
    )


def test_request_twice_is_one_request(act, asker):
    first, second = ask(asker), ask(asker)

    assert first == second
    assert (first.state, first.reason, first.expires_at) == (
        ApprovalState.WAITING, "Se emitió por error.", AT + timedelta(days=14),
    )  # fmt: skip
    assert trail() == [("records.request_act", asker.public_id, "SECRETARIAT", "", "WAITING")]
    assert act.done == []


@pytest.mark.parametrize(("may", "reason", "refusal"), [
    (False, "Motivo", approvals.NotForYou), (True, "  ", approvals.ReasonMissing),
])  # fmt: skip
def test_request_is_refused(act, asker, may, reason, refusal):
    if not may:
        act.may.clear()

    with pytest.raises(refusal):
        ask(asker, reason=reason)

    assert list(Approval.objects.all()) == []


def test_what_another_asked_for_is_not_asked_twice(act, asker, decider):
    ask(asker)

    with pytest.raises(approvals.AskedByAnother):
        ask(decider)

    assert Approval.objects.count() == 1


def test_another_person_approves_and_it_is_done_once(act, asker, decider):
    approval = ask(asker)

    for _ in range(2):
        done = approvals.approve_act(approval=approval, actor=decider, at=LATER)

    assert (done.state, done.decided_by, done.decided_role, done.decided_at) == (
        ApprovalState.APPROVED, decider, "COORDINATOR", LATER,
    )  # fmt: skip
    assert act.done == [(7, asker.pk, decider.pk)]
    assert trail() == [
        ("records.request_act", asker.public_id, "SECRETARIAT", "", "WAITING"),
        ("records.approve_act", decider.public_id, "COORDINATOR", "WAITING", "APPROVED"),
    ]


def test_nobody_approves_the_own_request(act, asker):
    approval = ask(asker)

    for decide in (approvals.approve_act, lambda **about: approvals.refuse_act(reason="No", **about)):
        with pytest.raises(approvals.SamePerson):
            decide(approval=approval, actor=asker, at=LATER)

    assert act.done == []


def test_one_person_with_two_accounts_is_one_person(act):
    first = PersonFactory(with_user=True, given_names="Ixchel María", family_names="Quetzal Rivas")
    second = PersonFactory(with_user=True, given_names="IXCHEL maria", family_names="Quetzal  Rivas")
    act.may |= {first.user_id, second.user_id}
    approval = ask(first.user)

    with pytest.raises(approvals.SamePerson):
        approvals.approve_act(approval=approval, actor=second.user, at=LATER)

    assert act.done == []


def test_the_database_refuses_one_person_too(act, asker):
    approval = ask(asker)

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(state=ApprovalState.APPROVED, decided_by=asker, decided_at=LATER)


@pytest.mark.parametrize("loss", ["role", "suspended"])
@pytest.mark.parametrize(("who", "refusal"), [("decider", approvals.NotForYou), ("asker", approvals.RequesterGone)])
def test_who_lost_the_role_meanwhile_counts_no_more(act, asker, decider, who, refusal, loss):
    approval = ask(asker)
    loser = {"asker": asker, "decider": decider}[who]
    if loss == "role":
        act.may.remove(loser.pk)
    else:
        type(loser).objects.filter(pk=loser.pk).update(is_active=False)

    with pytest.raises(refusal):
        approvals.approve_act(approval=approval, actor=decider, at=LATER)

    assert act.done == []


def test_standing_read_earlier_in_the_request_is_read_again():
    """The account object may carry what it was when the page was opened."""
    asker, decider, chosen = (PersonFactory(secretariat=True), PersonFactory(secretariat=True), PersonFactory())
    asked = approvals.request_act(
        kind=GRANT, ids={"person_id": chosen.pk, "started_on": "2026-12-01"}, reason="Relevo", actor=asker.user, at=AT
    )
    from network.selectors import get_standing

    assert get_standing(decider.user).is_secretariat
    end_appointment(appointment=decider.appointments.get(), ended_on=date(2021, 1, 1), actor=None, at=AT)

    with pytest.raises(approvals.NotForYou):
        approvals.approve_act(approval=asked, actor=decider.user, at=LATER)

    assert not Appointment.objects.filter(person=chosen).exists()


def test_secretariats_role_is_given_by_two():
    asker, decider, chosen = (PersonFactory(secretariat=True), PersonFactory(secretariat=True), PersonFactory())
    asked = approvals.request_act(
        kind=GRANT, ids={"person_id": chosen.pk, "started_on": "2026-12-01"}, reason="Relevo", actor=asker.user, at=AT
    )
    assert not Appointment.objects.filter(person=chosen).exists()

    approvals.approve_act(approval=asked, actor=decider.user, at=LATER)

    given = Appointment.objects.get(person=chosen)
    assert (given.role, given.started_on, given.appointed_by) == (Role.SECRETARIAT, date(2026, 12, 1), decider.user)


def test_nobody_decides_about_the_own_role():
    asker, decider = PersonFactory(secretariat=True), PersonFactory(secretariat=True)
    asked = approvals.request_act(
        kind=GRANT, ids={"person_id": decider.pk, "started_on": "2026-12-01"}, reason="Relevo", actor=asker.user, at=AT
    )

    with pytest.raises(approvals.NotForYou):
        approvals.approve_act(approval=asked, actor=decider.user, at=LATER)


def test_act_that_refuses_leaves_the_request_open(act, asker, decider):
    approval, act.refusal = ask(asker), DomainError()

    with pytest.raises(DomainError):
        approvals.approve_act(approval=approval, actor=decider, at=LATER)

    approval.refresh_from_db()
    assert approval.state == ApprovalState.WAITING
    assert len(trail()) == 1


def test_refusal_needs_a_reason_and_closes(act, asker, decider):
    approval = ask(asker)
    with pytest.raises(approvals.ReasonMissing):
        approvals.refuse_act(approval=approval, reason=" ", actor=decider, at=LATER)

    for _ in range(2):
        approvals.refuse_act(approval=approval, reason="No procede.", actor=decider, at=LATER)

    approval.refresh_from_db()
    assert (approval.state, approval.answer, approval.decided_by) == (ApprovalState.REFUSED, "No procede.", decider)
    with pytest.raises(approvals.NoLongerOpen):
        approvals.approve_act(approval=approval, actor=decider, at=LATER)
    assert act.done == []
    assert [row[0] for row in trail()] == ["records.request_act", "records.refuse_act"]


def test_only_whoever_asked_takes_it_back(act, asker, decider):
    approval = ask(asker)
    with pytest.raises(approvals.NotYours):
        approvals.withdraw_act(approval=approval, actor=decider, at=LATER)

    for _ in range(2):
        approvals.withdraw_act(approval=approval, actor=asker, at=LATER)

    with pytest.raises(approvals.NoLongerOpen):
        approvals.approve_act(approval=approval, actor=decider, at=LATER)
    assert [row[0] for row in trail()] == ["records.request_act", "records.withdraw_act"]
    assert ask(asker) != approval


@pytest.mark.parametrize(("early", "open_"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_approval_respects_its_expiry(act, asker, decider, early, open_):
    approval = ask(asker)
    at = approval.expires_at - early

    if open_:
        approvals.approve_act(approval=approval, actor=decider, at=at)
        assert len(act.done) == 1
    else:
        with pytest.raises(approvals.NoLongerOpen):
            approvals.approve_act(approval=approval, actor=decider, at=at)
        assert act.done == []


def test_expired_requests_are_closed_and_may_be_asked_anew(act, asker):
    approval = ask(asker)
    at = approval.expires_at

    assert approvals.expire_approvals(at=at - timedelta(seconds=1)) == 0
    assert (approvals.expire_approvals(at=at), approvals.expire_approvals(at=at)) == (1, 0)

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by) == (ApprovalState.EXPIRED, None)
    assert ask(asker, at=at).state == ApprovalState.WAITING


def test_visible_to_those_who_decide_and_to_who_asked(act, asker, decider):
    approval = ask(asker)
    stranger = UserFactory()

    assert [list(Approval.objects.visible_to(user)) for user in (asker, decider, stranger)] == [
        [approval], [approval], [],
    ]  # fmt: skip
    assert [list(Approval.objects.awaiting(user, LATER)) for user in (asker, decider, stranger)] == [
        [], [approval], [],
    ]  # fmt: skip
    act.may.clear()
    assert list(Approval.objects.visible_to(asker)) == []


@pytest.mark.django_db(transaction=True)
def test_concurrent_approvals_execute_once(act, asker):
    approval = ask(asker)
    deciders = [UserFactory() for _ in range(4)]
    act.may |= {user.pk for user in deciders}
    queue = iter(deciders)

    def decide() -> str:
        try:
            approvals.approve_act(approval=approval, actor=next(queue), at=LATER)
        except approvals.NoLongerOpen:
            return "late"
        return "done"

    assert sorted(at_once(4, decide)) == ["done", "late", "late", "late"]
    assert len(act.done) == 1
    assert AuditEntry.objects.filter(action="records.approve_act").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_it_is_done_as_often_as_it_is_approved(act, asker):
    """Asking first and writing afterwards, as the code would without the locked row."""
    approval = ask(asker)
    barrier, decided = threading.Barrier(4), []

    def decide() -> None:
        is_open = Approval.objects.get(pk=approval.pk).is_open(LATER)
        connection.close()
        barrier.wait()
        if is_open:
            decided.append(1)

    at_once(4, decide)

    assert len(decided) == 4
