"""Places of people who move to another office or leave the network."""

from datetime import timedelta

import pytest
from django.utils import timezone

from live import services as live
from live.enums import Modality
from lms.mail.kinds import get_kind
from lms.mail.models import Mail
from lms.records.models import AuditEntry
from network.services import leave_network, transfer_person
from tests.factories.network import AppointmentFactory, OfficeFactory, PersonFactory
from tests.factories.workshops import EditionFactory, EnrolmentFactory
from workshops.enums import EnrolmentState
from workshops.models import EnrolmentMove, SeatPool
from workshops.services.departures import settle_departures
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db
GONE = "workshops.person_gone"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def contact():
    return PersonFactory(contact_point=True)


@pytest.fixture
def office(contact):
    return contact.memberships.get().office


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Does one act with everything that is rung for after it."""

    def act(service, **arguments):
        with django_capture_on_commit_callbacks(execute=True):
            return service(**arguments)

    return act


def enrolled(office, state, **more):
    return EnrolmentFactory(edition=EditionFactory(current=True, **more), office=office, state=state)


def move(run, person, at, days=0):
    leaving = person.memberships.get()
    return run(
        transfer_person,
        person=person,
        leaving=leaving,
        office=OfficeFactory(),
        on=at.date() + timedelta(days=days),
        actor=None,
        at=at,
    )


def told():
    return sorted(Mail.objects.filter(kind=GONE).values_list("user__email", flat=True))


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE])
def test_what_was_not_accepted_goes_back_to_the_office_the_person_leaves(run, office, contact, now, state):
    enrolment = enrolled(office, state)

    move(run, enrolment.person, now)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.pool, enrolment.alternate_position) == ("WITHDRAWN", None, None)
    assert SeatPool.objects.get(edition=enrolment.edition).taken == 0
    line = EnrolmentMove.objects.get(enrolment=enrolment, to_state="WITHDRAWN")
    assert (line.actor_ref, line.reason) == ("", "La persona ya no pertenece a la oficina.")
    assert told() == [contact.user.email]
    assert verify_seats() == []


def test_what_was_accepted_stays_when_the_person_only_moves_and_the_office_is_told_once(run, office, contact, now):
    enrolment = enrolled(office, EnrolmentState.ENROLLED)

    move(run, enrolment.person, now)
    again = settle_departures(at=now + timedelta(hours=1))

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.office) == ("ENROLLED", office)
    assert again == 0
    assert told() == [contact.user.email]


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE, EnrolmentState.ENROLLED])
@pytest.mark.parametrize("trait", [{}, {"running": True}], ids=["ahead", "under-way"])
def test_who_has_left_the_network_takes_part_in_nothing_more(run, office, contact, now, state, trait):
    enrolment = enrolled(office, state, **trait)

    run(leave_network, person=enrolment.person, reason="Jubilación", actor=None, at=now)
    again = settle_departures(at=now)

    enrolment.refresh_from_db()
    assert enrolment.state == "WITHDRAWN"
    assert again == 0
    assert told() == [contact.user.email]
    assert AuditEntry.objects.filter(action="workshops.withdraw").count() == 1
    assert verify_seats() == []


def test_doors_of_sessions_to_come_are_shut(run, office, now):
    enrolment = enrolled(office, EnrolmentState.ENROLLED)
    series = live.create_series(title={"es": "Serie"}, time_zone="America/El_Salvador", at=now)
    type(enrolment.edition).objects.filter(pk=enrolment.edition_id).update(series=series)
    doors = []
    for hours in (-3, 3):
        starts_at = now + timedelta(hours=hours)
        session = live.schedule_session(
            series=series,
            title={"es": f"Sesión {hours}"},
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            modality=Modality.REMOTE,
            actor=None,
            at=now - timedelta(days=1),
        )
        arguments = {"person": enrolment.person, "role": "PARTICIPANT", "actor": None, "at": now - timedelta(days=1)}
        doors.append(live.admit_participant(session=session, **arguments))

    run(leave_network, person=enrolment.person, reason="Jubilación", actor=None, at=now)

    for door in doors:
        door.refresh_from_db()
    assert [door.removed_at is None for door in doors] == [True, False]


def test_the_next_in_line_is_offered_the_place(run, office, now):
    first = enrolled(office, EnrolmentState.NOMINATED)
    SeatPool.objects.update(capacity=1)
    second = EnrolmentFactory(edition=first.edition, office=office, state=EnrolmentState.ALTERNATE)

    run(leave_network, person=first.person, reason="Jubilación", actor=None, at=now)

    second.refresh_from_db()
    assert second.state == "NOMINATED"
    assert SeatPool.objects.get(edition=first.edition).taken == 1


def test_a_move_of_a_later_day_changes_nothing_before_it(run, office, now):
    enrolment = enrolled(office, EnrolmentState.NOMINATED)

    move(run, enrolment.person, now, days=7)
    early = settle_departures(at=now + timedelta(days=6))
    on_the_day = settle_departures(at=now + timedelta(days=7))

    assert (early, on_the_day) == (0, 1)


def test_what_is_over_stays_as_it_was(run, office, now):
    over = [
        enrolled(office, EnrolmentState.COMPLETED),
        enrolled(office, EnrolmentState.NOT_COMPLETED),
        EnrolmentFactory(edition=EditionFactory(closed=True), office=office),
        EnrolmentFactory(edition=EditionFactory(cancelled=True), office=office, state=EnrolmentState.NOMINATED),
    ]
    before = [enrolment.state for enrolment in over]

    for enrolment in over:
        run(leave_network, person=enrolment.person, reason="Jubilación", actor=None, at=now)

    for enrolment in over:
        enrolment.refresh_from_db()
    assert [enrolment.state for enrolment in over] == before
    assert told() == []


def test_nobody_else_is_touched(run, office, now):
    staying, leaving = enrolled(office, EnrolmentState.NOMINATED), enrolled(office, EnrolmentState.NOMINATED)

    run(leave_network, person=leaving.person, reason="Jubilación", actor=None, at=now)

    staying.refresh_from_db()
    assert staying.state == "NOMINATED"


def test_both_contact_points_of_the_office_are_told_and_no_other(run, office, contact, now):
    second = PersonFactory(prosecutor=True, office=office)
    AppointmentFactory(person=second, role="CONTACT_POINT", office=office)
    PersonFactory(contact_point=True)
    enrolment = enrolled(office, EnrolmentState.NOMINATED)

    run(leave_network, person=enrolment.person, reason="Jubilación", actor=None, at=now)

    assert told() == sorted([contact.user.email, second.user.email])
    text = get_kind(GONE).render({"edition_id": enrolment.edition_id})
    assert enrolment.person.family_names not in " ".join([text.subject, *text.paragraphs])
