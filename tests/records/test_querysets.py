"""Acts of two persons: which a reader sees, which wait for the reader."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from lms.records import act_kinds, approvals
from lms.records.models import Approval
from tests.factories.accounts import UserFactory

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@dataclass
class Kind:
    """A kind for tests whose askers and deciders are different people."""

    name: str
    askers: set[int] = field(default_factory=set)
    deciders: set[int] = field(default_factory=set)

    def register(self) -> None:
        act_kinds.register_act_kind(
            act_kinds.ActKind(
                name=self.name,
                title=self.name,
                can_request=lambda user, ids: user.pk in self.askers,
                can_approve=lambda user, ids: user.pk in self.deciders,
                execute=lambda **_: None,
                describe=lambda ids: [],
            )
        )

    def ask(self, user, number=1) -> Approval:
        return approvals.request_act(kind=self.name, ids={"thing_id": number}, reason="Hace falta.", actor=user, at=AT)


@pytest.fixture
def kinds():
    made = [Kind("tests.one"), Kind("tests.two")]
    for kind in made:
        kind.register()
    yield made
    for kind in made:
        del act_kinds._kinds[kind.name]


def test_who_decides_a_kind_sees_all_of_it_and_nothing_of_another(kinds):
    one, two = kinds
    asker, decider = UserFactory(), UserFactory()
    one.askers, two.askers, one.deciders = {asker.pk}, {asker.pk}, {decider.pk}
    first, second = one.ask(asker), two.ask(asker)

    assert set(Approval.objects.visible_to(decider)) == {first}
    assert set(Approval.objects.visible_to(asker)) == {first, second}
    assert set(Approval.objects.visible_to(UserFactory())) == set()


def test_who_may_ask_sees_the_own_requests_only(kinds):
    one, _two = kinds
    asker, other = UserFactory(), UserFactory()
    one.askers = {asker.pk, other.pk}
    first, second = one.ask(asker), one.ask(other, number=2)

    assert set(Approval.objects.visible_to(asker)) == {first}
    assert set(Approval.objects.visible_to(other)) == {second}
    one.askers = {asker.pk}
    assert set(Approval.objects.visible_to(other)) == set()


def test_what_waits_for_a_reader_was_asked_by_another_and_is_open(kinds):
    one, two = kinds
    asker, decider = UserFactory(), UserFactory()
    one.askers = two.askers = {asker.pk, decider.pk}
    one.deciders = {asker.pk, decider.pk}
    waiting, own, elsewhere = one.ask(asker), one.ask(decider, number=2), two.ask(asker, number=3)

    assert set(Approval.objects.awaiting(decider, LATER)) == {waiting}
    assert set(Approval.objects.awaiting(asker, LATER)) == {own}
    assert set(Approval.objects.awaiting(UserFactory(), LATER)) == set()
    assert set(Approval.objects.open(LATER)) == {waiting, own, elsewhere}


def test_an_act_is_open_to_before_its_expiry(kinds):
    one, _two = kinds
    asker, decider = UserFactory(), UserFactory()
    one.askers, one.deciders = {asker.pk}, {decider.pk}
    act = one.ask(asker)

    assert list(Approval.objects.open(act.expires_at - timedelta(seconds=1))) == [act]
    assert list(Approval.objects.open(act.expires_at)) == []
    approvals.approve_act(approval=act, actor=decider, at=LATER)
    assert list(Approval.objects.open(LATER)) == []
