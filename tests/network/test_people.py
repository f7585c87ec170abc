from datetime import UTC, date, datetime

import pytest

from lms.records.models import AuditEntry
from network import services
from network.enums import Category, Sex
from network.models import Membership, Person
from network.selectors import get_home_country, get_office_people
from tests.factories.accounts import UserFactory
from tests.factories.network import (
    AppointmentFactory,
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)


def register(**changes):
    values = {"given_names": "Ixchel", "family_names": "Quetzal Rivas", "email": "ixchel@example.org"}
    return services.register_person(**{**values, "actor": None, "at": AT, **changes})


def test_register_person_enters_a_clean_name_once():
    actor = UserFactory()

    first = register(given_names="  Ixchel\u200b ", actor=actor, sex=Sex.FEMALE)
    second = register(given_names="IXCHEL", family_names="Quétzal  Rivas", email="Ixchel@Example.org")

    assert first == second
    assert (first.full_name, first.email, first.sex) == ("Ixchel Quetzal Rivas", "ixchel@example.org", "F")
    assert list(AuditEntry.objects.values_list("action", "actor_ref", "target_ref")) == [
        ("network.register_person", actor.public_id, first.public_id)
    ]


def test_register_person_refuses_another_name_at_the_same_address():
    register()

    with pytest.raises(services.EmailTaken):
        register(given_names="Nicanor")
    assert Person.objects.get().given_names == "Ixchel"


@pytest.mark.parametrize("field", ["given_names", "family_names"])
def test_register_person_refuses_half_a_name(field):
    with pytest.raises(services.NameMissing):
        register(**{field: " \u200b"})
    assert not Person.objects.exists()


def test_add_membership_twice_is_one_membership():
    person, unit = PersonFactory(), UnitFactory()
    values = {"person": person, "office": unit.office, "unit": unit, "started_on": DAY, "actor": None, "at": AT}

    first = services.add_membership(**values, category=Category.ANALYST, position=" Analista ")
    second = services.add_membership(**values)

    assert first == second
    assert (first.category, first.position, first.unit) == ("ANALYST", "Analista", unit)
    assert AuditEntry.objects.filter(action="network.add_membership").count() == 1


def test_add_membership_refuses_a_second_office():
    person = PersonFactory(office=OfficeFactory())

    with pytest.raises(services.BelongsElsewhere):
        services.add_membership(person=person, office=OfficeFactory(), started_on=DAY, actor=None, at=AT)
    assert Membership.objects.count() == 1


def test_add_membership_follows_one_that_ended():
    person, office = PersonFactory(), OfficeFactory()
    MembershipFactory(person=person, ended=True)

    services.add_membership(person=person, office=office, started_on=DAY, actor=None, at=AT)

    assert person.memberships.get(ended_on__isnull=True).office == office


def test_add_membership_of_an_institution():
    person, institution = PersonFactory(), InstitutionFactory()

    services.add_membership(
        person=person, institution=institution, category=Category.INVESTIGATOR, started_on=DAY, actor=None, at=AT
    )

    assert get_home_country(person) == institution.country


def test_add_membership_refuses_a_unit_of_another_office():
    with pytest.raises(services.UnitOfAnotherOffice):
        services.add_membership(
            person=PersonFactory(), office=OfficeFactory(), unit=UnitFactory(), started_on=DAY, actor=None, at=AT
        )


def test_office_people_are_those_of_today_by_family_name():
    office = OfficeFactory()
    torogoz = PersonFactory(family_names="Torogoz", office=office)
    ceiba = PersonFactory(family_names="Ceiba", office=office)
    MembershipFactory(person=PersonFactory(), office=office, ended=True)
    PersonFactory(office=OfficeFactory())

    assert get_office_people(office) == [ceiba, torogoz]


def test_home_country_of_somebody_who_belongs_nowhere_is_unknown():
    assert get_home_country(PersonFactory()) is None


@pytest.mark.parametrize("trait", ["secretariat", "coordinator"])
def test_everybody_is_visible_to_the_region(trait):
    reader, other = PersonFactory(**{trait: True}), PersonFactory(office=OfficeFactory())

    assert set(Person.objects.visible_to(reader.user)) == {reader, other}


def test_own_office_is_visible_to_its_contact_point():
    office = OfficeFactory()
    reader = PersonFactory(contact_point=True, office=office)
    colleague = PersonFactory(office=office)
    PersonFactory(office=OfficeFactory())
    former = PersonFactory()
    MembershipFactory(person=former, office=office, ended=True)

    assert set(Person.objects.visible_to(reader.user)) == {reader, colleague}


@pytest.mark.parametrize("trait", ["prosecutor", "mentor", "auditor", "expert", "school_editor"])
def test_only_oneself_is_visible_to_others(trait):
    office = OfficeFactory()
    reader = PersonFactory(**{trait: True})
    PersonFactory(office=office)

    assert set(Person.objects.visible_to(reader.user)) == {reader}


def test_former_contact_point_sees_only_oneself():
    office = OfficeFactory()
    reader = PersonFactory(prosecutor=True, office=office)
    AppointmentFactory(person=reader, role="CONTACT_POINT", office=office, ended=True)
    PersonFactory(office=office)

    assert set(Person.objects.visible_to(reader.user)) == {reader}
