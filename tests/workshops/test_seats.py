"""Pools, the recount, and the line that advances by itself."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from live.enums import Modality
from lms.records.models import AuditEntry
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import AT, BEGINS, INSTANT, EditionFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import ActivityType, EnrolmentState, SeatKind
from workshops.models import SeatPool
from workshops.services.seats import (
    PoolsSettled,
    SeatMismatch,
    open_seat_pools,
    promote_alternate,
    verify_seats,
)

pytestmark = pytest.mark.django_db


def figures(pools):
    return {(pool.kind, pool.office_id, pool.capacity) for pool in pools}


@pytest.mark.parametrize(
    ("modality", "kinds"),
    [
        (Modality.HYBRID, {SeatKind.IN_PERSON, SeatKind.REMOTE}),
        (Modality.IN_PERSON, {SeatKind.IN_PERSON}),
        (Modality.REMOTE, {SeatKind.REMOTE}),
    ],
)
def test_open_seat_pools_follows_the_modality(modality, kinds):
    OfficeFactory()
    edition = EditionFactory(draft=True, modality=modality, remote_capacity=40)

    pools = open_seat_pools(edition=edition, actor=None, at=AT)

    assert {pool.kind for pool in pools} == kinds


def test_open_seat_pools_gives_each_member_office_its_seats_and_all_of_them_the_open_ones():
    offices = OfficeFactory.create_batch(2)
    OfficeFactory(left_on="2020-01-01")
    edition = EditionFactory(draft=True, seats_per_office=3, remote_capacity=40)

    pools = open_seat_pools(edition=edition, actor=None, at=AT)

    assert figures(pools) == {("IN_PERSON", office.pk, 3) for office in offices} | {("REMOTE", None, 40)}


def test_open_seat_pools_of_a_national_workshop_are_the_hosts():
    host, _other = OfficeFactory.create_batch(2)
    edition = EditionFactory(
        draft=True, activity_type=ActivityType.NATIONAL, host_office=host, modality=Modality.IN_PERSON
    )

    assert figures(open_seat_pools(edition=edition, actor=None, at=AT)) == {("IN_PERSON", host.pk, 2)}


def test_open_seat_pools_for_chosen_offices():
    chosen, _other = OfficeFactory.create_batch(2)
    edition = EditionFactory(draft=True, modality=Modality.IN_PERSON)

    pools = open_seat_pools(edition=edition, offices=[chosen], actor=None, at=AT)

    assert figures(pools) == {("IN_PERSON", chosen.pk, 2)}


def test_open_seat_pools_twice_changes_nothing():
    OfficeFactory()
    edition = EditionFactory(draft=True, remote_capacity=40)
    first = open_seat_pools(edition=edition, actor=None, at=AT)
    SeatPool.objects.filter(kind=SeatKind.REMOTE).update(capacity=41, taken=7)

    again = open_seat_pools(edition=edition, actor=None, at=AT)

    assert [pool.pk for pool in again] == [pool.pk for pool in first]
    assert SeatPool.objects.get(kind=SeatKind.REMOTE).capacity == 41
    assert AuditEntry.objects.filter(action="workshops.open_seat_pools").count() == 1


@pytest.mark.parametrize("trait", ["closed", "cancelled"])
def test_open_seat_pools_is_refused_when_all_is_over(trait):
    with pytest.raises(PoolsSettled):
        open_seat_pools(edition=EditionFactory(**{trait: True}), actor=None, at=AT)


def test_open_seat_pools_of_a_historical_edition_is_for_the_record():
    OfficeFactory()
    edition = EditionFactory(historical=True, modality=Modality.IN_PERSON)

    assert len(open_seat_pools(edition=edition, actor=None, at=AT)) == 1


@pytest.fixture
def line():
    """A full pool and two who wait for it, in their order."""
    holder = EnrolmentFactory(state=EnrolmentState.NOMINATED)
    waiting = EnrolmentFactory.create_batch(
        2, edition=holder.edition, office=holder.office, state=EnrolmentState.ALTERNATE
    )
    SeatPool.objects.update(capacity=1)
    return holder.pool, waiting


def states(enrolments):
    for enrolment in enrolments:
        enrolment.refresh_from_db()
    return [enrolment.state for enrolment in enrolments]


def test_promote_alternate_offers_nothing_that_is_not_free(line):
    pool, waiting = line

    assert promote_alternate(pool=pool, actor=None, at=AT) is None
    assert states(waiting) == ["ALTERNATE", "ALTERNATE"]


def test_promote_alternate_takes_the_first_and_only_the_first(line):
    pool, waiting = line
    SeatPool.objects.update(capacity=F("capacity") + 1)

    assert promote_alternate(pool=pool, actor=None, at=AT) == waiting[0]
    assert promote_alternate(pool=pool, actor=None, at=AT) is None
    assert states(waiting) == ["NOMINATED", "ALTERNATE"]
    assert SeatPool.objects.get().taken == 2


def test_promote_alternate_with_nobody_in_line_takes_no_seat():
    pool = SeatPoolFactory()

    assert promote_alternate(pool=pool, actor=None, at=AT) is None
    assert SeatPool.objects.get().taken == 0


@pytest.mark.parametrize("at", [BEGINS, BEGINS + INSTANT])
def test_promote_alternate_never_after_the_start(line, at):
    pool, waiting = line
    SeatPool.objects.update(capacity=F("capacity") + 1)

    assert promote_alternate(pool=pool, actor=None, at=at) is None
    assert states(waiting) == ["ALTERNATE", "ALTERNATE"]


@pytest.mark.parametrize("trait", ["running", "closed", "cancelled"])
def test_promote_alternate_only_in_an_open_edition(trait):
    waiting = EnrolmentFactory(edition=EditionFactory(**{trait: True}), state=EnrolmentState.ALTERNATE)

    assert promote_alternate(pool=waiting.awaited_pool, actor=None, at=AT) is None


def test_promote_alternate_by_a_person_bears_the_name(line):
    pool, _waiting = line
    SeatPool.objects.update(capacity=F("capacity") + 1)
    actor = PersonFactory(secretariat=True).user

    promoted = promote_alternate(pool=pool, actor=actor, at=AT)

    assert promoted.moves.get().actor_ref == actor.public_id


def test_verify_seats_finds_every_wrong_counter(capsys):
    right, wrong = EnrolmentFactory(), EnrolmentFactory(state=EnrolmentState.NOMINATED)
    assert verify_seats() == []
    call_command("verify_seats")
    assert capsys.readouterr().out == "Every seat counter is right.\n"

    SeatPool.objects.filter(pk=wrong.pool_id).update(taken=2)

    assert verify_seats() == [SeatMismatch(pool_id=wrong.pool_id, taken=2, counted=1)]
    with pytest.raises(CommandError, match="1 seat counters"):
        call_command("verify_seats")
    assert right.pool_id not in {mismatch.pool_id for mismatch in verify_seats()}
