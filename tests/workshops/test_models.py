"""What the database itself refuses, and the small questions a row answers."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.workshops import (
    AT,
    BEGINS,
    CLOSES,
    INSTANT,
    OPENS,
    EditionFactory,
    EditionStaffFactory,
    EnrolmentFactory,
    SeatPoolFactory,
)
from workshops.enums import ENROLMENT_MOVES, SEATED_STATES, EditionState, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool

pytestmark = pytest.mark.django_db


def refused_by(constraint):
    """PostgreSQL and SQLite name a CHECK in their error; SQLite names a unique constraint by its columns."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize("taken", [3, 20])
def test_a_pool_never_gives_more_than_it_has(taken):
    pool = SeatPoolFactory()

    with refused_by("workshops_seats_within_capacity"), transaction.atomic():
        SeatPool.objects.filter(pk=pool.pk).update(taken=taken)


def test_one_pool_per_office_and_kind_and_one_open_pool():
    pool, remote = SeatPoolFactory(), SeatPoolFactory(remote=True)

    with refused_by("workshops_one_pool_per_office|UNIQUE"), transaction.atomic():
        SeatPoolFactory(edition=pool.edition, office=pool.office)
    with refused_by("workshops_one_open_pool|UNIQUE"), transaction.atomic():
        SeatPoolFactory(edition=remote.edition, remote=True)


def test_a_person_is_once_on_a_list():
    enrolment = EnrolmentFactory()

    with refused_by("workshops_person_once_per_edition|UNIQUE"), transaction.atomic():
        EnrolmentFactory(edition=enrolment.edition, person=enrolment.person)


@pytest.mark.parametrize("state", EnrolmentState.values)
def test_a_seat_is_held_exactly_in_the_seated_states(state):
    enrolment = EnrolmentFactory(state=state)
    other = None if enrolment.pool else SeatPoolFactory(edition=enrolment.edition)

    assert bool(enrolment.pool) == (state in SEATED_STATES)
    with refused_by("workshops_seat_iff_seated"), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(pool=other)


@pytest.mark.parametrize("column", ["alternate_position", "awaited_pool"])
def test_a_place_in_line_is_held_exactly_by_alternates(column):
    waiting = EnrolmentFactory(state=EnrolmentState.ALTERNATE)
    seated = EnrolmentFactory(edition=waiting.edition, office=waiting.office)

    with refused_by("workshops_position_iff_alternate"), transaction.atomic():
        Enrolment.objects.filter(pk=waiting.pk).update(**{column: None})
    value = {"alternate_position": 9, "awaited_pool": waiting.awaited_pool}[column]
    with refused_by("workshops_position_iff_alternate"), transaction.atomic():
        Enrolment.objects.filter(pk=seated.pk).update(**{column: value})


def test_no_two_stand_at_the_same_place_in_line():
    first = EnrolmentFactory(state=EnrolmentState.ALTERNATE)
    second = EnrolmentFactory(edition=first.edition, office=first.office, state=EnrolmentState.ALTERNATE)

    with refused_by("workshops_one_alternate_per_position|UNIQUE"), transaction.atomic():
        Enrolment.objects.filter(pk=second.pk).update(alternate_position=first.alternate_position)


@pytest.mark.parametrize(
    ("state", "values", "constraint"),
    [
        (EnrolmentState.COMPLETED, {"completed_at": None}, "workshops_completed_at_iff_completed"),
        (EnrolmentState.ENROLLED, {"completed_at": AT}, "workshops_completed_at_iff_completed"),
        (EnrolmentState.ENROLLED, {"certificate_name": ""}, "workshops_enrolled_has_name"),
        (EnrolmentState.COMPLETED, {"certificate_name": ""}, "workshops_enrolled_has_name"),
    ],
)
def test_an_enrolment_never_says_two_things(state, values, constraint):
    enrolment = EnrolmentFactory(state=state)

    with refused_by(constraint), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ends_on": date(2026, 11, 23)}, "workshops_edition_days_in_order"),
        ({"nomination_closes_at": OPENS}, "workshops_edition_window_in_order"),
        ({"nomination_closes_at": None}, "workshops_edition_window_in_order"),
        ({"nomination_closes_at": None, "nomination_opens_at": None}, "workshops_open_edition_has_window"),
        ({"attendance_percent": 49}, "workshops_edition_attendance_share"),
        ({"attendance_percent": 101}, "workshops_edition_attendance_share"),
        ({"pass_mark": 101}, "workshops_edition_pass_mark"),
        ({"quiz_attempts": 0}, "workshops_edition_attempts"),
        ({"is_historical": True}, "workshops_historical_edition_is_closed"),
    ],
)
def test_an_edition_never_says_two_things(values, constraint):
    edition = EditionFactory()

    with refused_by(constraint), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**values)


def test_a_person_teaches_an_edition_once():
    member = EditionStaffFactory()

    with refused_by("workshops_staff_once|UNIQUE"), transaction.atomic():
        EditionStaffFactory(edition=member.edition, person=member.person)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [(OPENS - INSTANT, False), (OPENS, True), (AT, True), (CLOSES - INSTANT, True), (CLOSES, False)],
)
def test_the_window_is_half_open_in_rows_and_in_queries(at, is_open):
    edition = EditionFactory()

    assert edition.is_open_for_nomination(at) is is_open
    assert Edition.objects.open_for_nomination(at).exists() is is_open


@pytest.mark.parametrize("state", [state for state in EditionState.values if state != EditionState.OPEN])
def test_only_an_open_edition_takes_nominations(state):
    assert not EditionFactory(state=state).is_open_for_nomination(AT)


@pytest.mark.parametrize(("zone", "hours"), [("America/El_Salvador", 6), ("America/Santo_Domingo", 4)])
def test_an_edition_begins_at_midnight_on_its_own_clock(zone, hours):
    edition = EditionFactory(time_zone=zone)
    begins = BEGINS - timedelta(hours=6 - hours)

    assert edition.starts_at == begins
    assert not edition.has_started(begins - INSTANT)
    assert edition.has_started(begins)


def test_the_table_of_moves_names_every_state_and_leaves_the_decided_alone():
    assert set(ENROLMENT_MOVES) == {"", *EnrolmentState.values}
    assert {state for state, moves in ENROLMENT_MOVES.items() if not moves} == {"COMPLETED", "NOT_COMPLETED"}
    assert set.union(*map(set, ENROLMENT_MOVES.values())) == set(EnrolmentState.values)
    assert SeatKind.values == ["IN_PERSON", "REMOTE"]
