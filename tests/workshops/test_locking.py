"""Whoever waits for a row reads it and what is joined to it as they are afterwards, not as they were before."""

import threading

import pytest
from django.db import connection, transaction

from tests.factories.workshops import AT, BEGINS, EditionFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Enrolment
from workshops.services.editions import start_due_editions
from workshops.services.moves import lock_enrolment

needs_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers take turns anyway")


def read_while_promoted(read):
    """Start ``read(enrolment)`` while another transaction gives the waiting enrolment its seat; what it read."""
    edition = EditionFactory()
    enrolment = EnrolmentFactory(edition=edition, state=EnrolmentState.ALTERNATE)
    pool = enrolment.awaited_pool
    found, is_held = [], threading.Event()

    def wait_and_read():
        is_held.wait(10)
        with transaction.atomic():
            found.append(read(enrolment).pool)
        connection.close()

    reader = threading.Thread(target=wait_and_read)
    with transaction.atomic():
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        Enrolment.objects.filter(pk=enrolment.pk).update(
            state=EnrolmentState.NOMINATED, pool=pool, awaited_pool=None, alternate_position=None
        )
        reader.start()
        is_held.set()
        reader.join(1)  # the reader has begun its statement and waits for the row
    reader.join(10)
    return found, pool


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_lock_enrolment_reads_the_seat_that_was_given_meanwhile():
    found, pool = read_while_promoted(lock_enrolment)

    assert found == [pool]


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_control_one_statement_misses_the_seat():
    joined = Enrolment.objects.select_for_update(of=("self",)).select_related("pool")

    found, _pool = read_while_promoted(lambda enrolment: joined.all().get(pk=enrolment.pk))

    assert found == [None]


@pytest.mark.django_db
def test_editions_start_on_their_first_day_and_only_once():
    due, later = EditionFactory(), EditionFactory(starts_on=BEGINS.date().replace(day=28))
    SeatPoolFactory(edition=due)

    assert start_due_editions(at=AT) == 0
    assert start_due_editions(at=BEGINS) == 1
    assert start_due_editions(at=BEGINS) == 0

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.state, later.state) == (EditionState.RUNNING, EditionState.OPEN)
