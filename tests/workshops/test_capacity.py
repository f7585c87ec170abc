"""The number of seats changes by recorded decision only: nobody is evicted, nobody gets past the queue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, BEGINS, CLOSES, EditionFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import EnrolmentState
from workshops.models import SeatDecision, SeatPool
from workshops.selectors.release import get_release_plan
from workshops.services import capacity
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def secretariat():
    return PersonFactory(secretariat=True).user


def line(edition, office, many):
    return EnrolmentFactory.create_batch(many, edition=edition, office=office, state=EnrolmentState.ALTERNATE)


def full_office(edition):
    pool = SeatPoolFactory(edition=edition)
    EnrolmentFactory.create_batch(2, edition=edition, office=pool.office)
    return pool


def states(people):
    for one in people:
        one.refresh_from_db()
    return [one.state for one in people]


def test_more_seats_are_offered_down_the_line_and_enrol_nobody(edition, secretariat):
    pool = full_office(edition)
    waiting = line(edition, pool.office, 3)

    for _twice in range(2):
        capacity.change_capacity(pool=pool, capacity=4, reason="Sala mayor.", actor=secretariat, at=AT)

    assert states(waiting) == ["NOMINATED", "NOMINATED", "ALTERNATE"]
    decision = SeatDecision.objects.get()
    assert [(one.before, one.after) for one in decision.changes.all()] == [(2, 4)]
    assert verify_seats() == []


def test_fewer_seats_than_are_held_evict_nobody(edition, secretariat):
    pool = full_office(edition)

    with pytest.raises(capacity.SeatsHeld) as refused:
        capacity.change_capacity(pool=pool, capacity=1, reason="Sala menor.", actor=secretariat, at=AT)

    assert refused.value.params == {"taken": 2, "capacity": 1}
    assert SeatPool.objects.get().capacity == 2


@pytest.mark.parametrize(
    ("role", "reason", "at", "refusal"),
    [
        ("contact_point", "Porque sí.", AT, capacity.SeatsNotYours),
        ("coordinator", "Porque sí.", AT, capacity.SeatsNotYours),
        ("secretariat", "  ", AT, capacity.DecisionWithoutReason),
        ("secretariat", "Tarde.", BEGINS, capacity.ListAtRest),
    ],
    ids=["contact-point", "coordinator", "no-reason", "after-the-start"],
)
def test_who_may_not_decide_is_told(edition, role, reason, at, refusal):
    pool = SeatPoolFactory(edition=edition)

    with pytest.raises(refusal):
        capacity.change_capacity(pool=pool, capacity=3, reason=reason, actor=PersonFactory(**{role: True}).user, at=at)

    assert (SeatPool.objects.get().capacity, SeatDecision.objects.count()) == (2, 0)


def test_unused_seats_go_in_turn_to_the_offices_that_hold_the_fewest(edition, secretariat):
    unused = SeatPoolFactory(edition=edition, capacity=3)
    crowded, waiting = full_office(edition), full_office(edition)
    EnrolmentFactory(edition=edition, office=crowded.office)
    first = line(edition, crowded.office, 2)  # earlier, but their office holds three
    second = line(edition, waiting.office, 2)

    plan = get_release_plan(edition)
    assert [one.enrolment_id for one in plan] == [second[0].pk, first[0].pk, second[1].pk]
    decision = capacity.release_unused_seats(
        edition=edition, plan=plan, reason="Cerró el plazo.", actor=secretariat, at=CLOSES
    )

    assert states(second) == ["NOMINATED", "NOMINATED"]
    assert states(first) == ["NOMINATED", "ALTERNATE"]
    assert {one.pool_id: (one.before, one.after) for one in decision.changes.all()} == {
        unused.pk: (3, 0),
        crowded.pk: (3, 4),
        waiting.pk: (2, 4),
    }
    assert sum(SeatPool.objects.values_list("capacity", flat=True)) == 8
    assert verify_seats() == []


def test_before_the_deadline_or_on_another_plan_than_was_shown_nothing_passes(edition, secretariat):
    SeatPoolFactory(edition=edition)
    line(edition, full_office(edition).office, 1)
    plan = get_release_plan(edition)
    given = {"edition": edition, "reason": "Cerró.", "actor": secretariat}

    with pytest.raises(capacity.BeforeTheDeadline):
        capacity.release_unused_seats(plan=plan, at=AT, **given)
    with pytest.raises(capacity.NothingToPassOn):
        capacity.release_unused_seats(plan=plan * 2, at=CLOSES, **given)
    capacity.release_unused_seats(plan=plan, at=CLOSES, **given)
    with pytest.raises(capacity.NothingToPassOn):
        capacity.release_unused_seats(plan=plan, at=CLOSES, **given)
    assert SeatDecision.objects.count() == 1


def test_the_ledger_tells_who_holds_what_and_why_and_the_secretariat_decides_there(client, secretariat):
    edition = EditionFactory(current=True)
    holder = EnrolmentFactory(edition=edition)
    waiting = line(edition, holder.office, 1)
    SeatPool.objects.update(capacity=1)
    client.force_login(secretariat)
    address = f"/es/ediciones/{edition.public_id}/cupos/"

    page = client.get(address).content.decode()
    assert holder.person.full_name in page
    assert f"1. {waiting[0].person.full_name}" in page
    client.post(
        f"{address}cantidad/",
        {"pool": f"IN_PERSON-{holder.office.code}", "capacity": "2", "reason": "Sala mayor."},
    )

    assert states(waiting) == ["NOMINATED"]
    assert "Sala mayor." in client.get(address).content.decode()


def test_the_ledger_asks_as_much_for_three_people_as_for_one(client, secretariat):
    edition = EditionFactory(current=True)
    EnrolmentFactory(edition=edition)
    client.force_login(secretariat)
    address = f"/es/ediciones/{edition.public_id}/cupos/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    EnrolmentFactory.create_batch(2, edition=edition)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)
