"""The twenty ways in which internships go wrong in practice, each of which cannot happen here."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from certificates.enums import AwardKind
from internships import selectors
from internships.enums import (
    CallState,
    InterruptionReason,
    LogisticsKind,
    OfferState,
    Payer,
    PlacementState,
    ReportKind,
)
from internships.forms_spec import read_body
from internships.models import Call, CostLine, Mentorship, Placement, PlacementMove, Preparation, Report
from internships.querysets import PlacementQuerySet
from internships.services import (
    amendments,
    applications,
    calls,
    closing,
    guards,
    links,
    matching,
    preparation,
    reports,
    retention,
    selection,
    week,
)
from internships.services.moves import NotThisParty, PlacementMoved
from tests.factories.internships import (
    AT_CALL,
    AT_END,
    AT_PREPARATION,
    AT_REVIEW,
    AT_SELECTION,
    AT_START,
    ENDS_ON,
    GOOD_EVALUATION,
    GOOD_REPORT,
    SCORES,
    STARTS_ON,
    CallFactory,
    Cast,
    HostOfferFactory,
    fresh,
    noon,
)
from tests.factories.network import OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db
P = PlacementState


def state(cast):
    return cast.now().state


def test_01_an_application_is_saved_half_filled_and_resumed():
    cast = Cast()
    placement = applications.start_application(call=cast.call, actor=cast.user("intern"), at=AT_CALL)
    applications.save_application(
        placement=placement, answers={"motivation": "A medias"}, actor=cast.user("intern"), at=AT_CALL
    )

    again = applications.start_application(call=cast.call, actor=cast.user("intern"), at=AT_CALL + timedelta(days=3))

    assert (again.pk, again.motivation, again.state) == (placement.pk, "A medias", P.DRAFT)
    with pytest.raises(guards.ApplicationIncomplete):
        applications.submit_application(placement=again, has_consented=True, actor=cast.user("intern"), at=AT_CALL)
    assert Placement.objects.get().motivation == "A medias"


def test_02_an_office_endorses_no_more_than_its_quota_and_always_with_an_alternate():
    cast = Cast(call=CallFactory(quota_per_office=1)).submitted()
    endorse = {"placement": cast.placement, "is_authorised": True, "actor": cast.user("sender"), "at": AT_CALL}
    with pytest.raises(guards.ApplicationIncomplete):
        applications.endorse_application(alternate=None, **endorse)
    with pytest.raises(guards.ApplicationIncomplete):
        applications.endorse_application(alternate=cast.intern, **endorse)
    applications.endorse_application(alternate=cast.alternate, **endorse)
    applications.endorse_application(alternate=cast.alternate, **endorse)  # twice is once

    other = Cast(call=cast.call)
    other.sending, other.sender, other.intern = (
        cast.sending,
        cast.sender,
        PersonFactory(prosecutor=True, office=cast.sending),
    )
    other.submitted()
    with pytest.raises(guards.QuotaReached):
        applications.endorse_application(
            placement=other.placement,
            alternate=cast.alternate,
            is_authorised=True,
            actor=cast.user("sender"),
            at=AT_CALL,
        )
    assert PlacementMove.objects.filter(name="endorse").count() == 1


@pytest.mark.parametrize("where", ["office", "country"])
def test_03_host_and_intern_are_never_of_the_same_office_or_country(where):
    cast = Cast().selected()
    office = cast.sending if where == "office" else OfficeFactory(country=cast.sending.country)
    offer = HostOfferFactory(call=cast.call, office=office)

    with pytest.raises(guards.SameOffice):
        matching.propose_host(
            placement=cast.placement,
            offer=offer,
            starts_on=STARTS_ON,
            ends_on=ENDS_ON,
            actor=cast.user("secretariat"),
            at=AT_PREPARATION,
        )


def test_04_a_host_that_has_not_accepted_in_the_system_is_no_host():
    cast = Cast().proposed()
    mentorship = matching.name_mentor(
        placement=cast.now(), person=cast.mentor, actor=cast.user("host"), at=AT_PREPARATION
    )
    matching.accept_mentoring(mentorship=mentorship, actor=cast.user("mentor"), at=AT_PREPARATION)

    assert state(cast) == P.SELECTED
    with pytest.raises(NotThisParty):
        matching.accept_hosting(placement=cast.now(), actor=cast.user("sender"), at=AT_PREPARATION)
    matching.accept_hosting(placement=cast.now(), actor=cast.user("host"), at=AT_PREPARATION)
    assert state(cast) == P.PREPARING
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=cast.placement.pk).update(host_accepted_at=None)


def test_05_a_mentor_who_changes_shortly_before_is_ended_and_the_new_one_is_attested():
    cast = Cast().ready()
    first = selectors.get_lead_mentorship(cast.now())
    matching.end_mentorship(mentorship=first, reason="Reasignación", actor=cast.user("host"), at=AT_PREPARATION)
    assert state(cast) == P.PREPARING  # no mentor, not ready: never silently
    assert selectors.is_mentor_vacant(cast.now())
    assert PlacementMove.objects.filter(name="fall_back").get().reason

    cast.mentor = PersonFactory(prosecutor=True, office=cast.hosting)
    second = cast.take_mentor(cast.mentor)
    assert state(cast) == P.READY
    week.confirm_arrival(placement=cast.now(), actor=cast.user("mentor"), at=AT_START)
    cast.attend()
    week.close_sheet(placement=cast.now(), actor=cast.user("mentor"), at=AT_END)
    cast.report("intern")
    cast.report("mentor")
    closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_on, first.award) == (date(2024, 7, 20), None)
    assert second.award.person == cast.mentor
    assert second.award.kind == AwardKind.MENTORING
    assert cast.intern.full_name not in str(second.award.snapshot)


def amend(cast, starts_on, ends_on, at=AT_PREPARATION):
    amendment = amendments.propose_dates(
        placement=cast.now(),
        starts_on=starts_on,
        ends_on=ends_on,
        reason="Feriado",
        actor=cast.user("secretariat"),
        at=at,
    )
    amendments.approve_amendment(amendment=amendment, actor=cast.user("sender"), at=at)
    assert selectors.get_days(cast.now()) != selectors.Days(starts_on, ends_on)  # two of three are not enough
    return amendments.approve_amendment(amendment=amendment, actor=cast.user("host"), at=at)


def test_06_when_days_move_everything_reads_the_new_days_and_the_original_stays():
    cast = Cast().ready()
    later = timedelta(days=7)
    amend(cast, STARTS_ON + later, ENDS_ON + later)

    placement = cast.now()
    assert (placement.starts_on, placement.ends_on) == (STARTS_ON, ENDS_ON)
    assert selectors.get_days(placement) == selectors.Days(STARTS_ON + later, ENDS_ON + later)
    assert list(Placement.objects.overlapping(STARTS_ON, ENDS_ON)) == []
    assert list(Placement.objects.overlapping(STARTS_ON + later, ENDS_ON + later)) == [placement]
    assert {item.held_on for item in placement.items.all()} <= {STARTS_ON + later + timedelta(days=n) for n in range(5)}
    assert placement.state == P.PREPARING  # the programme of other days is approved anew
    cast.approve()
    assert state(cast) == P.READY
    with pytest.raises(guards.NotBegun):
        week.confirm_arrival(placement=placement, actor=cast.user("mentor"), at=AT_START)
    week.confirm_arrival(placement=placement, actor=cast.user("mentor"), at=AT_START + later)
    for number in range(5):
        day = STARTS_ON + later + timedelta(days=number)
        week.record_day(placement=placement, held_on=day, minutes=450, actor=cast.user("mentor"), at=AT_END + later)
    week.close_sheet(placement=placement, actor=cast.user("mentor"), at=AT_END + later)
    cast.report("intern")
    cast.report("mentor")
    closing.complete_internship(placement=placement, actor=cast.user("secretariat"), at=AT_REVIEW + later)
    snapshot = cast.now().award.snapshot
    assert (snapshot["starts_on"], snapshot["ends_on"]) == (str(STARTS_ON + later), str(ENDS_ON + later))


def test_07_without_an_approved_programme_nothing_is_ready():
    cast = Cast().ready()
    item = cast.placement.items.first()
    preparation.move_item(
        placement=cast.now(),
        item=item,
        starts=item.starts.replace(hour=9),
        ends=item.ends,
        actor=cast.user("host"),
        at=AT_PREPARATION,
    )
    assert state(cast) == P.READY  # another hour asks nobody again

    preparation.drop_item(placement=cast.now(), item=item, actor=cast.user("host"), at=AT_PREPARATION)

    assert state(cast) == P.PREPARING
    with pytest.raises(PlacementMoved):
        week.confirm_arrival(placement=cast.now(), actor=cast.user("mentor"), at=AT_START)
    with pytest.raises(preparation.ProgrammeChanged):
        preparation.approve_programme(placement=cast.now(), version=1, actor=cast.user("intern"), at=AT_PREPARATION)
    turn = selectors.get_turn(cast.now(), at=AT_PREPARATION)
    assert (turn.due_on, turn.is_overdue) == (STARTS_ON - timedelta(days=7), False)


def test_08_nobody_enters_without_the_undertaking_in_the_version_of_today():
    cast = Cast().preparing()
    cast.plan()
    cast.approve()
    for kind in (LogisticsKind.COVER,):
        cast.set_logistics(kind)
    cast.give_contact()
    assert selectors.get_missing_guards(cast.now()) == ["G4"]
    with pytest.raises(preparation.UndertakingUnknown):
        preparation.sign_undertaking(
            placement=cast.now(), language="es", text_hash="0" * 64, actor=cast.user("intern"), at=AT_PREPARATION
        )
    with pytest.raises(NotThisParty):
        preparation.sign_undertaking(
            placement=cast.now(), language="es", text_hash="", actor=cast.user("sender"), at=AT_PREPARATION
        )
    cast.sign()
    assert state(cast) == P.READY

    Call.objects.filter(pk=cast.call.pk).update(undertaking_version="2013-1")
    with pytest.raises(guards.UndertakingMissing):
        week.confirm_arrival(placement=cast.now(), actor=cast.user("mentor"), at=AT_START)


def test_09_a_report_that_names_somebody_is_not_handed_in_unseen_and_its_draft_is_kept():
    cast = Cast().reporting()
    text = {**GOOD_REPORT, "overview": "El fiscal Nicanor Ceiba mostró el expediente 123-2011."}

    with pytest.raises(reports.NamesFound) as refused:
        cast.report("intern", text)

    assert "Nicanor Ceiba" in str(refused.value)
    report = Report.objects.get()
    assert (report.submitted_at, read_body(report.body)["overview"]) == (None, text["overview"])
    reports.submit_report(report=report, actor=cast.user("intern"), at=AT_END, has_confirmed_no_names=True)
    assert Report.objects.get().submitted_at == AT_END


def test_10_neither_reads_the_other_before_both_are_in_and_released():
    cast = Cast().reporting()
    mine = cast.report("intern", note="Solo para la Secretaría")

    def seen_by(who):
        return set(Report.objects.visible_to(cast.user(who)).values_list("kind", flat=True))

    both = {ReportKind.INTERN, ReportKind.MENTOR}
    assert [seen_by(who) for who in ("intern", "mentor", "sender", "host")] == [{"INTERN"}, set(), set(), set()]
    cast.report("mentor")
    assert [seen_by(who) for who in ("intern", "mentor", "sender", "host")] == [{"INTERN"}, {"MENTOR"}, set(), set()]
    assert seen_by("secretariat") == both
    reports.release_reports(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    assert [seen_by(who) for who in ("intern", "mentor", "sender", "host")] == [both] * 4
    reports.ask_clarification(report=mine, question="¿Qué práctica?", actor=cast.user("secretariat"), at=AT_REVIEW)
    assert [seen_by(who) for who in ("intern", "mentor")] == [{"INTERN"}, {"MENTOR"}]
    assert mine.versions.count() == 1
    assert set(Report.objects.visible_to(PersonFactory(prosecutor=True).user)) == set()


def test_11_a_report_that_never_comes_is_overdue_and_the_file_can_be_closed():
    cast = Cast().reporting()
    cast.report("intern")
    late = noon(ENDS_ON + timedelta(days=16))

    (turn,) = selectors.get_due_turns(at=late)
    assert (turn.move, turn.due_on, turn.is_overdue) == ("review", ENDS_ON + timedelta(days=15), True)
    closing.close_without_certificate(
        placement=cast.now(), reason="No llegó la evaluación", actor=cast.user("secretariat"), at=late
    )

    placement = cast.now()
    assert (placement.state, placement.award.kind) == (P.CLOSED_WITHOUT_CERTIFICATE, AwardKind.INTERNSHIP_NOTE)
    assert selectors.get_due_turns(at=late) == []


def test_12_nobody_who_withdrew_or_is_on_hold_is_reminded():
    cast = Cast().endorsed()
    assert [turn.placement_id for turn in selectors.get_due_turns(at=AT_SELECTION, within=30)] == [cast.placement.pk]
    closing.hold_placement(
        placement=cast.now(), reason="Licencia", review_on=None, actor=cast.user("secretariat"), at=AT_SELECTION
    )
    assert selectors.get_due_turns(at=AT_SELECTION, within=30) == []
    closing.hold_placement(
        placement=cast.now(), reason="", review_on=None, actor=cast.user("secretariat"), at=AT_SELECTION
    )
    closing.withdraw_placement(placement=cast.now(), reason="Servicio", actor=cast.user("intern"), at=AT_SELECTION)

    assert selectors.get_due_turns(at=AT_SELECTION, within=30) == []


def test_13_one_person_does_not_get_a_second_internship_while_others_have_none():
    done = Cast().completed()
    call = CallFactory(opens_on=date(2024, 10, 1), closes_on=date(2024, 11, 5), earliest_start_on=date(2024, 12, 2))
    at = noon(date(2024, 10, 10))
    again = applications.start_application(call=call, actor=done.user("intern"), at=at)
    applications.save_application(
        placement=again,
        answers={"motivation": "Otra", "objectives": ["TRUST", "CONTACT"], "language_level": "C1", "years_in_post": 6},
        actor=done.user("intern"),
        at=at,
    )
    applications.verify_profile(placement=again, actor=done.user("sender"), at=at)
    submit = {"placement": again, "has_consented": True, "actor": done.user("intern"), "at": at}
    with pytest.raises(guards.TooSoonAgain):
        applications.submit_application(**submit)
    applications.grant_waiver(
        placement=again, what="cooling_off", reason="Nadie más aspira", actor=done.user("secretariat"), at=at
    )
    assert applications.submit_application(**submit).state == P.SUBMITTED
    assert selectors.get_balance(done.now()).first_timers == 1


def test_14_an_early_end_is_a_state_and_never_looks_completed():
    cast = Cast().in_progress()
    cast.attend(days=2)
    second = STARTS_ON + timedelta(days=1)
    cut = {
        "placement": cast.now(),
        "why": InterruptionReason.HEALTH,
        "last_day": second,
        "actor": cast.user("mentor"),
        "at": noon(second),
    }
    week.interrupt_internship(reason="Enfermedad", **cut)
    assert selectors.get_days(cast.now()) == selectors.Days(STARTS_ON, second)
    week.ask_shortened_reports(placement=cast.now(), actor=cast.user("secretariat"), at=AT_END)
    cast.report("intern", {"organisation": "Breve.", "declaration": True})
    cast.report("mentor")
    with pytest.raises(guards.CutShort):
        closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    closing.close_without_certificate(
        placement=cast.now(), reason="Interrumpida", actor=cast.user("secretariat"), at=AT_REVIEW
    )

    award = cast.now().award
    assert (award.kind, award.snapshot["ends_on"]) == (AwardKind.INTERNSHIP_NOTE, str(second))


def test_15_costs_are_lines_with_currency_rate_and_payer():
    cast = Cast().preparing()
    CostLine.objects.create(
        placement=cast.placement, category="Vuelo", actual="800", currency="USD", payer=Payer.NETWORK
    )
    CostLine.objects.create(
        placement=cast.placement,
        category="Hotel",
        actual="2000",
        currency="GTQ",
        rate_to_usd="0.125",
        payer=Payer.NETWORK,
    )
    CostLine.objects.create(
        placement=cast.placement, category="Viático", estimate="90", currency="USD", payer=Payer.HOST
    )

    assert {payer: str(total) for payer, total in selectors.get_costs_by_payer(cast.call).items()} == {
        "NETWORK": "1050.00"
    }


def test_16_an_emergency_contact_is_sealed_and_forgotten_thirty_days_after_the_end():
    cast = Cast().reporting()
    stored = Preparation.objects.filter(placement=cast.placement)
    assert "Zoila" not in str(stored.values_list("emergency_contact", flat=True).get())
    assert stored.get().emergency_contact == "Zoila, 5555 0101"

    assert retention.purge_emergency_contacts(at=AT_END + timedelta(days=30)) == 0
    assert retention.purge_emergency_contacts(at=AT_END + timedelta(days=30, seconds=1)) == 1
    assert retention.purge_emergency_contacts(at=AT_END + timedelta(days=31)) == 0
    assert stored.get().emergency_contact == ""


def test_17_no_certificate_before_both_reports_and_enough_hours():
    cast = Cast().reporting(minutes=200)
    cast.report("mentor")
    with pytest.raises(PlacementMoved):
        closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    cast.report("intern")
    with pytest.raises(guards.TooFewHours):
        closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    assert cast.now().award is None


def test_18_what_is_asked_is_frozen_when_the_call_opens():
    cast = Cast()
    call = CallFactory(state=CallState.DRAFT, form_versions={}, undertaking_version="")
    calls.open_hosts_call(call=call, actor=cast.user("secretariat"), at=AT_CALL)
    call.refresh_from_db()

    assert (call.form_versions["intern"], call.undertaking_version) == ("intern-1", "2012-1")
    draft = CallFactory(state=CallState.DRAFT, title={"es": "Solo español"})
    with pytest.raises(calls.CallPageIncomplete):
        calls.open_hosts_call(call=draft, actor=cast.user("secretariat"), at=AT_CALL)


def test_19_there_is_no_undo_and_the_ledger_tells_every_move_in_order():
    cast = Cast().completed()

    moves = list(PlacementMove.objects.filter(placement=cast.placement))

    assert [move.name for move in moves] == [
        "submit", "endorse", "select", "place", "prepare", "make_ready", "arrive", "end", "review", "complete",
    ]  # fmt: skip
    assert all(before.to_state == after.from_state for before, after in itertools.pairwise(moves))
    assert moves[-1].to_state == cast.now().state
    for act in (closing.withdraw_placement, closing.cancel_placement):
        with pytest.raises(PlacementMoved):
            act(placement=cast.now(), reason="x", actor=cast.user("intern"), at=AT_REVIEW)


def test_20_a_mentor_without_an_account_hands_in_by_link_and_code_and_opening_uses_up_nothing():
    cast = Cast().reporting()
    mentorship = Mentorship.objects.get(person=cast.mentor)
    link, token = links.issue_link(mentorship=mentorship, actor=cast.user("secretariat"), at=AT_END)
    for _scan in range(3):
        assert links.find_link(token, at=AT_END).pk == link.pk
    code = links.issue_code(token=token, at=AT_END)
    send = {"token": token, "answers": GOOD_EVALUATION, "private_note": "", "at": AT_END}
    with pytest.raises(links.CodeWrong):
        links.submit_by_link(code="no", **send)
    with pytest.raises(reports.ReportIncomplete):
        links.submit_by_link(code=code, **{**send, "answers": {}})
    assert links.find_link(token, at=AT_END).consumed_at is None  # a refusal uses up nothing
    links.submit_by_link(code=code, **send)

    assert Report.objects.get().submitted_at == AT_END
    with pytest.raises(links.LinkOver):
        links.find_link(token, at=AT_END)
    other, second = links.issue_link(mentorship=mentorship, actor=cast.user("host"), at=AT_END)
    links.revoke_link(link=other, actor=cast.user("host"), at=AT_END)
    with pytest.raises(links.LinkOver):
        links.find_link(second, at=AT_END)


# --- and what stands around them


def test_a_freed_place_goes_to_the_next_in_line_and_the_seat_comes_back():
    cast = Cast().endorsed()
    waiting = Cast(call=cast.call).endorsed()
    Call.objects.filter(pk=cast.call.pk).update(state=CallState.SELECTION)
    office = cast.user("secretariat")
    selection.score_application(placement=waiting.now(), scores=SCORES, actor=office, at=AT_SELECTION)
    selection.waitlist_application(placement=waiting.now(), actor=office, at=AT_SELECTION)
    selection.score_application(placement=cast.now(), scores=SCORES, actor=office, at=AT_SELECTION)
    selection.select_application(placement=cast.now(), actor=office, at=AT_SELECTION)
    matching.propose_host(
        placement=cast.now(), offer=cast.offer, starts_on=STARTS_ON, ends_on=ENDS_ON, actor=office, at=AT_SELECTION
    )
    matching.accept_hosting(placement=cast.now(), actor=cast.user("host"), at=AT_SELECTION)
    cast.take_mentor(cast.mentor)
    cast.offer.refresh_from_db()
    assert (state(cast), cast.offer.taken, cast.offer.state) == (P.PREPARING, 1, OfferState.FILLED)

    for _twice in range(2):
        closing.withdraw_placement(placement=cast.now(), reason="Servicio", actor=cast.user("intern"), at=AT_SELECTION)

    cast.offer.refresh_from_db()
    assert (state(cast), state(waiting)) == (P.WITHDRAWN, P.SELECTED)
    assert (cast.offer.taken, cast.offer.state) == (0, OfferState.CONFIRMED)
    assert selectors.verify_offers() == []


def test_a_mentor_takes_no_third_intern_on_the_same_days():
    call = CallFactory()
    hosting = Cast(call=call, capacity=3)
    casts = [hosting, Cast(call=call), Cast(call=call)]
    for cast in casts:
        cast.hosting, cast.host, cast.mentor, cast.offer = hosting.hosting, hosting.host, hosting.mentor, hosting.offer
        Call.objects.filter(pk=call.pk).update(state=CallState.INTERNS_CALL)
        call.refresh_from_db()
    casts[0].preparing()
    for cast in casts[1:]:
        Call.objects.filter(pk=call.pk).update(state=CallState.INTERNS_CALL)
        call.refresh_from_db()
        if cast is casts[1]:
            cast.preparing()
    casts[2].proposed()
    matching.accept_hosting(placement=casts[2].now(), actor=casts[2].user("host"), at=AT_PREPARATION)

    with pytest.raises(guards.MentorBusy):
        casts[2].take_mentor(hosting.mentor)

    assert [state(cast) for cast in casts] == [P.PREPARING, P.PREPARING, P.SELECTED]


def test_an_open_incident_and_an_unsatisfactory_evaluation_keep_the_certificate():
    cast = Cast().under_review()
    closing.open_incident(placement=cast.now(), actor=cast.user("mentor"), at=AT_REVIEW)
    with pytest.raises(guards.IncidentOpen):
        closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    closing.close_incident(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    for _twice in range(2):
        closing.complete_internship(placement=cast.now(), actor=cast.user("secretariat"), at=AT_REVIEW)
    assert cast.now().award.kind == AwardKind.INTERNSHIP

    other = Cast().reporting()
    other.report("intern")
    other.report("mentor", {**GOOD_EVALUATION, "overall": "UNSATISFACTORY", "overall_reasons": "Faltas"})
    with pytest.raises(guards.FoundUnsatisfactory):
        closing.complete_internship(placement=other.now(), actor=other.user("secretariat"), at=AT_REVIEW)


def test_who_sees_a_placement():
    cast = Cast().draft()

    def seen(who):
        return cast.placement in PlacementQuerySet(Placement).visible_to(cast.user(who))

    assert [seen(who) for who in ("intern", "sender", "host", "mentor", "secretariat")] == [
        True, False, False, False, False,
    ]  # fmt: skip
    ready = Cast().ready()
    assert all(
        ready.placement in Placement.objects.visible_to(ready.user(who))
        for who in ("intern", "sender", "host", "mentor", "secretariat")
    )
    assert list(Placement.objects.visible_to(fresh(PersonFactory(contact_point=True)))) == []
