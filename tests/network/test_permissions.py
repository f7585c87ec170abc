"""Who may change people and roles: every role, allowed and refused with the same set-up."""

import pytest

from network.models import Appointment, Office, Person
from network.permissions import (
    can_administer_people,
    can_appoint,
    can_invite,
    can_register,
    can_see_off,
    can_suspend,
    can_transfer,
)
from tests.factories.accounts import UserFactory
from tests.factories.network import ENDED_ON, MembershipFactory, OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db

OTHERS = ["prosecutor", "coordinator", "mentor", "auditor", "expert", "school_editor"]


@pytest.fixture
def contact_point():
    return PersonFactory(contact_point=True)


def office_of(person: Person) -> Office:
    return Office.objects.get(memberships__person=person)


def test_the_secretariat_appoints_registers_and_invites_anybody():
    user = PersonFactory(secretariat=True).user

    assert can_appoint(user)
    assert can_register(user, OfficeFactory())
    assert can_invite(user, PersonFactory())
    assert can_invite(user, PersonFactory(office=OfficeFactory()))


def test_a_contact_point_acts_for_the_own_office_only(contact_point):
    user, office = contact_point.user, office_of(contact_point)

    assert not can_appoint(user)
    assert can_register(user, office)
    assert not can_register(user, OfficeFactory())
    assert can_invite(user, PersonFactory(office=office))
    assert not can_invite(user, PersonFactory(office=OfficeFactory()))
    assert not can_invite(user, PersonFactory())


def test_a_contact_point_does_not_invite_who_left_the_office(contact_point):
    person = PersonFactory()
    MembershipFactory(person=person, office=office_of(contact_point), ended=True)

    assert not can_invite(contact_point.user, person)


@pytest.mark.parametrize("trait", OTHERS)
def test_nobody_else_changes_people(trait):
    person = PersonFactory(**{trait: True})
    office = Office.objects.filter(memberships__person=person).first() or OfficeFactory()

    assert not can_appoint(person.user)
    assert not can_register(person.user, office)
    assert not can_invite(person.user, PersonFactory(office=office))
    assert not can_invite(person.user, PersonFactory())


@pytest.mark.parametrize("trait", ["secretariat", "contact_point"])
def test_what_has_ended_gives_nothing(trait):
    person = PersonFactory(**{trait: True})
    Appointment.objects.filter(person=person).update(ended_on=ENDED_ON)

    assert not can_appoint(person.user)
    assert not can_register(person.user, office_of(person))
    assert not can_invite(person.user, PersonFactory(office=office_of(person)))


def test_a_superuser_without_a_role_may_nothing():
    user = UserFactory(is_superuser=True)

    assert not can_appoint(user)
    assert not can_register(user, OfficeFactory())
    assert not can_invite(user, PersonFactory())


def test_only_the_secretariat_suspends_and_never_itself():
    user, other = PersonFactory(secretariat=True).user, PersonFactory(secretariat=True).user

    assert can_suspend(user, other)
    assert can_suspend(user, UserFactory())
    assert not can_suspend(user, user)


@pytest.mark.parametrize("trait", [*OTHERS, "contact_point"])
def test_nobody_else_suspends(trait):
    user = PersonFactory(**{trait: True}).user

    assert not can_suspend(user, UserFactory())
    assert not can_suspend(user, user)


def test_the_secretariat_moves_and_sees_off_others_and_never_the_own_person():
    person, other = PersonFactory(secretariat=True), PersonFactory(prosecutor=True)

    assert can_administer_people(person.user)
    assert can_transfer(person.user)
    assert can_see_off(person.user, other)
    assert can_see_off(person.user, PersonFactory())
    assert not can_see_off(person.user, person)
    assert can_suspend(person.user, other.user)
    assert not can_suspend(person.user, person.user)


def test_a_contact_point_looks_after_people_and_moves_nobody(contact_point):
    colleague = PersonFactory(prosecutor=True, office=office_of(contact_point))

    assert can_administer_people(contact_point.user)
    assert not can_transfer(contact_point.user)
    assert not can_see_off(contact_point.user, colleague)
    assert not can_suspend(contact_point.user, colleague.user)


@pytest.mark.parametrize("trait", OTHERS)
def test_nobody_else_looks_after_people(trait):
    user, other = PersonFactory(**{trait: True}).user, PersonFactory(prosecutor=True)

    assert not can_administer_people(user)
    assert not can_transfer(user)
    assert not can_see_off(user, other)
    assert not can_suspend(user, other.user)
