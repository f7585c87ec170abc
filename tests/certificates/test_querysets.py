"""Who sees which award: allowed and refused with the same set-up."""

import datetime as dt

import pytest

from certificates.models import Award
from lms.accounts.models import User
from network.enums import Role
from network.models import Appointment, Country, Membership, Office
from tests.factories.certificates import AwardFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2020, 1, 1)


def make_office(iso):
    country = Country.objects.create(iso=iso, name={"es": iso}, time_zone="America/Guatemala")
    return Office.objects.create(country=country, code=f"MP-{iso}")


def make_member(office, role=None, scope=None):
    person = PersonFactory()
    person.user = User.objects.create_user(person.email, None)
    person.save()
    Membership.objects.create(person=person, office=office, started_on=LONG_AGO)
    if role:
        Appointment.objects.create(person=person, role=role, started_on=LONG_AGO, office=scope)
    return person


@pytest.fixture
def house():
    here, there = make_office("GT"), make_office("HN")
    holder, colleague, foreigner = make_member(here), make_member(here), make_member(there)
    return here, holder, [AwardFactory(person=person) for person in (holder, colleague, foreigner)]


def seen_by(person):
    return set(Award.objects.visible_to(User.objects.get(pk=person.user_id)))


def test_a_holder_sees_the_own_awards_only(house):
    _, holder, (own, *_) = house

    assert seen_by(holder) == {own}


def test_a_contact_point_sees_the_office_as_it_was_on_the_day_of_issue(house):
    here, holder, awards = house
    contact = make_member(here, Role.CONTACT_POINT, scope=here)
    Membership.objects.filter(person=holder).update(ended_on=dt.date(2026, 12, 31))

    assert seen_by(contact) == set(awards[:2])


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.COORDINATOR])
def test_secretariat_and_coordination_see_all(house, role):
    here, _, awards = house

    assert seen_by(make_member(here, role)) == set(awards)


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.MENTOR, Role.EXPERT])
def test_other_roles_see_nothing_of_others(house, role):
    here, _, _ = house

    assert seen_by(make_member(here, role)) == set()


def test_an_account_without_a_person_and_a_suspended_one_see_nothing(house):
    _, holder, _ = house
    nobody = User.objects.create_superuser("nadie@example.org", None)
    User.objects.filter(pk=holder.user_id).update(is_active=False)

    assert set(Award.objects.visible_to(nobody)) == set()
    assert seen_by(holder) == set()
