import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.records.models import AuditEntry
from network import permissions, services
from network.enums import Role
from network.models import Appointment
from network.selectors import get_standing
from tests.factories.accounts import UserFactory
from tests.factories.network import AppointmentFactory, OfficeFactory, PersonFactory, SchoolFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
LATER = date(2027, 1, 1)


def appoint(person, office, **changes):
    values = {"role": Role.CONTACT_POINT, "started_on": DAY, "actor": None, "at": AT}
    return services.appoint(person=person, office=office, **{**values, **changes})


def test_appoint_twice_is_one_appointment():
    office, actor = OfficeFactory(), UserFactory()
    person = PersonFactory(office=office)

    first = appoint(person, office, actor=actor)
    second = appoint(person, office, actor=actor)

    assert first == second
    assert first.appointed_by == actor
    assert list(AuditEntry.objects.values_list("action", "to_state", "actor_ref")) == [
        ("network.appoint", "CONTACT_POINT", actor.public_id)
    ]


def test_appoint_refuses_a_third_contact_point_and_says_how_many_there_are():
    office = OfficeFactory()
    for _ in range(2):
        appoint(PersonFactory(office=office), office)

    with pytest.raises(services.ContactPointsFull) as refusal:
        appoint(PersonFactory(office=office), office)

    assert str(refusal.value) == (
        "Esta oficina ya tiene todos sus puntos de contacto (2 de 2). Primero termine uno de esos nombramientos."
    )
    assert Appointment.objects.count() == 2


def test_appoint_counts_each_office_alone():
    full, other = OfficeFactory(), OfficeFactory()
    for _ in range(2):
        appoint(PersonFactory(office=full), full)

    assert appoint(PersonFactory(office=other), other).office == other


@pytest.mark.parametrize(
    ("begins", "ends", "is_free"),
    [
        (DAY, None, False),
        (DAY, LATER, True),
        (LATER, None, False),
        (date(2027, 5, 31), date(2027, 6, 1), False),
        (date(2027, 6, 1), None, True),
        (date(2026, 1, 1), DAY, True),
    ],
    ids=["for-good", "until-the-second-begins", "when-both-hold", "their-last-day", "after-the-second", "before"],
)
def test_appoint_counts_contact_points_day_by_day(begins, ends, is_free):
    office = OfficeFactory()
    AppointmentFactory(role=Role.CONTACT_POINT, office=office)  # since 2020, for good
    AppointmentFactory(role=Role.CONTACT_POINT, office=office, started_on=LATER, ended_on=date(2027, 6, 1))
    person = PersonFactory(office=office)

    if is_free:
        assert appoint(person, office, started_on=begins, ended_on=ends).started_on == begins
    else:
        with pytest.raises(services.ContactPointsFull):
            appoint(person, office, started_on=begins, ended_on=ends)
        assert not person.appointments.exists()


def test_two_terms_one_after_the_other_take_one_place():
    office = OfficeFactory()
    AppointmentFactory(role=Role.CONTACT_POINT, office=office, started_on=DAY, ended_on=LATER)
    AppointmentFactory(role=Role.CONTACT_POINT, office=office, started_on=LATER)

    assert appoint(PersonFactory(office=office), office).ended_on is None


def test_appoint_refuses_a_contact_point_from_elsewhere():
    office = OfficeFactory()

    with pytest.raises(services.NotOfThisOffice):
        appoint(PersonFactory(office=OfficeFactory()), office)


def test_appoint_refuses_an_end_before_the_beginning():
    with pytest.raises(services.EndsBeforeItBegins):
        appoint(PersonFactory(), None, role=Role.MENTOR, ended_on=date(2026, 11, 1))


def test_appoint_for_a_school_and_for_the_whole_network():
    person, school = PersonFactory(with_user=True), SchoolFactory()

    appoint(person, None, role=Role.SCHOOL_EDITOR, school=school, started_on=date(2026, 1, 1))
    appoint(person, None, role=Role.AUDITOR, started_on=date(2026, 1, 1))

    standing = get_standing(person.user)
    assert (standing.school_ids, standing.roles) == ({school.pk}, {"SCHOOL_EDITOR", "AUDITOR"})


