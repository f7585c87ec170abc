"""``visible_to``, the one read path of views: exactly which rows each reader gets."""

from datetime import date

import pytest

from certificates.models import Award
from live import services as live
from live.enums import AttendanceState, SessionState
from live.models import FeedToken, Session
from network.models import Appointment, Membership, Office, Person
from tests.factories.accounts import UserFactory
from tests.factories.certificates import AwardFactory
from tests.factories.learning import EnrolledFactory
from tests.factories.live import SessionFactory
from tests.factories.network import ENDED_ON, AppointmentFactory, MembershipFactory, OfficeFactory, PersonFactory
from tests.factories.workshops import (
    AT,
    CLOSES,
    INSTANT,
    OPENS,
    EditionFactory,
    EditionStaffFactory,
    EnrolmentFactory,
    SeatPoolFactory,
)
from workshops.enums import EnrolmentState, StaffRole
from workshops.models import Attempt, Edition, Enrolment, SeatPool
from workshops.services.quiz import start_attempt, submit_attempt

pytestmark = pytest.mark.django_db

NO_ONES = ["prosecutor", "mentor", "auditor", "expert", "school_editor"]


def editions_of(user):
    return set(Edition.objects.visible_to(user))


def enrolments_of(user):
    return set(Enrolment.objects.visible_to(user))


# --- workshops


@pytest.mark.parametrize("trait", ["secretariat", "coordinator"])
def test_the_region_sees_every_edition_and_every_list(trait):
    draft, enrolment = EditionFactory(draft=True), EnrolmentFactory()
    user = PersonFactory(**{trait: True}).user

    assert editions_of(user) == {draft, enrolment.edition}
    assert enrolments_of(user) == {enrolment}


@pytest.mark.parametrize("trait", NO_ONES)
def test_others_see_nothing_of_others(trait):
    enrolment = EnrolmentFactory()
    SeatPoolFactory(edition=enrolment.edition, remote=True)
    user = PersonFactory(**{trait: True}).user

    assert editions_of(user) == set()
    assert enrolments_of(user) == set()


def test_a_learner_sees_the_own_edition_and_the_own_enrolment():
    own = EnrolmentFactory()
    EditionStaffFactory()
    same_edition = EnrolmentFactory(edition=own.edition, office=own.office)
    EnrolmentFactory()

    assert editions_of(own.person.user) == {own.edition}
    assert enrolments_of(own.person.user) == {own}
    assert enrolments_of(same_edition.person.user) == {same_edition}


def test_a_facilitator_sees_the_own_list_and_an_expert_only_the_edition():
    enrolment = EnrolmentFactory()
    EnrolmentFactory()
    facilitator = EditionStaffFactory(edition=enrolment.edition).person.user
    expert = EditionStaffFactory(edition=enrolment.edition, role=StaffRole.EXPERT).person.user

    assert editions_of(facilitator) == editions_of(expert) == {enrolment.edition}
    assert enrolments_of(facilitator) == {enrolment}
    assert enrolments_of(expert) == set()


def test_a_contact_point_sees_what_concerns_the_own_office():
    contact = PersonFactory(contact_point=True)
    office = Office.objects.get(memberships__person=contact)
    with_seats, open_to_all = SeatPoolFactory(office=office).edition, SeatPoolFactory(remote=True).edition
    of_office = EnrolmentFactory(office=office)
    taught = EditionStaffFactory(person=contact).edition  # besides what concerns the office
    SeatPoolFactory(office=office, edition=EditionFactory(draft=True))  # in preparation: nobody else's business
    EnrolmentFactory(), EditionFactory()

    assert editions_of(contact.user) == {with_seats, open_to_all, of_office.edition, taught}
    assert enrolments_of(contact.user) == {of_office}


def test_a_draft_is_not_seen_even_by_those_who_will_teach_it():
    staff = EditionStaffFactory(edition=EditionFactory(draft=True))

    assert editions_of(staff.person.user) == set()
    assert set(Edition.objects.public()) == set()


def test_no_person_no_rows():
    EnrolmentFactory()
    user = UserFactory(is_superuser=True)

    assert editions_of(user) == enrolments_of(user) == set()
    assert set(Enrolment.objects.learning_of(user)) == set()


def test_an_edition_is_open_from_the_first_instant_to_before_the_last():
    edition = EditionFactory()
    EditionFactory(running=True)

    found = {
        at: set(Edition.objects.open_for_nomination(at)) for at in (OPENS - INSTANT, OPENS, CLOSES - INSTANT, CLOSES)
    }

    assert list(found.values()) == [set(), {edition}, {edition}, set()]


