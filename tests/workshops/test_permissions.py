"""Who may what around an edition and its list: every role, allowed and refused with the same set-up."""

import pytest

from network.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import EditionFactory, EditionStaffFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import PARTICIPANT, StaffRole
from workshops.permissions import (
    can_answer,
    can_nominate,
    can_read_lesson,
    can_see_all_offices,
    can_take_quiz,
    can_view_edition,
    can_withdraw,
    get_acting_role,
    get_staff_role,
)

pytestmark = pytest.mark.django_db

REGIONAL = {"secretariat": Role.SECRETARIAT, "coordinator": Role.COORDINATOR}
OTHERS = ["prosecutor", "contact_point", "mentor", "auditor", "expert", "school_editor"]


@pytest.mark.parametrize("trait", [*REGIONAL, *OTHERS])
def test_secretariat_and_coordination_follow_every_office(trait):
    user = PersonFactory(**{trait: True}).user

    assert can_see_all_offices(user) is (trait in REGIONAL)
    assert can_view_edition(user, EditionFactory()) is (trait in REGIONAL)


def test_an_edition_is_seen_by_those_it_concerns():
    enrolment, other = EnrolmentFactory(), EditionFactory()

    assert can_view_edition(enrolment.person.user, enrolment.edition)
    assert not can_view_edition(enrolment.person.user, other)


@pytest.mark.parametrize("trait", [*REGIONAL, *OTHERS])
@pytest.mark.parametrize("pool", ["own", "open", "foreign"])
def test_only_contact_points_with_seats_nominate(trait, pool):
    office = OfficeFactory()
    person = PersonFactory(**{trait: True}, **({"office": office} if trait in {"contact_point", "prosecutor"} else {}))
    edition = EditionFactory()
    SeatPoolFactory(edition=edition, remote=True) if pool == "open" else SeatPoolFactory(
        edition=edition, office=office if pool == "own" else OfficeFactory()
    )

    assert can_nominate(person.user, edition) is (trait == "contact_point" and pool != "foreign")


def test_seats_of_another_edition_do_not_let_nominate():
    seats = SeatPoolFactory()
    user = PersonFactory(contact_point=True, office=seats.office).user

    assert can_nominate(user, seats.edition)
    assert not can_nominate(user, EditionFactory())


@pytest.mark.parametrize("role", list(StaffRole), ids=str)
def test_staff_role_is_the_one_held_in_that_edition(role):
    staff = EditionStaffFactory(role=role)

    assert get_staff_role(staff.person.user, staff.edition) == role
    assert get_staff_role(staff.person.user, EditionStaffFactory().edition) == ""
    assert get_staff_role(PersonFactory(prosecutor=True).user, staff.edition) == ""
    assert get_staff_role(UserFactory(), staff.edition) == ""


@pytest.mark.parametrize("trait", [*REGIONAL, *OTHERS])
def test_others_act_on_an_enrolment_only_for_the_region(trait):
    enrolment = EnrolmentFactory()
    user = PersonFactory(**{trait: True}).user

    assert get_acting_role(user, enrolment) == REGIONAL.get(trait, "")
    assert can_withdraw(user, enrolment) is (trait in REGIONAL)
    assert not can_answer(user, enrolment)
    assert not can_take_quiz(user, enrolment)


def test_the_person_acts_for_oneself_before_any_office():
    enrolment = EnrolmentFactory()

    assert can_answer(enrolment.person.user, enrolment)
    assert get_acting_role(enrolment.person.user, enrolment) == PARTICIPANT
    assert can_withdraw(enrolment.person.user, enrolment)


def test_the_contact_point_acts_for_the_own_office():
    enrolment = EnrolmentFactory()
    own = PersonFactory(contact_point=True, office=enrolment.office).user
    colleague = PersonFactory(prosecutor=True, office=enrolment.office).user

    assert get_acting_role(own, enrolment) == Role.CONTACT_POINT
    assert can_withdraw(own, enrolment)
    assert not can_answer(own, enrolment)
    assert get_acting_role(colleague, enrolment) == ""
    assert not can_withdraw(colleague, enrolment)


def test_who_teaches_does_not_withdraw():
    enrolment = EnrolmentFactory()
    teacher = EditionStaffFactory(edition=enrolment.edition).person.user

    assert not can_withdraw(teacher, enrolment)
    assert can_read_lesson(teacher, enrolment.edition)


def test_an_account_without_a_person_may_nothing():
    enrolment, user = EnrolmentFactory(), UserFactory(is_superuser=True)
    SeatPoolFactory(edition=enrolment.edition, remote=True)

    assert not can_see_all_offices(user)
    assert not can_view_edition(user, enrolment.edition)
    assert not can_nominate(user, enrolment.edition)
    assert not can_answer(user, enrolment)
    assert get_acting_role(user, enrolment) == ""
    assert can_read_lesson(user, enrolment.edition) is False
    assert not can_take_quiz(user, enrolment)


def test_enrolment_in_another_edition_opens_no_lesson():
    enrolment, other = EnrolmentFactory(), EnrolmentFactory()

    assert can_read_lesson(enrolment.person.user, enrolment.edition)
    assert not can_read_lesson(enrolment.person.user, other.edition)
    assert not can_take_quiz(enrolment.person.user, other)