@pytest.mark.parametrize("role", [Role.CONTACT_POINT, Role.SCHOOL_EDITOR])
def test_a_role_without_its_scope_is_refused_by_the_database(role):
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentFactory(role=role)


def test_end_appointment_frees_the_place_and_is_repeatable():
    office, actor = OfficeFactory(), UserFactory()
    first = appoint(PersonFactory(office=office), office)
    appoint(PersonFactory(office=office), office)

    ended = services.end_appointment(appointment=first, ended_on=LATER, actor=actor, at=AT)
    again = services.end_appointment(appointment=first, ended_on=LATER, actor=actor, at=AT)

    assert (ended.ended_on, again.ended_on) == (LATER, LATER)
    assert AuditEntry.objects.filter(action="network.end_appointment", actor_ref=actor.public_id).count() == 1
    assert appoint(PersonFactory(office=office), office, started_on=LATER).started_on == LATER


def test_end_appointment_bites_at_the_next_request():
    person, _other = PersonFactory(secretariat=True), PersonFactory(secretariat=True)
    appointment = person.appointments.get()
    assert permissions.can_appoint(person.user)

    services.end_appointment(appointment=appointment, ended_on=date.today(), actor=None, at=AT)

    reread = type(person.user).objects.get(pk=person.user.pk)
    assert not permissions.can_appoint(reread)


def test_end_appointment_on_its_first_day_means_it_never_held():
    office = OfficeFactory()
    mistaken = appoint(PersonFactory(office=office), office)
    appoint(PersonFactory(office=office), office)

    services.end_appointment(appointment=mistaken, ended_on=DAY, actor=None, at=AT)

    assert appoint(PersonFactory(office=office), office).started_on == DAY


def test_end_appointment_refuses_to_end_before_it_begins():
    appointment = appoint(PersonFactory(), None, role=Role.MENTOR)

    with pytest.raises(services.EndsBeforeItBegins):
        services.end_appointment(appointment=appointment, ended_on=date(2026, 11, 1), actor=None, at=AT)
    assert Appointment.objects.get().ended_on is None


@pytest.mark.parametrize(
    ("trait", "may"),
    [("secretariat", True), ("coordinator", False), ("contact_point", False), ("auditor", False), ("mentor", False)],
)
def test_only_the_secretariat_may_appoint(trait, may):
    assert permissions.can_appoint(PersonFactory(**{trait: True}).user) is may


def test_a_superuser_has_no_role():
    assert not permissions.can_appoint(UserFactory(is_superuser=True, is_staff=True))


def test_contact_point_registers_and_invites_for_the_own_office_only():
    office, other = OfficeFactory(), OfficeFactory()
    user = PersonFactory(contact_point=True, office=office).user

    assert permissions.can_register(user, office)
    assert not permissions.can_register(user, other)
    assert permissions.can_invite(user, PersonFactory(office=office))
    assert not permissions.can_invite(user, PersonFactory(office=other))
    assert not permissions.can_invite(user, PersonFactory())


def test_secretariat_registers_and_invites_anybody():
    user = PersonFactory(secretariat=True).user

    assert permissions.can_register(user, OfficeFactory())
    assert permissions.can_invite(user, PersonFactory())


def race(people, office, act):
    """What everybody's act at the same moment comes to, sorted."""
    waiting = list(people)

    def run():
        try:
            act(waiting.pop(), office)
        except services.ContactPointsFull:
            return "full"
        return "appointed"

    return sorted(at_once(len(people), run))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_six_appointments_at_once_leave_two_contact_points():
    office = OfficeFactory()
    people = [PersonFactory(office=office) for _ in range(6)]

    assert race(people, office, appoint) == ["appointed"] * 2 + ["full"] * 4
    assert Appointment.objects.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_there_are_too_many():
    office = OfficeFactory()
    people = [PersonFactory(office=office) for _ in range(6)]
    counted = threading.Barrier(len(people))

    def appoint_without_lock(person, office):
        is_full = office.appointments.count() >= 2
        counted.wait()  # everybody has counted before anybody writes: what the lock makes impossible
        if is_full:
            raise services.ContactPointsFull
        AppointmentFactory(person=person, role=Role.CONTACT_POINT, office=office)

    assert race(people, office, appoint_without_lock) == ["appointed"] * 6
