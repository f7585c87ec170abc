import pytest

from network.enums import Role
from network.selectors import Standing, get_standing
from tests.factories.accounts import UserFactory
from tests.factories.network import AppointmentFactory, MembershipFactory, OfficeFactory, PersonFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def test_standing_of_an_account_without_a_person_is_empty():
    assert get_standing(UserFactory()) == Standing()


def test_standing_of_a_prosecutor_names_office_and_country_only():
    person = PersonFactory(prosecutor=True)
    office = person.memberships.get().office

    standing = get_standing(person.user)

    assert standing == Standing(person_id=person.pk, office_id=office.pk, country_id=office.country_id)


def test_standing_of_a_contact_point_is_bound_to_the_office():
    office = OfficeFactory()
    person = PersonFactory(contact_point=True, office=office)

    standing = get_standing(person.user)

    assert standing.contact_point_office_ids == {office.pk}
    assert standing.is_contact_point
    assert not standing.is_secretariat


@pytest.mark.parametrize("trait", ["secretariat", "coordinator", "auditor"])
def test_standing_of_network_wide_roles(trait):
    standing = get_standing(PersonFactory(**{trait: True}).user)

    assert [standing.is_secretariat, standing.is_coordinator, standing.is_auditor] == [
        trait == "secretariat",
        trait == "coordinator",
        trait == "auditor",
    ]
    assert not standing.is_contact_point


def test_standing_of_a_school_editor_is_bound_to_the_school():
    school = SchoolFactory()
    person = PersonFactory(school_editor=True, school=school)

    assert get_standing(person.user).school_ids == {school.pk}


def test_standing_forgets_what_has_ended():
    person = PersonFactory(with_user=True)
    MembershipFactory(person=person, ended=True)
    AppointmentFactory(person=person, role=Role.SECRETARIAT, ended=True)

    assert get_standing(person.user) == Standing(person_id=person.pk)


def test_standing_of_a_suspended_account_is_empty():
    person = PersonFactory(secretariat=True)
    person.user.is_active = False

    assert get_standing(person.user) == Standing()


def test_standing_is_read_once(django_assert_num_queries):
    user = PersonFactory(contact_point=True).user

    with django_assert_num_queries(3):
        get_standing(user)
        get_standing(user)
