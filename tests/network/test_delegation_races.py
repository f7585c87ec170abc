"""Delegations given at the same moment, and one given while the appointment ends; each with its control."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.mail.models import Mail
from network import services
from network.models import Appointment, Delegation
from tests.factories.network import DelegationFactory, OfficeFactory, PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def delegate(appointment, person, **changes):
    values = {"started_on": TODAY, "ended_on": TODAY + WEEK, "actor": appointment.person.user, "at": NOW}
    return services.delegate_powers(appointment=appointment, delegate=person, **{**values, **changes})


def outcomes(*acts):
    """What everybody's act at the same moment comes to, sorted."""
    waiting = list(acts)

    def run():
        try:
            waiting.pop()()
        except (services.AlreadyDelegated, services.AppointmentEndsBefore) as refusal:
            return type(refusal).__name__
        return "done"

    return sorted(at_once(len(acts), run))


def lend(appointment, person, begins, ends):
    return lambda: delegate(appointment, person, started_on=TODAY + begins * DAY, ended_on=TODAY + ends * DAY)


@pytest.fixture
def six():
    office = OfficeFactory()
    holder = PersonFactory(contact_point=True, office=office).appointments.get()
    return holder, [PersonFactory(prosecutor=True, office=office) for _ in range(6)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_six_overlapping_delegations_at_once_leave_one(six):
    holder, people = six

    assert outcomes(*(lend(holder, person, place, 7 + place) for place, person in enumerate(people))) == (
        ["AlreadyDelegated"] * 5 + ["done"]
    )
    assert Delegation.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_they_overlap(six):
    holder, people = six
    looked = threading.Barrier(len(people))

    def lend_without_lock(place, person):
        days = (TODAY + place * DAY, TODAY + (7 + place) * DAY)
        is_taken = holder.delegations.overlapping(*days).exists()
        looked.wait()  # everybody has looked before anybody writes: what the lock makes impossible
        if is_taken:
            raise services.AlreadyDelegated(date="")
        DelegationFactory(appointment=holder, delegate=person, started_on=days[0], ended_on=days[1])

    acts = [lambda place=place, person=person: lend_without_lock(place, person) for place, person in enumerate(people)]
    assert outcomes(*acts) == ["done"] * 6


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("_again", range(3))
def test_a_delegation_and_the_end_of_the_appointment_at_once(six, _again):
    holder, people = six
    end = TODAY + 2 * DAY

    found = outcomes(
        lend(holder, people[0], 0, 7),
        lambda: services.end_appointment(appointment=holder, ended_on=end, actor=None, at=NOW),
    )

    assert found in (["AppointmentEndsBefore", "done"], ["done", "done"])
    assert all(row.ended_on <= end for row in Delegation.objects.all())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_a_delegation_outlasts_the_appointment(six):
    holder, people = six
    end = TODAY + 2 * DAY
    looked = threading.Barrier(2)

    def lend_without_lock():
        is_open = Appointment.objects.get(pk=holder.pk).ended_on is None
        looked.wait()
        assert is_open
        looked.wait()  # the appointment has ended meanwhile
        DelegationFactory(appointment=holder, delegate=people[0], started_on=TODAY, ended_on=TODAY + WEEK)

    def end_appointment():
        looked.wait()
        services.end_appointment(appointment=holder, ended_on=end, actor=None, at=NOW)
        looked.wait()

    assert outcomes(lend_without_lock, end_appointment) == ["done", "done"]
    assert Delegation.objects.get().ended_on > end


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_delegation_six_times_at_once_is_one(six):
    holder, people = six

    assert outcomes(*[lend(holder, people[0], 0, 7)] * 6) == ["done"] * 6
    assert (Delegation.objects.count(), Mail.objects.count()) == (1, 1)
