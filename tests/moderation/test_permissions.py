"""Who reads reports and who acts on them: every role, allowed and refused with the same set-up."""

import pytest

from moderation import services
from moderation.enums import Outcome
from moderation.models import LeakReport
from moderation.permissions import can_add_detail, can_moderate
from tests.factories.accounts import UserFactory
from tests.factories.moderation import AT, leak_report, reader, secretary
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db

OTHERS = ["prosecutor", "contact_point", "coordinator", "mentor", "auditor", "expert", "school_editor"]


def seen_by(user) -> set[LeakReport]:
    return set(LeakReport.objects.visible_to(user))


def closed(report: LeakReport, by) -> LeakReport:
    taken = services.take_up_report(report=report, actor=by, at=AT)
    return services.close_report(report=taken, outcome=Outcome.NOTHING_FOUND, resolution="Visto.", actor=by, at=AT)


def test_the_secretariat_sees_all_and_moderates():
    first, second, user = leak_report(), leak_report(), secretary()

    assert seen_by(user) == {first, second}
    assert can_moderate(user)
    assert not can_add_detail(user, first)


def test_who_reported_sees_the_own_and_says_more_while_it_is_open():
    user = reader()
    own, other = leak_report(by=user), leak_report()

    assert seen_by(user) == {own}
    assert not can_moderate(user)
    assert can_add_detail(user, own)
    assert not can_add_detail(user, other)
    assert not can_add_detail(user, closed(own, by=secretary()))


@pytest.mark.parametrize("trait", OTHERS)
def test_nobody_else_sees_reports_or_moderates(trait):
    leak_report()
    user = PersonFactory(**{trait: True}).user

    assert seen_by(user) == set()
    assert not can_moderate(user)


def test_an_account_without_a_person_sees_the_own_only():
    user = UserFactory()
    leak_report()

    assert seen_by(user) == set()
    assert seen_by(UserFactory(is_superuser=True)) == set()


def test_a_suspended_reader_or_secretary_sees_nothing():
    user, other = reader(), secretary()
    leak_report(by=user)
    user.is_active = other.is_active = False

    assert (seen_by(user), seen_by(other)) == (set(), set())
    assert not can_moderate(other)


def test_what_waits_and_what_is_open():
    user = secretary()
    new, taken, done = leak_report(), leak_report(), closed(leak_report(), by=user)
    taken = services.take_up_report(report=taken, actor=user, at=AT)

    assert set(LeakReport.objects.waiting()) == {new}
    assert set(LeakReport.objects.open()) == {new, taken}
    assert done not in LeakReport.objects.open()
