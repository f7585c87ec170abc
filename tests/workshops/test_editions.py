"""Setting an edition up: once, in order, with the doors that belong to it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from courses.announcements import get_announcements
from live.enums import Modality, ParticipantRole
from live.models import Participant
from lms.records.models import AuditEntry
from tests.factories.live import ENDS, STARTS, SeriesFactory, SessionFactory
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import (
    AT,
    CLOSES,
    ENDS_ON,
    OPENS,
    STARTS_ON,
    CourseVersionFactory,
    EditionFactory,
    EnrolmentFactory,
    SeatPoolFactory,
)
from workshops.enums import ActivityType, EditionState, EnrolmentState, StaffRole
from workshops.models import Edition, EditionStaff, SeatPool
from workshops.services.editions import (
    EditionBackwards,
    EditionMoveNotAllowed,
    EditionPlan,
    EditionWithoutSeats,
    EditionWithoutWindow,
    EditionZoneUnknown,
    close_edition,
    create_edition,
    open_nominations,
    start_edition,
)
from workshops.services.schedule import appoint_edition_staff, schedule_edition_session
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db
TITLE = {"es": "Extorsión 2026", "en": "Extortion 2026"}


@pytest.fixture
def version():
    return CourseVersionFactory()


@pytest.fixture
def plan(version):
    return EditionPlan(
        title=TITLE,
        activity_type=ActivityType.REGIONAL,
        modality=Modality.HYBRID,
        lead_school=version.school,
        host_office=OfficeFactory(),
        time_zone="America/El_Salvador",
        starts_on=STARTS_ON,
        ends_on=ENDS_ON,
        nomination_opens_at=OPENS,
        nomination_closes_at=CLOSES,
        remote_capacity=60,
    )


def create(version, plan):
    return create_edition(course_version=version, plan=plan, actor=None, at=AT)


def test_create_edition_is_a_draft_with_the_rules_of_the_plan(version, plan):
    edition = create(version, plan)

    edition.refresh_from_db()
    assert (edition.state, edition.title, edition.course_version) == (EditionState.DRAFT, TITLE, version)
    assert (edition.seats_per_office, edition.remote_capacity, edition.attendance_percent) == (2, 60, 80)
    assert (edition.pass_mark, edition.quiz_attempts, edition.certificate_kind) == (70, 3, "APPROVAL")
    assert (edition.languages, edition.certificate_languages) == (["es"], ["es", "en"])
    assert AuditEntry.objects.get().action == "workshops.create_edition"


def test_create_edition_twice_is_one_edition(version, plan):
    first, second = create(version, plan), create(version, plan)

    assert first == second
    assert Edition.objects.count() == 1
    assert create(version, replace(plan, title={"es": "Otra", "en": "Other"})) != first


def test_create_edition_returns_texts_that_speak_the_active_language(version, plan):
    assert str(create(version, plan).title) == "Extorsión 2026"


def test_a_historical_edition_is_closed_from_the_start(version, plan):
    edition = create(version, replace(plan, is_historical=True, nomination_opens_at=None, nomination_closes_at=None))

    assert (edition.state, edition.is_historical) == (EditionState.CLOSED, True)


@pytest.mark.parametrize(
    "change",
    [
        {"ends_on": STARTS_ON - timedelta(days=1)},
        {"nomination_closes_at": OPENS},
        {"nomination_closes_at": None},
        {"nomination_opens_at": None},
    ],
)
def test_create_edition_refuses_what_runs_backwards(version, plan, change):
    with pytest.raises(EditionBackwards):
        create(version, replace(plan, **change))

    assert Edition.objects.count() == 0


def test_create_edition_refuses_an_unknown_zone(version, plan):
    with pytest.raises(EditionZoneUnknown, match="Mars/Olympus"):
        create(version, replace(plan, time_zone="Mars/Olympus"))


def test_open_nominations_needs_seats_and_a_window():
    edition = EditionFactory(draft=True)
    with pytest.raises(EditionWithoutSeats):
        open_nominations(edition=edition, actor=None, at=AT)
    SeatPoolFactory(edition=edition, capacity=0)
    with pytest.raises(EditionWithoutSeats):
        open_nominations(edition=edition, actor=None, at=AT)

    windowless = EditionFactory(draft=True, nomination_opens_at=None, nomination_closes_at=None)
    SeatPoolFactory(edition=windowless)
    with pytest.raises(EditionWithoutWindow):
        open_nominations(edition=windowless, actor=None, at=AT)


def test_open_nominations_twice_is_logged_once():
    edition = SeatPoolFactory(edition__draft=True).edition

    open_nominations(edition=edition, actor=None, at=AT)
    opened = open_nominations(edition=edition, actor=None, at=AT)

    assert opened.state == EditionState.OPEN
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.from_state, entry.to_state) == ("workshops.edition_open", "DRAFT", "OPEN")


@pytest.mark.parametrize("trait", ["running", "closed", "cancelled"])
def test_open_nominations_only_from_a_draft(trait):
    edition = SeatPoolFactory(**{f"edition__{trait}": True}).edition

    with pytest.raises(EditionMoveNotAllowed):
        open_nominations(edition=edition, actor=None, at=AT)


def test_start_edition_from_open_and_only_from_there():
    edition = EditionFactory()

    assert start_edition(edition=edition, actor=None, at=AT).state == EditionState.RUNNING
    assert start_edition(edition=edition, actor=None, at=AT).state == EditionState.RUNNING
    with pytest.raises(EditionMoveNotAllowed):
        start_edition(edition=EditionFactory(draft=True), actor=None, at=AT)


def test_close_edition_takes_off_the_list_whoever_never_answered():
    edition = EditionFactory(running=True)
    office = OfficeFactory()
    by_state = {
        state: EnrolmentFactory(edition=edition, office=office, state=state)
        for state in ("NOMINATED", "ALTERNATE", "ENROLLED", "COMPLETED", "DECLINED")
    }

    close_edition(edition=edition, closing_note="Se celebró.", actor=None, at=AT)
    closed = close_edition(edition=edition, closing_note="Otra nota", actor=None, at=AT)

    assert (closed.state, closed.closing_note) == (EditionState.CLOSED, "Se celebró.")
    for enrolment in by_state.values():
        enrolment.refresh_from_db()
    assert {before: enrolment.state for before, enrolment in by_state.items()} == {
        "NOMINATED": EnrolmentState.LAPSED,
        "ALTERNATE": EnrolmentState.WITHDRAWN,
        "ENROLLED": EnrolmentState.ENROLLED,
        "COMPLETED": EnrolmentState.COMPLETED,
        "DECLINED": EnrolmentState.DECLINED,
    }
    assert SeatPool.objects.get().taken == 2
    assert verify_seats() == []


def test_close_edition_only_while_it_runs():
    with pytest.raises(EditionMoveNotAllowed):
        close_edition(edition=EditionFactory(), closing_note="", actor=None, at=AT)


def schedule(edition):
    return schedule_edition_session(
        edition=edition, title={"es": "Día 1", "en": "Day 1"}, starts_at=STARTS, ends_at=ENDS, actor=None, at=AT
    )


def test_schedule_edition_session_makes_one_series_and_lets_in_who_belongs():
    edition = EditionFactory()
    enrolled = EnrolmentFactory(edition=edition)
    EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED)
    facilitator, expert = PersonFactory.create_batch(2, with_user=True)
    appoint_edition_staff(edition=edition, person=facilitator, role=StaffRole.FACILITATOR, actor=None, at=AT)
    appoint_edition_staff(edition=edition, person=expert, role=StaffRole.EXPERT, actor=None, at=AT)

    first, again = schedule(edition), schedule(edition)

    assert first == again
    edition.refresh_from_db()
    assert edition.series == first.series
    assert (first.modality, edition.series.time_zone) == (Modality.HYBRID, "America/El_Salvador")
    assert {door.person: door.role for door in Participant.objects.all()} == {
        enrolled.person: ParticipantRole.PARTICIPANT,
        facilitator: ParticipantRole.FACILITATOR,
        expert: ParticipantRole.PARTICIPANT,
    }


def test_appoint_edition_staff_opens_doors_that_stand_already():
    edition = EditionFactory(series=SeriesFactory())
    session = SessionFactory(series=edition.series)
    person = PersonFactory(with_user=True)

    for role in (StaffRole.EXPERT, StaffRole.FACILITATOR, StaffRole.FACILITATOR):
        appoint_edition_staff(edition=edition, person=person, role=role, actor=None, at=AT)

    assert EditionStaff.objects.get().role == StaffRole.FACILITATOR
    door = Participant.objects.get()
    assert (door.session, door.role) == (session, ParticipantRole.FACILITATOR)


def test_the_course_page_announces_what_is_public_and_names_nobody():
    host = OfficeFactory()
    edition = EditionFactory(host_office=host)
    EnrolmentFactory(edition=edition)
    EditionFactory(course_version=edition.course_version, draft=True)
    EditionFactory()

    announced = get_announcements(edition.course_version.course_key)

    assert [(one.title, one.place, one.status, one.url) for one in announced] == [
        (edition.title["es"], host.country.name["es"], "Abierta", "")
    ]
