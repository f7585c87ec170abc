"""Nominating: who, when, on which seat, and what is written of it."""

from datetime import timedelta

import pytest

from lms.mail.models import Mail
from lms.records.models import AuditEntry
from network.enums import Category, Role, Sex
from tests.factories.accounts import UserFactory
from tests.factories.network import (
    ENDED_ON,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
)
from tests.factories.workshops import (
    AT,
    BEGINS,
    CLOSES,
    INSTANT,
    OPENS,
    EditionFactory,
    EnrolmentFactory,
    SeatPoolFactory,
    office_with_people,
)
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Enrolment, EnrolmentMove, SeatPool
from workshops.services.moves import MoveNotAllowed
from workshops.services.nominations import (
    AlreadyOnList,
    NominationClosed,
    NominationNotOpen,
    NoSeatsOfThisKind,
    OfficeSeatsTaken,
    PersonOutsideOffice,
    RemoteSeatsTaken,
    SeatsStillFree,
    nominate_prosecutor,
    register_alternate,
)

pytestmark = pytest.mark.django_db


def nominate(edition, person, by, *, modality=SeatKind.IN_PERSON, at=AT):
    return nominate_prosecutor(edition=edition, person=person, modality=modality, actor=by.user, at=at)


def stand_by(edition, person, by, *, modality=SeatKind.IN_PERSON, at=AT):
    return register_alternate(edition=edition, person=person, modality=modality, actor=by.user, at=at)


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def office(edition):
    """(contact point, people, pool) of an office with two seats."""
    return office_with_people(edition)


def test_nominate_prosecutor_takes_a_seat_and_freezes_where_the_person_belongs(edition, office):
    contact_point, _people, pool = office
    person = PersonFactory(with_user=True, sex=Sex.FEMALE)
    MembershipFactory(person=person, office=pool.office, category=Category.ANALYST)

    enrolment = nominate(edition, person, contact_point)

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.NOMINATED
    assert (enrolment.pool, enrolment.modality) == (pool, SeatKind.IN_PERSON)
    assert (enrolment.nominated_by, enrolment.nominated_at) == (contact_point.user, AT)
    assert enrolment.respond_by == AT + timedelta(days=5)
    assert (enrolment.office, enrolment.country) == (pool.office, pool.office.country)
    assert (enrolment.sex, enrolment.category, enrolment.institution) == (Sex.FEMALE, Category.ANALYST, None)
    assert SeatPool.objects.get().taken == 1


def test_nominate_prosecutor_writes_the_ledger_and_the_trail(edition, office):
    contact_point, people, pool = office

    enrolment = nominate(edition, people[0], contact_point)

    move = EnrolmentMove.objects.get()
    assert (move.enrolment, move.from_state, move.to_state, move.pool) == (enrolment, "", "NOMINATED", pool)
    assert (move.actor_ref, move.acting_role, move.at) == (contact_point.user.public_id, Role.CONTACT_POINT, AT)
    entry = AuditEntry.objects.get(action="workshops.nominate")
    assert (entry.target_ref, entry.acting_role, entry.to_state) == (
        enrolment.public_id,
        f"CONTACT_POINT/{enrolment.office.code}",
        "NOMINATED",
    )


def test_nominate_prosecutor_twice_is_one_enrolment_one_seat_one_mail(edition, office):
    contact_point, people, _pool = office

    first = nominate(edition, people[0], contact_point)
    second = nominate(edition, people[0], contact_point, at=AT + timedelta(minutes=1))

    assert first == second
    assert SeatPool.objects.get().taken == 1
    assert EnrolmentMove.objects.count() == 1
    assert Mail.objects.count() == 1


def test_nominate_prosecutor_owes_a_mail_to_the_person(edition, office):
    contact_point, people, _pool = office

    enrolment = nominate(edition, people[0], contact_point)

    mail = Mail.objects.get()
    assert (mail.kind, mail.user, mail.to_address) == ("workshops.nominated", people[0].user, people[0].email)
    assert mail.ids == {"enrolment_id": enrolment.pk, "move_id": EnrolmentMove.objects.get().pk}


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (OPENS - INSTANT, NominationNotOpen),
        (OPENS, None),
        (CLOSES - INSTANT, None),
        (CLOSES, NominationClosed),
    ],
    ids=["just-before", "opening-instant", "last-instant", "closing-instant"],
)
@pytest.mark.parametrize("act", [nominate, stand_by])
def test_nominating_keeps_to_the_half_open_window(edition, act, at, refusal):
    contact_point, people, _pool = office_with_people(edition, capacity=2 if act is nominate else 0)

    if refusal is None:
        assert act(edition, people[0], contact_point, at=at).nominated_at == at
    else:
        with pytest.raises(refusal):
            act(edition, people[0], contact_point, at=at)
        assert list(Enrolment.objects.all()) == []
        assert SeatPool.objects.get().taken == 0


