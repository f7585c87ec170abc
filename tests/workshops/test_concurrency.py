"""Everybody at once: seats hold, the line keeps its order, nothing is doubled. Each capacity has its control."""

import threading

import pytest
from celery import current_app
from django.db import connection
from django.db.models import F

from lms.mail.models import Mail
from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, EditionFactory, EnrolmentFactory, SeatPoolFactory, office_with_people
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Enrolment, EnrolmentMove, SeatPool
from workshops.services.answers import decline_seat, withdraw_enrolment
from workshops.services.applications import apply_for_seat
from workshops.services.nominations import (
    AlreadyOnList,
    OfficeSeatsTaken,
    nominate_prosecutor,
    register_alternate,
)
from workshops.services.offers import lapse_offer
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MANY = 12
REFUSALS = (OfficeSeatsTaken, AlreadyOnList)


@pytest.fixture(autouse=True)
def tasks_are_known():
    """Tasks run where they are called; a worker would have imported them before its first thread."""
    current_app.loader.import_default_modules()


def at_once(acts):
    """Each act in a thread of its own, all released together; the names of the outcomes, sorted."""
    outcomes, barrier = [], threading.Barrier(len(acts))

    def run(act):
        try:
            barrier.wait()
            act()
            outcomes.append("done")
        except REFUSALS as refusal:
            outcomes.append(type(refusal).__name__)
        except Exception as problem:
            outcomes.append(f"{type(problem).__name__}: {problem}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def nomination(edition, person, actor, modality=SeatKind.IN_PERSON, service=nominate_prosecutor):
    return lambda: service(edition=edition, person=person, modality=modality, actor=actor.user, at=AT)


@pytest.fixture
def edition():
    return EditionFactory()


def test_twelve_nominations_for_two_seats_seat_two(edition):
    contact_point, people, pool = office_with_people(edition, people=MANY)

    outcomes = at_once([nomination(edition, person, contact_point) for person in people])

    assert outcomes == ["OfficeSeatsTaken"] * (MANY - 2) + ["done"] * 2
    assert Enrolment.objects.filter(pool=pool, state=EnrolmentState.NOMINATED).count() == 2
    assert Enrolment.objects.count() == EnrolmentMove.objects.count() == Mail.objects.count() == 2
    assert SeatPool.objects.get().taken == 2
    assert verify_seats() == []


def test_control_without_the_guard_more_are_seated_than_there_are_seats(edition):
    """Read, look, write: what the guarded UPDATE replaces. If this stops overselling, the test above proves nothing."""
    _contact_point, people, pool = office_with_people(edition, people=MANY)
    looked = threading.Barrier(MANY)

    def nominate_without_guard(person):
        taken = SeatPool.objects.values_list("taken", flat=True).get(pk=pool.pk)
        looked.wait()
        if taken >= pool.capacity:
            raise OfficeSeatsTaken(taken=taken, capacity=pool.capacity)
        SeatPool.objects.filter(pk=pool.pk).update(taken=taken + 1)
        Enrolment.objects.create(
            edition=edition,
            person=person,
            office=pool.office,
            country=pool.office.country,
            pool=pool,
            modality=SeatKind.IN_PERSON,
            state=EnrolmentState.NOMINATED,
            nominated_at=AT,
        )

    outcomes = at_once([lambda person=person: nominate_without_guard(person) for person in people])

    assert outcomes == ["done"] * MANY
    assert Enrolment.objects.filter(pool=pool).count() == MANY > pool.capacity
    assert [mismatch.counted for mismatch in verify_seats()] == [MANY]


def test_twelve_alternates_get_twelve_places_in_line(edition):
    contact_point, people, pool = office_with_people(edition, people=MANY)
    SeatPool.objects.update(taken=F("capacity"))

    outcomes = at_once([nomination(edition, person, contact_point, service=register_alternate) for person in people])

    assert outcomes == ["done"] * MANY
    line = Enrolment.objects.in_line_for(pool.pk)
    assert list(line.values_list("alternate_position", flat=True)) == list(range(1, MANY + 1))
    by_arrival = EnrolmentMove.objects.order_by("pk").values_list("enrolment_id", flat=True)
    assert list(line.values_list("pk", flat=True)) == list(by_arrival)


def test_two_contact_points_nominating_the_same_person_make_one_nomination(edition):
    contact_point, people, pool = office_with_people(edition, people=1)
    colleague = PersonFactory(contact_point=True, office=pool.office)

    outcomes = at_once([nomination(edition, people[0], actor) for actor in (contact_point, colleague) * 4])

    assert outcomes == ["done"] * 8
    assert Enrolment.objects.count() == EnrolmentMove.objects.count() == Mail.objects.count() == 1
    assert SeatPool.objects.get().taken == 1


def test_one_person_never_takes_two_seats_of_two_kinds(edition):
    contact_point, people, _pool = office_with_people(edition, people=1)
    SeatPoolFactory(edition=edition, remote=True)

    outcomes = at_once(
        [nomination(edition, people[0], contact_point, modality) for modality in SeatKind.values for _ in range(3)]
    )

    assert outcomes == ["AlreadyOnList"] * 3 + ["done"] * 3
    assert Enrolment.objects.count() == 1
    assert sum(SeatPool.objects.values_list("taken", flat=True)) == 1
    assert verify_seats() == []


def test_two_leaving_at_once_promote_the_first_two_in_line(edition):
    leaving = [EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED)]
    office = leaving[0].office
    leaving.append(EnrolmentFactory(edition=edition, office=office))
    waiting = EnrolmentFactory.create_batch(3, edition=edition, office=office, state=EnrolmentState.ALTERNATE)

    outcomes = at_once(
        [lambda one=one: withdraw_enrolment(enrolment=one, reason="", actor=one.person.user, at=AT) for one in leaving]
    )

    assert outcomes == ["done", "done"]
    for one in waiting:
        one.refresh_from_db()
    assert [one.state for one in waiting] == ["NOMINATED", "NOMINATED", "ALTERNATE"]
    assert SeatPool.objects.get().taken == 2
    assert verify_seats() == []


