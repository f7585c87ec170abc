"""Asking for a seat oneself: a seat or a place in line at once, and the office's word makes it definite."""

from datetime import timedelta

import pytest

from lms.mail.models import Mail
from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, BEGINS, CLOSES, EditionFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import ENROLMENT_ACTS, ENROLMENT_MOVES, EnrolmentState, SeatKind
from workshops.models import Enrolment, EnrolmentMove, SeatPool
from workshops.services import applications
from workshops.services.answers import accept_seat, decline_seat, withdraw_enrolment
from workshops.services.moves import MoveNotAllowed
from workshops.services.nominations import AlreadyOnList, NominationClosed
from workshops.services.offers import lapse_offer, lapse_overdue_offers
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    return SeatPoolFactory(edition=EditionFactory(takes_applications=True), remote=True, capacity=1)


def ask(pool, person=None, at=AT, modality=SeatKind.REMOTE):
    person = person or PersonFactory(prosecutor=True)
    return applications.apply_for_seat(
        edition=pool.edition, modality=modality, certificate_name=person.full_name, actor=person.user, at=at
    )


def contact_point_of(enrolment):
    return PersonFactory(contact_point=True, office=enrolment.office).user


def test_the_first_gets_the_seat_and_the_others_stand_in_line_as_they_came(pool):
    seated, second, third = ask(pool), ask(pool), ask(pool)

    assert (seated.state, seated.pool, seated.alternate_position) == ("APPLIED", pool, None)
    assert [(one.state, one.alternate_position) for one in (second, third)] == [("ALTERNATE", 1), ("ALTERNATE", 2)]
    assert verify_seats() == []


def test_asking_twice_is_asking_once(pool):
    person = PersonFactory(prosecutor=True)

    assert ask(pool, person).pk == ask(pool, person).pk
    assert EnrolmentMove.objects.count() == 1
    SeatPoolFactory(edition=pool.edition, office=Enrolment.objects.get().office)
    with pytest.raises(AlreadyOnList):
        ask(pool, person, modality=SeatKind.IN_PERSON)


@pytest.mark.parametrize(
    ("change", "at", "refusal"),
    [
        ({"takes_applications": False}, AT, applications.ApplicationsNotTaken),
        ({}, CLOSES, NominationClosed),
    ],
    ids=["by-nomination-only", "closing-instant"],
)
def test_who_cannot_ask_is_told_and_nothing_is_written(pool, change, at, refusal):
    for name, value in change.items():
        setattr(pool.edition, name, value)

    with pytest.raises(refusal):
        ask(pool, at=at)

    assert (Enrolment.objects.count(), SeatPool.objects.get().taken) == (0, 0)


def test_who_belongs_to_no_office_is_told(pool):
    with pytest.raises(applications.BelongsToNoOffice):
        ask(pool, PersonFactory(with_user=True))


def test_the_office_confirms_and_the_seat_is_theirs(pool):
    enrolment = ask(pool)
    actor = contact_point_of(enrolment)

    for _twice in range(2):
        confirmed = applications.confirm_belonging(enrolment=enrolment, actor=actor, at=AT)

    assert (confirmed.state, confirmed.belonging_confirmed_at) == ("ENROLLED", AT)
    assert [(move.from_state, move.to_state) for move in confirmed.moves.all()] == [
        ("", "APPLIED"),
        ("APPLIED", "ENROLLED"),
    ]


def test_only_contact_points_of_the_office_confirm_and_nobody_vouches_for_themselves(pool):
    enrolment = ask(pool, PersonFactory(contact_point=True))

    for actor in (PersonFactory(contact_point=True).user, enrolment.person.user):
        with pytest.raises(applications.NotOfThisOffice):
            applications.confirm_belonging(enrolment=enrolment, actor=actor, at=AT)


def test_nobody_accepts_or_declines_in_place_of_the_office(pool):
    seated, waiting = ask(pool), ask(pool)

    for enrolment in (seated, waiting):
        actor = enrolment.person.user
        with pytest.raises(MoveNotAllowed):
            accept_seat(enrolment=enrolment, certificate_name="Ixchel Ceiba Montes", actor=actor, at=AT)
        with pytest.raises(MoveNotAllowed):
            decline_seat(enrolment=enrolment, actor=actor, at=AT)


def test_a_refusal_needs_a_reason_and_passes_the_seat_on_unconfirmed(pool):
    first, second = ask(pool), ask(pool)
    actor = contact_point_of(first)

    with pytest.raises(applications.ReasonMissing):
        applications.refuse_belonging(enrolment=first, reason=" ", actor=actor, at=AT)
    applications.refuse_belonging(enrolment=first, reason="Ya no trabaja aquí.", actor=actor, at=AT)

    first.refresh_from_db()
    second.refresh_from_db()
    # A seat that becomes free is no leave: the office of the next has not spoken yet.
    assert (first.state, second.state, second.pool) == ("DECLINED", "APPLIED", pool)
    assert verify_seats() == []