@pytest.mark.parametrize("trait", ["draft", "running", "closed", "cancelled"])
def test_nominating_needs_an_open_edition(trait):
    edition = EditionFactory(**{trait: True})
    contact_point, people, _pool = office_with_people(edition)

    with pytest.raises(NominationClosed):
        nominate(edition, people[0], contact_point)

    assert SeatPool.objects.get().taken == 0


def test_answer_is_due_before_the_edition_begins(office, edition):
    edition.nomination_closes_at = BEGINS
    edition.save()
    contact_point, people, _pool = office

    enrolment = nominate(edition, people[0], contact_point, at=BEGINS - timedelta(days=1))

    assert enrolment.respond_by == BEGINS


def test_third_nomination_of_two_is_refused_with_the_figures(edition, office):
    contact_point, people, _pool = office
    nominate(edition, people[0], contact_point)
    nominate(edition, people[1], contact_point)

    with pytest.raises(OfficeSeatsTaken) as refusal:
        nominate(edition, people[2], contact_point)

    assert refusal.value.params == {"taken": 2, "capacity": 2}
    assert set(Enrolment.objects.values_list("person", flat=True)) == {people[0].pk, people[1].pk}
    assert SeatPool.objects.get().taken == 2


def test_each_office_has_its_own_seats(edition, office):
    contact_point, people, _pool = office
    nominate(edition, people[0], contact_point)
    nominate(edition, people[1], contact_point)
    neighbour, neighbours, pool = office_with_people(edition)

    assert nominate(edition, neighbours[0], neighbour).pool == pool


def test_remote_places_stay_open_when_the_office_is_full(edition, office):
    contact_point, people, _pool = office
    remote = SeatPoolFactory(edition=edition, remote=True)
    nominate(edition, people[0], contact_point)
    nominate(edition, people[1], contact_point)

    enrolment = nominate(edition, people[2], contact_point, modality=SeatKind.REMOTE)

    assert (enrolment.pool, enrolment.modality) == (remote, SeatKind.REMOTE)


def test_remote_places_have_a_ceiling(edition, office):
    contact_point, people, _pool = office
    SeatPoolFactory(edition=edition, remote=True, capacity=1)
    nominate(edition, people[0], contact_point, modality=SeatKind.REMOTE)

    with pytest.raises(RemoteSeatsTaken) as refusal:
        nominate(edition, people[1], contact_point, modality=SeatKind.REMOTE)

    assert refusal.value.params == {"taken": 1, "capacity": 1}


@pytest.mark.parametrize("act", [nominate, stand_by])
def test_seats_of_a_kind_the_edition_does_not_have_are_refused(edition, office, act):
    contact_point, people, _pool = office

    with pytest.raises(NoSeatsOfThisKind):
        act(edition, people[0], contact_point, modality=SeatKind.REMOTE)


@pytest.mark.parametrize("act", [nominate, stand_by])
def test_people_of_another_office_are_refused(edition, office, act):
    contact_point, _people, _pool = office
    stranger = PersonFactory(prosecutor=True)

    with pytest.raises(PersonOutsideOffice):
        act(edition, stranger, contact_point)

    assert list(Enrolment.objects.all()) == []


def test_people_who_have_left_the_office_are_refused(edition, office):
    contact_point, _people, pool = office
    former = PersonFactory(with_user=True)
    MembershipFactory(person=former, office=pool.office, ended_on=ENDED_ON)

    with pytest.raises(PersonOutsideOffice):
        nominate(edition, former, contact_point)


@pytest.mark.parametrize("trait", ["prosecutor", "secretariat", "coordinator"])
def test_only_a_contact_point_nominates(edition, office, trait):
    _contact_point, people, pool = office
    actor = PersonFactory(**{trait: True, "office": pool.office})

    with pytest.raises(PersonOutsideOffice):
        nominate(edition, people[0], actor)


def test_an_account_without_a_person_nominates_nobody(edition, office):
    _contact_point, people, _pool = office

    with pytest.raises(PersonOutsideOffice):
        nominate_prosecutor(edition=edition, person=people[0], modality=SeatKind.IN_PERSON, actor=UserFactory(), at=AT)


