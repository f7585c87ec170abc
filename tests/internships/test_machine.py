"""Random people make random moves; whatever they try, what must hold holds. INTERNSHIP_RUNS sets how many sequences."""

import itertools
import os
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from internships import selectors
from internships.enums import InterruptionReason, LogisticsKind, PlacementState, ReportKind
from internships.models import Call, Mentorship, Placement, PlacementMove
from internships.moves import MOVES, SEATED
from internships.services import amendments, closing, matching, preparation, reports, week
from lms.common.errors import DomainError
from tests.factories.internships import AT_END, AT_PREPARATION, ENDS_ON, STARTS_ON, Cast
from tests.factories.network import PersonFactory

RUNS = int(os.environ.get("INTERNSHIP_RUNS", "12"))
ROLES = ("intern", "sender", "host", "mentor", "second_mentor", "secretariat", "stranger")
who = st.sampled_from(ROLES)
stages = st.sampled_from(["proposed", "preparing", "ready", "in_progress", "reporting", "under_review"])
P = PlacementState


class InternshipMachine(RuleBasedStateMachine):
    @initialize(stage=stages)
    def begin(self, stage):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = Cast()
        getattr(self.cast, stage)()
        self.cast.stranger = PersonFactory(contact_point=True)
        self.cast.second_mentor = PersonFactory(prosecutor=True, office=self.cast.hosting)

    def teardown(self):
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, act, who, *, at=AT_END, **given):
        """Either it is done or it is refused with a sentence; nothing else happens."""
        try:
            with transaction.atomic():
                act(placement=self.cast.now(), actor=self.cast.user(who), at=at, **given)
        except DomainError as refused:
            said = str(refused)
        else:
            said = "done"
        assert said

    def mentorship(self):
        return Mentorship.objects.filter(placement=self.cast.placement).order_by("-pk").first()

    @rule(who=who)
    def accept_hosting(self, who):
        self.attempt(matching.accept_hosting, who, at=AT_PREPARATION)

    @rule(who=who, person=st.sampled_from(["mentor", "second_mentor", "stranger"]))
    def name_mentor(self, who, person):
        self.attempt(matching.name_mentor, who, at=AT_PREPARATION, person=getattr(self.cast, person))

    @rule(who=who, act=st.sampled_from(["accept_mentoring", "end_mentorship", "read_briefing"]))
    def mentor_acts(self, who, act):
        mentorship = self.mentorship()
        if mentorship:
            given = {"reason": "Reasignación"} if act == "end_mentorship" else {}
            self.attempt(
                lambda placement, **rest: getattr(matching, act)(mentorship=mentorship, **rest),
                who,
                at=AT_PREPARATION,
                **given,
            )

    @rule(who=who)
    def cover_lapses(self, who):
        self.attempt(preparation.set_logistics, who, kind=LogisticsKind.COVER, state="TO_DO")

    @rule(who=who)
    def cover_is_given(self, who):
        self.attempt(preparation.set_logistics, who, kind=LogisticsKind.COVER, state="CONFIRMED")

    @rule(who=who, days=st.integers(-10, 10))
    def move_days(self, who, days):
        moved = timedelta(days=days)
        given = {"starts_on": STARTS_ON + moved, "ends_on": ENDS_ON + moved, "reason": "Feriado"}
        self.attempt(amendments.propose_dates, who, at=AT_PREPARATION, **given)

    @rule(who=who, days=st.integers(-5, 20))
    def arrive(self, who, days):
        self.attempt(week.confirm_arrival, who, at=AT_END + timedelta(days=days))

    @rule(who=who, day=st.integers(-1, 6), minutes=st.integers(0, 500))
    def record_day(self, who, day, minutes):
        self.attempt(week.record_day, who, held_on=STARTS_ON + timedelta(days=day), minutes=minutes)

    @rule(who=who, act=st.sampled_from(["close_sheet", "ask_shortened_reports"]))
    def close(self, who, act):
        self.attempt(getattr(week, act), who)

    @rule(who=who)
    def interrupt(self, who):
        given = {"why": InterruptionReason.HEALTH, "last_day": STARTS_ON, "reason": "Salud"}
        self.attempt(week.interrupt_internship, who, **given)

    @rule(who=who)
    def report(self, who):
        self.attempt(lambda placement, actor, at: self.cast.report("intern" if who == "intern" else who), who)

    @rule(who=who, kind=st.sampled_from(ReportKind.values))
    def clarify(self, who, kind):
        report = self.cast.now().reports.filter(kind=kind).first()
        if report:
            self.attempt(
                lambda placement, **rest: reports.ask_clarification(report=report, question="¿Cuál?", **rest), who
            )

    @rule(who=who, act=st.sampled_from(["complete_internship", "open_incident", "close_incident"]))
    def finish(self, who, act):
        self.attempt(getattr(closing, act), who)

    @rule(who=who, act=st.sampled_from(["withdraw_placement", "cancel_placement", "close_without_certificate"]))
    def leave(self, who, act):
        self.attempt(getattr(closing, act), who, reason="Servicio")

    @invariant()
    def what_must_hold_holds(self):
        if not hasattr(self, "cast"):
            return
        placement = self.cast.now()
        leads = placement.mentorships.filter(is_lead=True, ended_on__isnull=True)
        assert leads.count() <= 1
        assert selectors.verify_offers() == []
        if placement.state in SEATED:
            assert placement.host_accepted_at
            assert placement.mentorships.filter(accepted_at__isnull=False).exists()
        if placement.state == P.READY:
            assert selectors.get_missing_guards(placement) == []
        if placement.state == P.COMPLETED:
            assert selectors.are_both_reports_in(placement)
            assert selectors.is_attendance_enough(placement)
            days = selectors.get_days(placement)
            assert placement.award.snapshot["ends_on"] == str(days.ends_on)
        moves = list(PlacementMove.objects.filter(placement=placement))
        assert all(move.from_state in MOVES[move.name].sources for move in moves)
        assert all(one.to_state == other.from_state for one, other in itertools.pairwise(moves))
        assert moves[-1].to_state == placement.state
        assert Call.objects.count() == Placement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_random_people_make_random_moves():
    from hypothesis.stateful import run_state_machine_as_test

    quick = settings(
        max_examples=RUNS,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(InternshipMachine, settings=quick)