def test_declining_eight_times_at_once_promotes_exactly_one(edition):
    leaving = EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED)
    waiting = EnrolmentFactory.create_batch(3, edition=edition, office=leaving.office, state=EnrolmentState.ALTERNATE)

    outcomes = at_once([lambda: decline_seat(enrolment=leaving, actor=leaving.person.user, at=AT)] * 8)

    assert outcomes == ["done"] * 8
    for one in waiting:
        one.refresh_from_db()
    assert [one.state for one in waiting] == ["NOMINATED", "ALTERNATE", "ALTERNATE"]
    assert SeatPool.objects.get().taken == 1
    assert verify_seats() == []


def test_nominating_and_leaving_at_once_never_oversell_nor_deadlock(edition):
    contact_point, people, pool = office_with_people(edition, people=6)
    seated = EnrolmentFactory.create_batch(2, edition=edition, office=pool.office, state=EnrolmentState.NOMINATED)
    EnrolmentFactory.create_batch(2, edition=edition, office=pool.office, state=EnrolmentState.ALTERNATE)
    acts = [nomination(edition, person, contact_point) for person in people]
    acts += [lambda one=one: decline_seat(enrolment=one, actor=one.person.user, at=AT) for one in seated]

    outcomes = at_once(acts)

    # The freed seats go down the line; nobody nominated meanwhile gets past those who wait.
    assert outcomes == ["OfficeSeatsTaken"] * 6 + ["done"] * 2
    assert SeatPool.objects.get().taken == 2
    assert Enrolment.objects.filter(state=EnrolmentState.ALTERNATE).count() == 0
    assert verify_seats() == []


def test_twelve_asking_at_once_for_one_seat_seat_one_and_line_up_in_order_of_arrival(edition):
    edition.takes_applications = True
    edition.save()
    pool = SeatPoolFactory(edition=edition, remote=True, capacity=1)
    people = PersonFactory.create_batch(MANY, prosecutor=True)

    outcomes = at_once(
        [
            lambda person=person: apply_for_seat(
                edition=edition,
                modality=SeatKind.REMOTE,
                certificate_name="Ixchel Ceiba Montes",
                actor=person.user,
                at=AT,
            )
            for person in people * 2  # each twice: a double click is one
        ]
    )

    assert outcomes == ["done"] * MANY * 2
    assert Enrolment.objects.filter(pool=pool, state=EnrolmentState.APPLIED).count() == 1
    line = Enrolment.objects.in_line_for(pool.pk)
    assert list(line.values_list("alternate_position", flat=True)) == list(range(1, MANY))
    arrived = EnrolmentMove.objects.filter(to_state="ALTERNATE").order_by("pk").values_list("enrolment_id", flat=True)
    assert list(line.values_list("pk", flat=True)) == list(arrived)
    assert verify_seats() == []


def test_an_offer_that_lapses_six_times_at_once_passes_on_once(edition):
    offered = EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED, respond_by=AT)
    waiting = EnrolmentFactory.create_batch(2, edition=edition, office=offered.office, state=EnrolmentState.ALTERNATE)
    SeatPool.objects.update(capacity=1)

    at_once([lambda: lapse_offer(enrolment_id=offered.pk, at=AT)] * 6)

    for one in (offered, *waiting):
        one.refresh_from_db()
    assert [one.state for one in (offered, *waiting)] == ["LAPSED", "NOMINATED", "ALTERNATE"]
    assert verify_seats() == []