def test_seats_are_taken_and_given_back_within_their_bounds():
    pool = SeatPoolFactory(capacity=1)
    other = SeatPoolFactory(capacity=1)

    assert [SeatPool.objects.take_seat(pool.pk), SeatPool.objects.take_seat(pool.pk)] == [True, False]
    assert [SeatPool.objects.free_seat(pool.pk), SeatPool.objects.free_seat(pool.pk)] == [True, False]
    assert SeatPool.objects.take_seat(other.pk)
    assert not SeatPool.objects.free_seat(pool.pk)
    other.refresh_from_db()
    assert other.taken == 1


def test_which_enrolments_count():
    made = {state: EnrolmentFactory(state=state) for state in EnrolmentState}
    gone = {EnrolmentState.DECLINED, EnrolmentState.LAPSED, EnrolmentState.WITHDRAWN}
    coming = {EnrolmentState.APPLIED, EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE, EnrolmentState.ENROLLED}

    assert set(Enrolment.objects.active()) == {made[state] for state in coming}
    assert set(Enrolment.objects.listed()) == {row for state, row in made.items() if state not in gone}


def test_the_line_of_a_pool_is_in_order_of_arrival():
    first = EnrolmentFactory(state=EnrolmentState.ALTERNATE)
    second = EnrolmentFactory(state=EnrolmentState.ALTERNATE, edition=first.edition, office=first.office)
    EnrolmentFactory(state=EnrolmentState.ALTERNATE)
    Enrolment.objects.filter(pk=first.pk).update(alternate_position=9)

    assert list(Enrolment.objects.in_line_for(first.awaited_pool_id)) == [second, first]


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [(EnrolmentState.ENROLLED, True), (EnrolmentState.COMPLETED, True), (EnrolmentState.NOT_COMPLETED, False)],
)
def test_an_attempt_is_its_learners_alone_while_enrolled(state, is_seen):
    enrolment, other = EnrolledFactory(), EnrolledFactory()
    attempts = [start_attempt(enrolment=row, actor=row.person.user, at=AT) for row in (enrolment, other)]
    closed = {"completed_at": AT} if state == EnrolmentState.COMPLETED else {}
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, **closed)

    assert set(Attempt.objects.visible_to(enrolment.person.user)) == ({attempts[0]} if is_seen else set())
    for trait in ("secretariat", "coordinator", "contact_point"):
        assert set(Attempt.objects.visible_to(PersonFactory(**{trait: True}).user)) == set()


def test_a_suspended_learner_has_no_attempts():
    enrolment = EnrolledFactory()
    user = enrolment.person.user
    start_attempt(enrolment=enrolment, actor=user, at=AT)
    user.is_active = False
    user.save()

    assert set(Attempt.objects.visible_to(user)) == set()
    assert set(Enrolment.objects.learning_of(user)) == set()


def test_an_attempt_is_overdue_from_its_last_instant_until_it_is_closed():
    enrolment = EnrolledFactory()
    attempt = start_attempt(enrolment=enrolment, actor=enrolment.person.user, at=AT)

    assert set(Attempt.objects.overdue(attempt.due_at - INSTANT)) == set()
    assert set(Attempt.objects.overdue(attempt.due_at)) == {attempt}
    submit_attempt(attempt=attempt, actor=enrolment.person.user, at=AT)
    assert set(Attempt.objects.overdue(attempt.due_at)) == set()


# --- live and certificates


def test_sessions_in_time():
    held, cancelled = SessionFactory(), SessionFactory(state=SessionState.CANCELLED)
    final = SessionFactory(attendance_state=AttendanceState.FINAL, settled_at=held.ends_at)

    assert set(Session.objects.scheduled()) == {held, final}
    assert set(Session.objects.not_over(held.ends_at - INSTANT)) == {held, cancelled, final}
    assert set(Session.objects.not_over(held.ends_at)) == set()
    assert set(Session.objects.ended_by(held.ends_at - INSTANT)) == set()
    assert set(Session.objects.ended_by(held.ends_at)) == {held, final}
    assert set(Session.objects.unsettled()) == {held, cancelled}


