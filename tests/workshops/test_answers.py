"""Accepting, declining, withdrawing; what happens to seats, doors and the line behind."""

import unicodedata
from datetime import timedelta

import pytest

from certificates.services import HolderNameMissing
from live.enums import ParticipantRole
from live.models import Participant
from lms.mail.models import Mail
from lms.records.models import AuditEntry
from network.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.live import SeriesFactory, SessionFactory
from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, BEGINS, INSTANT, EditionFactory, EnrolmentFactory
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import EnrolmentMove, SeatPool
from workshops.services.answers import (
    EditionOver,
    NameSettled,
    SeatOfSomebodyElse,
    WithdrawalRefused,
    accept_seat,
    correct_certificate_name,
    decline_seat,
    withdraw_enrolment,
)
from workshops.services.moves import MoveNotAllowed
from workshops.services.seats import verify_seats

pytestmark = pytest.mark.django_db
NAME = "Ixchel Quetzal Rivas"


def accept(enrolment, *, name=NAME, by=None, at=AT):
    return accept_seat(enrolment=enrolment, certificate_name=name, actor=by or enrolment.person.user, at=at)


def decline(enrolment, *, by=None, at=AT):
    return decline_seat(enrolment=enrolment, actor=by or enrolment.person.user, at=at)


def withdraw(enrolment, *, by=None, at=AT, reason=""):
    return withdraw_enrolment(enrolment=enrolment, reason=reason, actor=by or enrolment.person.user, at=at)


def alternate_behind(enrolment, **kwargs):
    return EnrolmentFactory(
        edition=enrolment.edition, office=enrolment.office, state=EnrolmentState.ALTERNATE, **kwargs
    )


@pytest.fixture
def nominated():
    return EnrolmentFactory(
        edition=EditionFactory(series=SeriesFactory()),
        state=EnrolmentState.NOMINATED,
        nominated_by=PersonFactory(contact_point=True).user,
    )


def test_accept_seat_keeps_the_seat_and_the_cleaned_name(nominated):
    enrolment = accept(nominated, name="  Ixchel\tQuetzal " + unicodedata.normalize("NFD", "Añil"))

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.responded_at) == (EnrolmentState.ENROLLED, AT)
    assert enrolment.certificate_name == unicodedata.normalize("NFC", enrolment.certificate_name)
    assert enrolment.certificate_name.endswith("Quetzal Añil")
    assert enrolment.pool == nominated.pool
    assert SeatPool.objects.get().taken == 1


def test_accept_seat_opens_the_door_of_every_session_that_stands(nominated):
    sessions = SessionFactory.create_batch(2, series=nominated.edition.series)
    SessionFactory()

    accept(nominated)

    doors = Participant.objects.filter(person=nominated.person)
    assert {door.session for door in doors} == set(sessions)
    assert {door.role for door in doors} == {ParticipantRole.PARTICIPANT}


def test_accept_seat_twice_changes_nothing(nominated):
    SessionFactory(series=nominated.edition.series)
    accept(nominated)

    again = accept(nominated, name="Otro Nombre", at=AT + timedelta(days=1))

    assert (again.certificate_name, again.responded_at) == (NAME, AT)
    assert Participant.objects.count() == 1
    assert EnrolmentMove.objects.count() == 1


@pytest.mark.parametrize("answer", [accept, decline])
@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "secretariat"])
def test_nobody_answers_for_another(nominated, answer, trait):
    other = PersonFactory(**{trait: True, "office": nominated.office})

    with pytest.raises(SeatOfSomebodyElse):
        answer(nominated, by=other.user)
    with pytest.raises(SeatOfSomebodyElse):
        answer(nominated, by=UserFactory())

    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED


@pytest.mark.parametrize("name", ["", "  ", "\u200b\n"])
def test_accept_seat_needs_a_name(nominated, name):
    with pytest.raises(HolderNameMissing):
        accept(nominated, name=name)

    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED


@pytest.mark.parametrize(
    "state", [EnrolmentState.ALTERNATE, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN, EnrolmentState.COMPLETED]
)
def test_accept_seat_needs_an_offer(state):
    with pytest.raises(MoveNotAllowed):
        accept(EnrolmentFactory(state=state))