def test_a_person_on_the_list_is_not_nominated_in_another_way(edition, office):
    contact_point, people, pool = office
    SeatPoolFactory(edition=edition, remote=True)
    nominate(edition, people[0], contact_point)

    with pytest.raises(AlreadyOnList):
        nominate(edition, people[0], contact_point, modality=SeatKind.REMOTE)
    with pytest.raises(AlreadyOnList):
        stand_by(edition, people[0], contact_point)

    assert Enrolment.objects.get().pool == pool


@pytest.mark.parametrize("state", [EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED])
def test_what_is_decided_is_not_nominated_again(edition, state):
    enrolment = EnrolmentFactory(edition=edition, state=state)
    contact_point = PersonFactory(contact_point=True, office=enrolment.office)
    SeatPoolFactory(edition=edition, remote=True)

    with pytest.raises(MoveNotAllowed):
        nominate(edition, enrolment.person, contact_point, modality=SeatKind.REMOTE)


@pytest.mark.parametrize("state", [EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN])
def test_who_left_the_list_may_be_nominated_anew(edition, state):
    enrolment = EnrolmentFactory(edition=edition, state=state, responded_at=AT)
    contact_point = PersonFactory(contact_point=True, office=enrolment.office)

    again = nominate(edition, enrolment.person, contact_point)

    assert again == enrolment
    assert (again.state, again.responded_at) == (EnrolmentState.NOMINATED, None)
    assert [move.from_state for move in again.moves.all()] == [state]
    assert Mail.objects.count() == 1


def test_alternates_stand_in_order_of_arrival(edition, office):
    contact_point, people, pool = office
    SeatPool.objects.update(taken=2)

    places = [stand_by(edition, person, contact_point).alternate_position for person in people]

    assert places == [1, 2, 3]
    assert list(Enrolment.objects.in_line_for(pool.pk).values_list("person", flat=True)) == [p.pk for p in people]
    assert SeatPool.objects.get().taken == 2
    assert Mail.objects.count() == 0


def test_register_alternate_twice_keeps_the_place(edition, office):
    contact_point, people, _pool = office
    SeatPool.objects.update(taken=2)
    first = stand_by(edition, people[0], contact_point)
    stand_by(edition, people[1], contact_point)

    again = stand_by(edition, people[0], contact_point)

    assert (again, again.alternate_position) == (first, 1)
    assert EnrolmentMove.objects.count() == 2


def test_each_office_has_its_own_line(edition, office):
    contact_point, people, _pool = office
    neighbour, neighbours, _theirs = office_with_people(edition)
    SeatPool.objects.update(taken=2)
    stand_by(edition, people[0], contact_point)

    assert stand_by(edition, neighbours[0], neighbour).alternate_position == 1


def test_register_alternate_is_refused_while_a_seat_is_free(edition, office):
    contact_point, people, _pool = office
    nominate(edition, people[0], contact_point)

    with pytest.raises(SeatsStillFree) as refusal:
        stand_by(edition, people[1], contact_point)

    assert refusal.value.params == {"taken": 1, "capacity": 2}


def test_an_alternate_is_not_nominated_past_the_line(edition, office):
    contact_point, people, _pool = office
    SeatPool.objects.update(taken=2)
    stand_by(edition, people[0], contact_point)

    with pytest.raises(AlreadyOnList):
        nominate(edition, people[0], contact_point)


def test_nobody_jumps_the_line_when_a_seat_is_added(edition, office):
    contact_point, people, _pool = office
    SeatPool.objects.update(taken=2)
    stand_by(edition, people[0], contact_point)
    SeatPool.objects.update(capacity=3)

    with pytest.raises(OfficeSeatsTaken):
        nominate(edition, people[1], contact_point)
    assert stand_by(edition, people[1], contact_point).alternate_position == 2


def test_a_contact_point_of_an_office_without_seats_uses_the_open_pool_only(edition):
    outsider = PersonFactory(contact_point=True, office=OfficeFactory())
    person = PersonFactory(prosecutor=True, office=outsider.memberships.get().office)
    pool = SeatPoolFactory(edition=edition, remote=True)

    with pytest.raises(NoSeatsOfThisKind):
        nominate(edition, person, outsider)
    assert nominate(edition, person, outsider, modality=SeatKind.REMOTE).pool == pool


def test_somebody_without_an_account_gets_the_invitation_instead(edition, office):
    contact_point, _people, pool = office
    person = PersonFactory(office=pool.office)

    nominate(edition, person, contact_point)
    nominate(edition, person, contact_point)

    person.refresh_from_db()
    mail = Mail.objects.get()
    assert (mail.kind, mail.to_address) == ("accounts.invitation", person.email)
    assert person.invitation.invited_by == contact_point.user
