"""Roll call, check-in code, shared screens, telephones, excuses, minutes made up, corrections."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from live import services
from live.enums import AttendanceState, EntryKind, Modality
from live.models import Attendance, Connection, RawEvent, RegisterEntry
from live.services.checkin import code_at
from lms.records.models import AuditEntry
from tests.factories.live import DURING, ENDS, OPENS, STARTS, ParticipantFactory, SessionFactory
from tests.live.streams import joined, stay
from tests.live.test_events import receive

pytestmark = pytest.mark.django_db
T, MINUTE = int(STARTS.timestamp()), timedelta(minutes=1)
LATE = ENDS + 25 * 60 * MINUTE


@pytest.fixture
def session():
    return SessionFactory(modality=Modality.HYBRID)


@pytest.fixture
def facilitator(session):
    return ParticipantFactory(session=session, facilitator=True).person.user


@pytest.fixture
def ana(session):
    return ParticipantFactory(session=session)


@pytest.fixture
def beto(session):
    return ParticipantFactory(session=session)


def tell(session, *events):
    for event in events:
        body = {**event, "room_name": session.rooms.get().name}
        receive(body, at=ENDS)


def seconds(participant, at=ENDS):
    services.settle_attendance(session_id=participant.session_id, at=at)
    return Attendance.objects.get(participant=participant).seconds


def check_in(participant, at, code=None):
    return services.check_in(
        session_id=participant.session_id,
        code=code_at(participant.session, at) if code is None else code,
        actor=participant.person.user,
        at=at,
    )


# --- the code


def test_the_code_is_the_same_for_its_minute_and_another_one_in_the_next(session):
    codes = [code_at(session, STARTS + timedelta(seconds=second)) for second in (0, 30, 59, 60)]

    assert codes[0] == codes[1] == codes[2] != codes[3]
    assert len(codes[0]) == 6
    assert code_at(SessionFactory(), STARTS) != codes[0]


def test_check_in_credits_from_then_to_the_end_and_once(ana):
    first = check_in(ana, STARTS + 10 * MINUTE)
    again = check_in(ana, STARTS + 50 * MINUTE, code="whatever")

    assert again == first
    assert seconds(ana) == 80 * 60


def test_check_in_before_the_start_counts_from_the_start(ana):
    check_in(ana, OPENS)

    assert seconds(ana) == 90 * 60


@pytest.mark.parametrize(("age", "holds"), [(0, True), (60, True), (120, True), (180, False), (-60, False)], ids=str)
def test_a_code_holds_for_two_minutes_after_it_left_the_screen(ana, age, holds):
    code = code_at(ana.session, DURING - timedelta(seconds=age))

    if holds:
        assert check_in(ana, DURING, code).is_confirmed
    else:
        with pytest.raises(services.CodeWrong):
            check_in(ana, DURING, code)
        assert RegisterEntry.objects.count() == 0


def test_a_code_is_read_as_people_type_it(ana):
    code = code_at(ana.session, DURING).lower().replace("0", "o").replace("1", "l")

    assert check_in(ana, DURING, f" {code[:3]}-{code[3:]} ").is_confirmed


@pytest.mark.parametrize("at", [OPENS - MINUTE, ENDS, LATE], ids=["early", "at-the-end", "day-after"])
def test_a_try_out_of_hours_is_refused_and_a_later_one_is_not_held_against_it(ana, at):
    with pytest.raises(services.CheckInNotOpen):
        check_in(ana, at)

    assert RegisterEntry.objects.count() == 0
    assert check_in(ana, OPENS).is_confirmed


def test_check_in_is_for_those_admitted_and_for_sessions_with_a_place(ana, session):
    with pytest.raises(services.CodeWrong):
        check_in(ana, DURING, code_at(SessionFactory(), DURING))
    with pytest.raises(services.NotAdmitted):
        check_in(ParticipantFactory(session=session, removed=True), DURING)
    with pytest.raises(services.NotOnTheSpot):
        check_in(ParticipantFactory(), DURING)


# --- united, never doubled


def test_on_the_spot_and_on_line_are_one_union(ana, facilitator, session):
    tell(session, *stay(ana.public_id, T, T + 1800))
    check_in(ana, STARTS + 20 * MINUTE)

    assert seconds(ana) == 90 * 60
    services.mark_on_site(session_id=session.pk, participant_refs=[ana.public_id], actor=facilitator, at=DURING)
    assert seconds(ana) == 90 * 60
    assert not Attendance.objects.get(participant=ana).has_overlap


def test_the_roll_call_is_repeatable_and_says_how_many_are_new(ana, beto, facilitator, session):
    def call(*refs):
        return services.mark_on_site(session_id=session.pk, participant_refs=refs, actor=facilitator, at=DURING)

    assert call(ana.public_id, beto.public_id) == 2
    assert call(ana.public_id, ana.public_id) == 0
    assert [seconds(ana), seconds(beto)] == [5400, 5400]


def test_before_one_screen_each_is_credited_what_the_screen_was_once_confirmed(ana, beto, facilitator, session):
    tell(session, *stay(ana.public_id, T, T + 3000))
    entry = services.propose_shared_screen(
        session_id=session.pk, screen_ref=ana.public_id, actor=beto.person.user, at=DURING
    )

    assert seconds(beto) == 0
    for _ in range(2):
        services.confirm_entry(session_id=session.pk, entry_ref=entry.public_id, actor=facilitator, at=ENDS)
        assert Attendance.objects.get(participant=beto).seconds == 3000
    services.withdraw_entry(session_id=session.pk, entry_ref=entry.public_id, actor=facilitator, at=ENDS)
    assert [seconds(beto), seconds(ana)] == [0, 3000]
    assert RegisterEntry.objects.get().confirmed_at == ENDS


def test_a_screen_is_one_of_this_session_and_not_ones_own(ana, session):
    stranger = ParticipantFactory()
    for ref in (ana.public_id, stranger.public_id, "nobody"):
        with pytest.raises(services.ScreenUnknown):
            services.propose_shared_screen(session_id=session.pk, screen_ref=ref, actor=ana.person.user, at=DURING)


def test_a_telephone_is_counted_for_whom_the_roll_call_gives_it(ana, beto, facilitator, session):
    tell(session, *stay(None, T, T + 600, device="telefono"))
    assert seconds(ana) == 0
    told = Connection.objects.get()

    def assign(participant):
        return services.assign_telephone(
            session_id=session.pk,
            participant_ref=participant.public_id,
            occupant_jid=told.occupant_jid,
            actor=facilitator,
            at=ENDS,
        )

    assert assign(ana) == assign(ana)
    assert Attendance.objects.get(participant=ana).seconds == 600
    with pytest.raises(services.ConnectionUnknown):
        assign(beto)


# --- excuses, minutes made up, corrections


def test_an_excuse_has_a_reason_and_adds_nothing(ana, facilitator, session):
    def excuse(reason):
        return services.excuse_absence(
            session_id=session.pk, participant_ref=ana.public_id, reason=reason, actor=facilitator, at=ENDS
        )

    with pytest.raises(services.ReasonMissing):
        excuse("  ")
    assert excuse("Audiencia señalada.") == excuse("Audiencia señalada.")
    assert seconds(ana) == 0


def test_what_is_made_up_is_a_fifth_at_most_and_once_for_each_recording(ana, session):
    tell(session, *stay(ana.public_id, T, T + 3600))
    for source, credited in (("r1", 3600 + 600), ("r1", 3600 + 600), ("r2", 3600 + 1080)):
        services.credit_make_up(session=session, person=ana.person, seconds=600, source_ref=source, at=ENDS)
        assert seconds(ana) == credited
    assert (
        services.credit_make_up(
            session=session, person=ParticipantFactory().person, seconds=9, source_ref="r1", at=ENDS
        )
        is None
    )


def test_nothing_made_up_exceeds_the_session(ana, session):
    tell(session, *stay(ana.public_id, T, T + 5300))
    services.credit_make_up(session=session, person=ana.person, seconds=5400, source_ref="r1", at=ENDS)

    assert seconds(ana) == 5400


def correct(participant, value, reason="El servidor cayó.", *, actor, at=ENDS):
    return services.correct_minutes(
        session_id=participant.session_id,
        participant_ref=participant.public_id,
        seconds=value,
        reason=reason,
        actor=actor,
        at=at,
    )


def test_a_correction_replaces_the_count_and_erases_nothing(ana, facilitator, session):
    tell(session, *stay(ana.public_id, T, T + 600))
    assert seconds(ana) == 600
    before = Attendance.objects.get(participant=ana)

    first = correct(ana, 5000, actor=facilitator)
    assert correct(ana, 5000, actor=facilitator) == first
    correct(ana, 300, "Me equivoqué de persona.", actor=facilitator)

    after = Attendance.objects.get(participant=ana)
    assert (after.seconds, after.intervals) == (300, before.intervals)
    assert after.evidence_digest != before.evidence_digest
    assert RegisterEntry.objects.filter(kind=EntryKind.CORRECTION).count() == 2
    assert RawEvent.objects.count() == 2
    assert AuditEntry.objects.filter(action="live.write_register").count() == 2


def test_a_correction_moves_final_minutes_and_nothing_else_does(ana, facilitator, session):
    tell(session, *stay(ana.public_id, T, T + 600))
    services.finalise_attendance(session_id=session.pk, at=LATE)
    RawEvent.objects.all().delete()  # as retention does in time

    correct(ana, 5000, actor=facilitator, at=LATE)
    correct(ana, 4000, "Otra vez.", actor=facilitator, at=LATE)

    session.refresh_from_db()
    assert (session.attendance_state, Attendance.objects.get(participant=ana).seconds) == (AttendanceState.FINAL, 4000)
    with pytest.raises(services.RegisterClosed):
        check_in(ana, LATE)
    with pytest.raises(services.RegisterClosed):
        services.mark_on_site(session_id=session.pk, participant_refs=[ana.public_id], actor=facilitator, at=LATE)


@pytest.mark.parametrize("value", [-1, 5401])
def test_a_correction_lies_within_the_session(ana, facilitator, value):
    with pytest.raises(services.SecondsImpossible):
        correct(ana, value, actor=facilitator)
    with pytest.raises(services.ReasonMissing):
        correct(ana, 60, " ", actor=facilitator)


def test_nobody_keeps_the_register_about_themselves(facilitator, session):
    own = session.participants.get(person__user=facilitator)

    with pytest.raises(services.OwnMinutes):
        correct(own, 5400, actor=facilitator)
    with pytest.raises(services.OwnMinutes):
        services.mark_on_site(session_id=session.pk, participant_refs=[own.public_id], actor=facilitator, at=DURING)


def test_the_minutes_are_the_same_in_whatever_order_the_register_was_written(ana, facilitator, session):
    def write(*, backwards):
        acts = [
            lambda: check_in(ana, STARTS + 30 * MINUTE),
            lambda: tell(session, *stay(ana.public_id, T, T + 600), joined(ana.public_id, T + 1500, device="b")),
            lambda: services.credit_make_up(
                session=session, person=ana.person, seconds=60, source_ref="r", at=STARTS + 40 * MINUTE
            ),
        ]
        for act in acts[::-1] if backwards else acts:
            act()
        told = seconds(ana)
        RegisterEntry.objects.all().delete()
        RawEvent.objects.all().delete()
        return told

    assert write(backwards=False) == write(backwards=True) == 600 + 3900 + 60


def test_the_database_refuses_two_lines_alike_and_a_correction_without_reason(ana, facilitator):
    entry = correct(ana, 60, actor=facilitator)
    for change in ({}, {"kind": EntryKind.EXCUSED, "reason": "", "seconds": None}, {"kind": EntryKind.ON_SITE}):
        told = {"kind": EntryKind.CORRECTION, "seconds": 5, "reason": "x", **change}
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntry.objects.create(session=entry.session, participant=ana, written_at=ENDS, **told)
