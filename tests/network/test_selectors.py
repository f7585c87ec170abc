from datetime import date, timedelta

import pytest

from network.enums import Role
from network.selectors import (
    Acting,
    Standing,
    get_home_country,
    get_identity,
    get_office_people,
    get_person_office_id,
    get_serving_users,
    get_standing,
)
from tests.factories.accounts import UserFactory
from tests.factories.network import (
    ENDED_ON,
    STARTED_ON,
    AppointmentFactory,
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SchoolFactory,
)

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

    with django_assert_num_queries(2):
        get_standing(user)
        get_standing(user)


def test_standing_of_a_coordinator_is_bound_to_the_school_it_is_given_for():
    school, other = SchoolFactory(), SchoolFactory()
    person = PersonFactory(with_user=True)
    AppointmentFactory(person=person, role=Role.COORDINATOR, school=school)
    AppointmentFactory(person=person, role=Role.SCHOOL_EDITOR, school=other)

    standing = get_standing(person.user)

    assert (standing.coordinator_school_ids, standing.school_ids) == ({school.pk}, {other.pk})
    assert standing.roles == {Role.COORDINATOR, Role.SCHOOL_EDITOR}
    assert (standing.contact_point_office_ids, standing.office_id, standing.country_id) == (frozenset(), None, None)


def test_standing_of_somebody_of_an_institution_has_no_office():
    person = PersonFactory(with_user=True)
    MembershipFactory(person=person, office=None, institution=InstitutionFactory())

    assert get_standing(person.user) == Standing(person_id=person.pk)


def test_who_serves_are_the_active_accounts_that_hold_the_role_that_day():
    serving, suspended = PersonFactory(secretariat=True), PersonFactory(secretariat=True)
    PersonFactory(coordinator=True)
    AppointmentFactory(person=PersonFactory(), role=Role.SECRETARIAT)
    ended = AppointmentFactory(person=PersonFactory(with_user=True), role=Role.SECRETARIAT, ended=True).person
    suspended.user.is_active = False
    suspended.user.save()

    assert get_serving_users(Role.SECRETARIAT, on=date(2026, 11, 24)) == [serving.user]
    assert get_serving_users(Role.SECRETARIAT, on=ENDED_ON - timedelta(days=1)) == [serving.user, ended.user]
    assert get_serving_users(Role.SECRETARIAT, on=STARTED_ON - timedelta(days=1)) == []


def test_identity_is_the_name_however_it_is_written():
    first = PersonFactory(with_user=True, given_names="Tomás", family_names="Añil Cordero")
    second = PersonFactory(with_user=True, given_names="TOMAS", family_names="Añil  Cordero".replace("  ", " "))
    third = PersonFactory(with_user=True, given_names="Zoila", family_names="Añil Cordero")

    assert get_identity(first.user)
    assert get_identity(first.user) == get_identity(second.user)
    assert not get_identity(first.user) & get_identity(third.user)
    assert get_identity(UserFactory()) == frozenset()


def test_office_and_country_of_a_person_are_todays():
    office, institution = OfficeFactory(), InstitutionFactory()
    person, officer, former = PersonFactory(office=office), PersonFactory(), PersonFactory()
    MembershipFactory(person=officer, office=None, institution=institution)
    MembershipFactory(person=former, office=office, ended=True)

    assert [get_person_office_id(one) for one in (person, officer, former)] == [office.pk, None, None]
    assert [get_home_country(one) for one in (person, officer, former)] == [
        office.country,
        institution.country,
        None,
    ]


def test_people_of_an_office_are_in_the_order_of_their_names_and_each_once():
    office = OfficeFactory()
    third = PersonFactory(office=office, family_names="Vela", given_names="Zoila")
    second = PersonFactory(office=office, family_names="Vela", given_names="Ana")
    first = PersonFactory(office=office, family_names="Ceiba", given_names="Zoila")
    MembershipFactory(person=first, office=office, ended=True)
    PersonFactory(office=OfficeFactory())

    assert get_office_people(office) == [first, second, third]


def test_the_office_of_somebody_who_also_belongs_to_an_institution_is_found():
    person, office = PersonFactory(), OfficeFactory()
    MembershipFactory(person=person, office=None, institution=InstitutionFactory(), ended_on=date(2999, 1, 1))
    MembershipFactory(person=person, office=office)

    assert get_person_office_id(person) == office.pk


@pytest.mark.parametrize("place", ["office", "institution"])
def test_the_home_country_costs_one_query(place, django_assert_num_queries):
    where = {"office": OfficeFactory(), "institution": None}
    if place == "institution":
        where = {"office": None, "institution": InstitutionFactory()}
    person = MembershipFactory(person=PersonFactory(), **where).person

    with django_assert_num_queries(1):
        assert get_home_country(person) == (where["office"] or where["institution"]).country


def test_standing_of_each_is_the_own_whoever_was_there_before():
    first, second = PersonFactory(contact_point=True), PersonFactory(contact_point=True)
    offices = [one.memberships.get().office for one in (first, second)]

    found = [get_standing(one.user) for one in (first, second)]

    assert [(one.person_id, one.office_id, one.country_id) for one in found] == [
        (one.pk, office.pk, office.country_id) for one, office in zip((first, second), offices, strict=True)
    ]
    assert [one.contact_point_office_ids for one in found] == [{office.pk} for office in offices]
    assert [one.roles for one in found] == [{Role.CONTACT_POINT}] * 2
    assert [one.acting for one in found] == [
        (Acting(Role.CONTACT_POINT, office_id=office.pk, code=office.code),) for office in offices
    ]


def test_standing_finds_the_office_beside_an_institution():
    person, office = PersonFactory(with_user=True), OfficeFactory()
    MembershipFactory(person=person, office=None, institution=InstitutionFactory(), ended_on=date(2999, 1, 1))
    MembershipFactory(person=person, office=office)

    standing = get_standing(person.user)

    assert (standing.office_id, standing.country_id) == (office.pk, office.country_id)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTACT_POINT])
def test_another_role_at_an_office_makes_no_contact_point(role):
    person = PersonFactory(with_user=True)
    AppointmentFactory(person=person, role=role, office=OfficeFactory(), school=SchoolFactory())

    standing = get_standing(person.user)

    assert (standing.contact_point_office_ids, standing.is_contact_point) == (frozenset(), False)