@pytest.mark.parametrize("answer", [accept, decline])
@pytest.mark.parametrize("trait", ["closed", "cancelled"])
def test_answers_end_with_the_edition(answer, trait):
    enrolment = EnrolmentFactory(edition=EditionFactory(**{trait: True}), state=EnrolmentState.NOMINATED)

    with pytest.raises(EditionOver):
        answer(enrolment)


def test_accept_seat_is_still_possible_while_the_edition_runs():
    enrolment = EnrolmentFactory(edition=EditionFactory(running=True), state=EnrolmentState.NOMINATED)

    assert accept(enrolment).state == EnrolmentState.ENROLLED


def test_decline_seat_frees_it_and_tells_who_nominated(nominated):
    enrolment = decline(nominated)

    assert (enrolment.state, enrolment.pool, enrolment.responded_at) == (EnrolmentState.DECLINED, None, AT)
    assert SeatPool.objects.get().taken == 0
    mail = Mail.objects.get()
    assert (mail.kind, mail.user) == ("workshops.seat_declined", nominated.nominated_by)
    assert verify_seats() == []


def test_decline_seat_twice_frees_one_seat(nominated):
    neighbour = EnrolmentFactory(edition=nominated.edition, office=nominated.office)
    decline(nominated)

    decline(nominated, at=AT + timedelta(days=1))

    assert SeatPool.objects.get().taken == 1
    assert neighbour.pool.held_by.get() == neighbour
    assert Mail.objects.count() == 1


def test_decline_seat_is_for_offers_only():
    with pytest.raises(MoveNotAllowed):
        decline(EnrolmentFactory(state=EnrolmentState.ENROLLED))


@pytest.mark.parametrize("leave", [decline, withdraw])
def test_a_freed_seat_goes_to_the_first_in_line_and_to_nobody_else(nominated, leave):
    first, second = alternate_behind(nominated), alternate_behind(nominated)

    leave(nominated)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.pool, first.alternate_position) == (
        EnrolmentState.NOMINATED,
        SeatPool.objects.get(),
        None,
    )
    assert first.respond_by == AT + timedelta(days=5)
    assert (second.state, second.alternate_position) == (EnrolmentState.ALTERNATE, 2)
    assert SeatPool.objects.get().taken == 1
    assert Mail.objects.get(kind="workshops.alternate_promoted").user == first.person.user
    move = first.moves.get()
    assert (move.from_state, move.to_state, move.actor_ref) == ("ALTERNATE", "NOMINATED", "")


def test_a_promoted_alternate_who_declines_is_not_offered_it_again(nominated):
    first, second = alternate_behind(nominated), alternate_behind(nominated)
    decline(nominated)

    decline(first)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (EnrolmentState.DECLINED, EnrolmentState.NOMINATED)


def test_a_freed_seat_never_goes_to_another_office(nominated):
    stranger = EnrolmentFactory(edition=nominated.edition, state=EnrolmentState.ALTERNATE)

    decline(nominated)

    stranger.refresh_from_db()
    assert stranger.state == EnrolmentState.ALTERNATE


def test_a_freed_remote_seat_goes_to_the_first_of_any_office(nominated):
    holder = EnrolmentFactory(edition=nominated.edition, modality=SeatKind.REMOTE)
    first = EnrolmentFactory(edition=nominated.edition, modality=SeatKind.REMOTE, state=EnrolmentState.ALTERNATE)
    alternate_behind(nominated)

    withdraw(holder)

    first.refresh_from_db()
    assert (first.state, first.pool.office) == (EnrolmentState.NOMINATED, None)


@pytest.mark.parametrize(
    ("at", "state"),
    [(BEGINS - INSTANT, EnrolmentState.NOMINATED), (BEGINS, EnrolmentState.ALTERNATE)],
    ids=["just-before", "first-instant"],
)
def test_the_line_stands_still_once_the_edition_has_begun(nominated, at, state):
    waiting = alternate_behind(nominated)

    decline(nominated, at=at)

    waiting.refresh_from_db()
    assert waiting.state == state
    assert SeatPool.objects.get().taken == (state == EnrolmentState.NOMINATED)