def test_a_feed_that_was_revoked_is_none():
    first, second = PersonFactory(with_user=True).user, PersonFactory(with_user=True).user
    for user in (first, second):
        live.create_feed(user=user, actor=user, at=AT)
    FeedToken.objects.filter(user=first).update(revoked_at=AT)

    assert {token.user for token in FeedToken.objects.in_force()} == {second}


def test_awards_are_their_holders_and_stay_so_when_somebody_else_acts_for_an_office():
    contact = PersonFactory(contact_point=True)
    own, other = AwardFactory(person=contact), AwardFactory(person=PersonFactory(with_user=True))
    revoked = AwardFactory(person=contact, revoked=True)
    Award.objects.update(office=None)

    assert set(Award.objects.visible_to(contact.user)) == {own, revoked}
    assert set(Award.objects.held_by(contact.user)) == {own, revoked}
    assert set(Award.objects.active()) == {own, other}
    assert set(Award.objects.waiting()) == {own, other, revoked}


# --- network


def test_people_are_seen_by_themselves_their_contact_point_and_the_region():
    office, elsewhere = OfficeFactory(), OfficeFactory()
    own, foreign = PersonFactory(prosecutor=True, office=office), PersonFactory(prosecutor=True, office=elsewhere)
    left = PersonFactory(with_user=True)
    MembershipFactory(person=left, office=office, ended=True)
    contact = PersonFactory(contact_point=True, office=office)
    secretariat, coordinator = PersonFactory(secretariat=True), PersonFactory(coordinator=True)
    everybody = set(Person.objects.all())

    seen = {person: set(Person.objects.visible_to(person.user)) for person in (own, foreign, contact)}

    assert seen == {own: {own}, foreign: {foreign}, contact: {own, contact}}
    assert set(Person.objects.visible_to(secretariat.user)) == everybody
    assert set(Person.objects.visible_to(coordinator.user)) == everybody


@pytest.mark.parametrize("trait", NO_ONES)
def test_other_roles_see_only_themselves(trait):
    person = PersonFactory(**{trait: True})
    PersonFactory(prosecutor=True, office=Office.objects.filter(memberships__person=person).first() or OfficeFactory())

    assert set(Person.objects.visible_to(person.user)) == {person}


def test_a_role_that_ended_shows_nobody_any_more():
    contact = PersonFactory(contact_point=True)
    PersonFactory(prosecutor=True, office=Office.objects.get(memberships__person=contact))
    Appointment.objects.filter(person=contact).update(ended_on=ENDED_ON)

    assert set(Person.objects.visible_to(contact.user)) == {contact}


def test_offices_are_public_and_members_until_they_leave():
    here = OfficeFactory()
    gone = OfficeFactory(left_on=date(2020, 1, 1))

    assert set(Office.objects.visible_to(UserFactory())) == {here, gone}
    assert set(Office.objects.members()) == {here}


def test_terms_hold_from_their_first_day_to_before_their_last():
    term = MembershipFactory(started_on=date(2020, 1, 10), ended_on=date(2020, 2, 10))
    lasting = MembershipFactory(started_on=date(2020, 1, 10))
    days = [date(2020, 1, 9), date(2020, 1, 10), date(2020, 2, 9), date(2020, 2, 10)]

    assert [set(Membership.objects.on(day)) for day in days] == [set(), {term, lasting}, {term, lasting}, {lasting}]
    assert set(Membership.objects.current()) == {lasting}
    assert set(Person.objects.of_office(lasting.office_id)) == {lasting.person}
    assert set(Person.objects.of_office(term.office_id)) == set()


def test_a_term_yet_to_come_holds_nothing():
    coming = MembershipFactory(started_on=date(2199, 1, 1))

    assert set(Membership.objects.current()) == set()
    assert set(Person.objects.of_office(coming.office_id)) == set()


def test_terms_overlap_on_common_days_only():
    term = AppointmentFactory(started_on=date(2020, 1, 10), ended_on=date(2020, 2, 10))
    AppointmentFactory(started_on=date(2020, 1, 20), ended_on=date(2020, 1, 20))  # never held

    def overlapping(first, last):
        return set(Appointment.objects.overlapping(first, last))

    assert overlapping(date(2020, 2, 10), None) == set()
    assert overlapping(date(2020, 2, 9), None) == {term}
    assert overlapping(date(2019, 1, 1), date(2020, 1, 10)) == set()
    assert overlapping(date(2019, 1, 1), date(2020, 1, 11)) == {term}
    assert overlapping(date(2019, 1, 1), None) == {term}