def test_an_alternate_confirmed_while_waiting_is_offered_the_seat(pool):
    first, second = ask(pool), ask(pool)
    applications.confirm_belonging(enrolment=second, actor=contact_point_of(second), at=AT)
    second.refresh_from_db()
    assert second.state == "ALTERNATE"

    withdraw_enrolment(enrolment=first, reason="", actor=first.person.user, at=AT)

    second.refresh_from_db()
    assert second.state == "NOMINATED"


def test_an_alternate_whom_the_office_registered_is_not_refused_as_an_applicant():
    registered = EnrolmentFactory(state=EnrolmentState.ALTERNATE)

    with pytest.raises(MoveNotAllowed):
        applications.refuse_belonging(enrolment=registered, reason="No", actor=contact_point_of(registered), at=AT)


def test_an_offer_lapses_at_its_instant_and_passes_to_the_first_in_line_only(pool):
    first, second, third = ask(pool), ask(pool), ask(pool)
    due = first.respond_by

    assert lapse_overdue_offers(at=due - timedelta(microseconds=1)) == 0
    assert lapse_overdue_offers(at=due) == 1
    lapse_offer(enrolment_id=first.pk, at=due)

    for one in (first, second, third):
        one.refresh_from_db()
    assert [one.state for one in (first, second, third)] == ["LAPSED", "APPLIED", "ALTERNATE"]
    assert second.respond_by == due + timedelta(days=5)
    assert verify_seats() == []


def test_who_let_an_offer_lapse_is_not_offered_it_again(pool):
    first, second = ask(pool), ask(pool)
    lapse_offer(enrolment_id=first.pk, at=first.respond_by)
    second.refresh_from_db()
    lapse_offer(enrolment_id=second.pk, at=second.respond_by)

    first.refresh_from_db()
    assert (first.state, SeatPool.objects.get().taken) == ("LAPSED", 0)


def test_after_the_start_a_lapsed_offer_goes_to_nobody(pool):
    first, second = ask(pool), ask(pool)

    lapse_offer(enrolment_id=first.pk, at=BEGINS)

    second.refresh_from_db()
    assert (second.state, SeatPool.objects.get().taken) == ("ALTERNATE", 0)


def test_the_table_of_moves_is_the_sum_of_its_acts():
    assert ENROLMENT_MOVES[""] == {"NOMINATED", "APPLIED", "ALTERNATE"}
    assert (
        ENROLMENT_MOVES["LAPSED"] == ENROLMENT_MOVES["DECLINED"] == ENROLMENT_MOVES["WITHDRAWN"] == ENROLMENT_MOVES[""]
    )
    assert ENROLMENT_MOVES["COMPLETED"] == ENROLMENT_MOVES["NOT_COMPLETED"] == frozenset()
    # The list itself promotes whoever waits, and nobody who has left.
    assert {source for act in ENROLMENT_ACTS if "list" in act.by for source in act.sources} == {"ALTERNATE"}


def test_the_page_of_the_room_tells_the_table(settings):
    page = (settings.BASE_DIR / "docs/features/workshops.md").read_text()

    for act in ENROLMENT_ACTS:
        sources = ", ".join(source or "(new)" for source in act.sources)
        assert f"| {act.act} | {sources} | {act.target} | {', '.join(act.by)} |" in page


def test_from_the_page_to_the_seat(client):
    edition = EditionFactory(current=True, takes_applications=True)
    SeatPoolFactory(edition=edition, remote=True, capacity=1)
    person = PersonFactory(prosecutor=True)
    client.force_login(person.user)

    page = client.get(f"/es/ediciones/{edition.public_id}/")
    assert f"/es/ediciones/{edition.public_id}/solicitar/" in page.content.decode()
    answers = [
        client.post(
            f"/es/ediciones/{edition.public_id}/solicitar/",
            {"modality": "REMOTE", "certificate_name": "Ixchel Ceiba Montes"},
        )
        for _twice in range(2)
    ]

    enrolment = Enrolment.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/es/inscripciones/{enrolment.public_id}/"] * 2
    contact_point = PersonFactory(contact_point=True, office=enrolment.office)
    client.force_login(contact_point.user)
    assert "confirmar/" in client.get(f"/es/inscripciones/{enrolment.public_id}/").content.decode()
    client.post(f"/es/inscripciones/{enrolment.public_id}/confirmar/")
    enrolment.refresh_from_db()
    assert enrolment.state == "ENROLLED"


def test_contact_points_hear_of_it_once_a_day_however_many_ask(pool, django_capture_on_commit_callbacks):
    office = PersonFactory(contact_point=True).memberships.get().office
    PersonFactory(contact_point=True)  # of another office

    with django_capture_on_commit_callbacks(execute=True):
        for person in PersonFactory.create_batch(3, prosecutor=True, office=office):
            ask(pool, person)

    assert [mail.kind for mail in Mail.objects.all()] == ["workshops.office_asked"]