def test_withdraw_shuts_the_doors_that_are_still_ahead(nominated):
    past = SessionFactory(series=nominated.edition.series, starts_at=AT - timedelta(days=1))
    ahead = SessionFactory(series=nominated.edition.series)
    accept(nominated, at=AT - timedelta(days=2))

    withdraw(nominated, reason="Audiencia impostergable")

    doors = {door.session: door.removed_at for door in Participant.objects.filter(person=nominated.person)}
    assert doors == {past: None, ahead: AT}


def test_withdraw_frees_the_seat_and_keeps_the_reason(nominated):
    accept(nominated)

    enrolment = withdraw(nominated, reason="Audiencia impostergable")

    assert (enrolment.state, enrolment.pool) == (EnrolmentState.WITHDRAWN, None)
    assert SeatPool.objects.get().taken == 0
    move = enrolment.moves.last()
    assert (move.reason, move.acting_role, move.pool) == ("Audiencia impostergable", "PARTICIPANT", nominated.pool)
    entry = AuditEntry.objects.get(action="workshops.withdraw")
    assert (entry.from_state, entry.to_state, entry.detail) == ("ENROLLED", "WITHDRAWN", "Audiencia impostergable")


def test_withdraw_twice_changes_nothing(nominated):
    withdraw(nominated)

    withdraw(nominated, at=AT + timedelta(days=1))

    assert EnrolmentMove.objects.count() == 1
    assert SeatPool.objects.get().taken == 0


def test_withdrawn_alternate_leaves_the_line_in_order(nominated):
    first, second = alternate_behind(nominated), alternate_behind(nominated)

    withdraw(first)

    second.refresh_from_db()
    assert second.alternate_position == 2
    assert SeatPool.objects.get().taken == 1
    decline(nominated)
    second.refresh_from_db()
    assert second.state == EnrolmentState.NOMINATED


@pytest.mark.parametrize(
    ("trait", "role"),
    [
        ("contact_point", Role.CONTACT_POINT),
        ("secretariat", Role.SECRETARIAT),
        ("coordinator", Role.COORDINATOR),
    ],
)
def test_withdraw_is_also_for_those_who_answer_for_the_list(nominated, trait, role):
    actor = PersonFactory(**{trait: True, "office": nominated.office})

    enrolment = withdraw(nominated, by=actor.user)

    assert enrolment.moves.get().acting_role == role


@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "auditor", "mentor"])
def test_withdraw_is_refused_to_everybody_else(nominated, trait):
    with pytest.raises(WithdrawalRefused):
        withdraw(nominated, by=PersonFactory(**{trait: True}).user)

    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED


def test_the_contact_point_gets_no_mail_of_the_own_act(nominated):
    actor = PersonFactory(contact_point=True, office=nominated.office)
    nominated.nominated_by = actor.user
    nominated.save()

    withdraw(nominated, by=actor.user)

    assert Mail.objects.count() == 0


@pytest.mark.parametrize("state", [EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED, EnrolmentState.DECLINED])
def test_what_is_decided_is_not_withdrawn(state):
    with pytest.raises(MoveNotAllowed):
        withdraw(EnrolmentFactory(state=state))


def test_correct_certificate_name_until_the_course_is_completed(nominated):
    accept(nominated)

    correct_certificate_name(
        enrolment=nominated, certificate_name="Ixchel Q. Rivas", actor=nominated.person.user, at=AT
    )

    nominated.refresh_from_db()
    assert nominated.certificate_name == "Ixchel Q. Rivas"
    assert AuditEntry.objects.filter(action="workshops.correct_certificate_name").count() == 1


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.COMPLETED])
def test_correct_certificate_name_only_between_accepting_and_completing(state):
    enrolment = EnrolmentFactory(state=state)

    with pytest.raises(NameSettled):
        correct_certificate_name(enrolment=enrolment, certificate_name=NAME, actor=enrolment.person.user, at=AT)


def test_correct_certificate_name_is_the_persons_own():
    enrolment = EnrolmentFactory()

    with pytest.raises(SeatOfSomebodyElse):
        correct_certificate_name(
            enrolment=enrolment, certificate_name=NAME, actor=PersonFactory(contact_point=True).user, at=AT
        )
