"""Appointments over one country: a coordinator's and an auditor's, and nobody else's."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Award
from network import services
from network.enums import Role
from network.models import Person
from network.selectors import get_acting_role, get_standing
from tests.factories.certificates import AwardFactory
from tests.factories.network import AppointmentFactory, OfficeFactory, PersonFactory, SchoolFactory
from tests.factories.workshops import EnrolmentFactory, SeatPoolFactory
from workshops.models import Edition, Enrolment

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def appoint(person, role, **scope):
    return services.appoint(person=person, role=role, started_on=NOW.date(), actor=None, at=NOW, **scope)


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def coordinator(office):
    person = PersonFactory(with_user=True)
    appoint(person, Role.COORDINATOR, country=office.country)
    return person


def test_a_countrys_coordinator_is_not_the_regions(office, coordinator):
    standing = get_standing(coordinator.user)

    assert (standing.coordinator_country_ids, standing.is_coordinator) == ({office.country_id}, False)
    assert standing.roles == {"COORDINATOR"}  # a session rests as briefly as any coordinator's
    assert get_acting_role(coordinator.user) == f"COORDINATOR/{office.country.iso}"


def test_a_countrys_auditor_is_not_the_regions(office):
    person = PersonFactory(with_user=True)
    first, second = (appoint(person, Role.AUDITOR, country=office.country) for _ in range(2))

    standing = get_standing(person.user)
    assert first == second
    assert (standing.auditor_country_ids, standing.is_auditor) == ({office.country_id}, False)


def test_one_person_may_hold_a_role_over_two_countries_and_over_all(office):
    person = PersonFactory(with_user=True)
    for scope in ({"country": office.country}, {"country": OfficeFactory().country}, {}):
        appoint(person, Role.AUDITOR, **scope)

    standing = get_standing(person.user)
    assert (len(standing.auditor_country_ids), standing.is_auditor) == (2, True)


def test_a_countrys_coordinator_sees_the_country_and_no_more(office, coordinator):
    own, other = EnrolmentFactory(office=office), EnrolmentFactory()
    seats, others = SeatPoolFactory(office=office), SeatPoolFactory()
    here, there = PersonFactory(prosecutor=True, office=office), PersonFactory(prosecutor=True)
    award, foreign = AwardFactory(), AwardFactory()
    Award.objects.filter(pk=award.pk).update(office=office)
    user = coordinator.user

    assert set(Enrolment.objects.visible_to(user)) == {own}
    assert set(Edition.objects.visible_to(user)) == {own.edition, seats.edition}
    assert other.edition not in set(Edition.objects.visible_to(user))
    assert others.edition not in set(Edition.objects.visible_to(user))
    people = set(Person.objects.visible_to(user))
    assert here in people
    assert coordinator in people
    assert there not in people
    assert award in set(Award.objects.visible_to(user))
    assert foreign not in set(Award.objects.visible_to(user))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COORDINATOR, Role.AUDITOR)])
def test_other_roles_are_not_held_over_a_country(office, role):
    person = PersonFactory(office=office)

    with pytest.raises(services.CountryNotForRole):
        appoint(person, role, country=office.country)
    more = {"office": office} if role == Role.CONTACT_POINT else {"school": SchoolFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(person=person, role=role, country=office.country, **more)


def test_a_country_and_a_school_are_two_scopes(office):
    with pytest.raises(services.CountryNotForRole) as refusal:
        appoint(PersonFactory(), Role.COORDINATOR, country=office.country, school=SchoolFactory())

    assert str(refusal.value) == "Solo se nombra para un país a quien coordina o audita."
