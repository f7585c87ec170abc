"""Any order of what people, the Secretariat and the clock do to seats, against a model in memory.

After every step: no pool above its capacity, counters equal lists, the line in order of arrival, states as the model
says, and the ledger leads without a gap to the present state.
"""

import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lms.common.errors import DomainError
from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, BEGINS, CLOSES, EditionFactory, SeatPoolFactory
from workshops.enums import SeatKind
from workshops.models import Enrolment, EnrolmentMove, SeatPool
from workshops.services.answers import accept_seat, decline_seat, withdraw_enrolment
from workshops.services.applications import apply_for_seat, confirm_belonging
from workshops.services.capacity import ListAtRest, SeatsHeld, change_capacity
from workshops.services.moves import MoveNotAllowed
from workshops.services.nominations import (
    AlreadyOnList,
    NominationClosed,
    OfficeSeatsTaken,
    RemoteSeatsTaken,
    SeatsStillFree,
    nominate_prosecutor,
    register_alternate,
)
from workshops.services.offers import lapse_overdue_offers
from workshops.services.seats import verify_seats

OFFICES, PEOPLE = 2, 5
people = st.integers(0, OFFICES * PEOPLE - 1)
kinds = st.sampled_from(SeatKind.values)
SEATED = {"APPLIED", "NOMINATED", "ENROLLED"}


class SeatMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.edition = EditionFactory(takes_applications=True)
        self.secretariat = PersonFactory(secretariat=True).user
        self.unconfirmed: set[int] = set()
        self.due: dict[int, object] = {}
        self.people, self.contact_points, self.pools = [], [], {}
        for number in range(OFFICES):
            pool = SeatPoolFactory(edition=self.edition)
            self.pools[SeatKind.IN_PERSON, number] = pool
            self.contact_points.append(PersonFactory(contact_point=True, office=pool.office))
            self.people += PersonFactory.create_batch(PEOPLE, prosecutor=True, office=pool.office)
        self.remote = SeatPoolFactory(edition=self.edition, remote=True, capacity=2)
        self.at = AT
        # The model: who is in which state, who sits in which pool, who waits for which in what order.
        self.states: dict[int, str] = {}
        self.where: dict[int, int] = {}
        self.lines: dict[int, list[int]] = {pool.pk: [] for pool in [*self.pools.values(), self.remote]}

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # --- what the model says

    def pool(self, who, kind):
        return self.remote if kind == SeatKind.REMOTE else self.pools[SeatKind.IN_PERSON, who // PEOPLE]

    def held(self, pool):
        return [who for who, pk in self.where.items() if pk == pool.pk and self.states[who] in SEATED]

    def leave(self, who, state):
        was, pool_id = self.states[who], self.where.pop(who)
        self.states[who] = state
        if was == "ALTERNATE":
            self.lines[pool_id].remove(who)
        elif self.at < BEGINS and self.lines[pool_id]:
            first = self.lines[pool_id].pop(0)
            self.offer(first)

    def offer(self, who):
        """A kept seat: to be answered by the person, or where nobody has vouched for them, by the office."""
        self.states[who] = "APPLIED" if who in self.unconfirmed else "NOMINATED"
        self.due[who] = min(self.at + timedelta(days=5), BEGINS) if self.at < BEGINS else self.at + timedelta(days=5)

    def expect(self, refusal, act):
        if refusal is None:
            act()
        else:
            with pytest.raises(DomainError) as refused, transaction.atomic():
                act()
            assert type(refused.value) is refusal

    # --- what people do

    @rule(who=people, kind=kinds)
    def nominate(self, who, kind):
        pool, state, refusal = self.pool(who, kind), self.states.get(who, ""), None
        is_same = state in SEATED and self.where[who] == pool.pk
        if not is_same:
            if state in {*SEATED, "ALTERNATE"}:
                refusal = AlreadyOnList
            elif self.at >= CLOSES:
                refusal = NominationClosed
            elif self.lines[pool.pk] or len(self.held(pool)) >= pool.capacity:
                refusal = RemoteSeatsTaken if pool == self.remote else OfficeSeatsTaken
        self.expect(refusal, lambda: self.enter(nominate_prosecutor, who, kind))
        if refusal is None and not is_same:
            self.unconfirmed.discard(who)
            self.where[who] = pool.pk
            self.offer(who)

    @rule(who=people, kind=kinds)
    def register(self, who, kind):
        pool, state, refusal = self.pool(who, kind), self.states.get(who, ""), None
        is_same = state == "ALTERNATE" and self.where[who] == pool.pk
        if not is_same:
            if state in {*SEATED, "ALTERNATE"}:
                refusal = AlreadyOnList
            elif self.at >= CLOSES:
                refusal = NominationClosed
            elif not self.lines[pool.pk] and len(self.held(pool)) < pool.capacity:
                refusal = SeatsStillFree
        self.expect(refusal, lambda: self.enter(register_alternate, who, kind))
        if refusal is None and not is_same:
            self.unconfirmed.discard(who)
            self.states[who], self.where[who] = "ALTERNATE", pool.pk
            self.lines[pool.pk].append(who)

    def enter(self, service, who, kind):
        actor = self.contact_points[who // PEOPLE].user
        service(edition=self.edition, person=self.people[who], modality=kind, actor=actor, at=self.at)

    @rule(who=people)
    def accept(self, who):
        state = self.states.get(who)
        if state is None:
            return
        refusal = None if state in {"NOMINATED", "ENROLLED"} else MoveNotAllowed
        self.expect(refusal, lambda: self.answer(accept_seat, who, certificate_name="Ixchel Quetzal"))
        if refusal is None:
            self.states[who] = "ENROLLED"

    @rule(who=people)
    def decline(self, who):
        state = self.states.get(who)
        if state is None:
            return
        refusal = None if state in {"NOMINATED", "DECLINED"} else MoveNotAllowed
        self.expect(refusal, lambda: self.answer(decline_seat, who))
        if state == "NOMINATED":
            self.leave(who, "DECLINED")

    @rule(who=people)
    def withdraw(self, who):
        state = self.states.get(who)
        if state is None:
            return
        refusal = MoveNotAllowed if state in {"DECLINED", "LAPSED"} else None
        self.expect(refusal, lambda: self.answer(withdraw_enrolment, who, reason=""))
        if state in {*SEATED, "ALTERNATE"}:
            self.leave(who, "WITHDRAWN")

    @rule(who=people)
    def apply(self, who):
        state, pool = self.states.get(who, ""), self.remote
        is_active, refusal = state in {*SEATED, "ALTERNATE"}, None
        is_same = is_active and self.where[who] == pool.pk
        if is_active and not is_same:
            refusal = AlreadyOnList
        elif not is_same and self.at >= CLOSES:
            refusal = NominationClosed
        given = {"modality": SeatKind.REMOTE, "certificate_name": "Ixchel Quetzal", "actor": self.people[who].user}
        self.edition.refresh_from_db()
        self.expect(refusal, lambda: apply_for_seat(edition=self.edition, at=self.at, **given))
        if refusal or is_same:
            return
        is_full = bool(self.lines[pool.pk]) or len(self.held(pool)) >= pool.capacity
        self.unconfirmed.add(who)
        self.where[who] = pool.pk
        if is_full:
            self.states[who] = "ALTERNATE"
            self.lines[pool.pk].append(who)
        else:
            self.offer(who)

    @rule(who=people)
    def confirm(self, who):
        if self.states.get(who) not in {"APPLIED", "ALTERNATE"} or who not in self.unconfirmed:
            return
        enrolment = Enrolment.objects.get(edition=self.edition, person=self.people[who])
        confirm_belonging(enrolment=enrolment, actor=self.contact_points[who // PEOPLE].user, at=self.at)
        self.unconfirmed.discard(who)
        if self.states[who] == "APPLIED":
            self.states[who] = "ENROLLED"

    @rule(number=st.integers(0, OFFICES), size=st.integers(0, 4))
    def resize(self, number, size):
        pool = [*self.pools.values(), self.remote][number]
        pool.refresh_from_db()
        held, refusal = len(self.held(pool)), None
        if self.at >= BEGINS:
            refusal = ListAtRest
        elif size < held:
            refusal = SeatsHeld
        self.expect(
            refusal,
            lambda: change_capacity(pool=pool, capacity=size, reason="Otra sala.", actor=self.secretariat, at=self.at),
        )
        if refusal is None and size != pool.capacity:
            for _seat in range(size - held):
                if self.lines[pool.pk]:
                    self.offer(self.lines[pool.pk].pop(0))
        pool.refresh_from_db()

    @rule()
    def offers_lapse(self):
        rows = Enrolment.objects.filter(edition=self.edition, state__in=["APPLIED", "NOMINATED"])
        order = list(rows.order_by("respond_by", "pk").values_list("person_id", flat=True))
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        overdue = [numbers[pk] for pk in order if self.due[numbers[pk]] <= self.at]
        assert lapse_overdue_offers(at=self.at) == len(overdue)
        for who in overdue:
            self.leave(who, "LAPSED")

    def answer(self, service, who, **given):
        enrolment = Enrolment.objects.get(edition=self.edition, person=self.people[who])
        service(enrolment=enrolment, actor=self.people[who].user, at=self.at, **given)

    @rule(at=st.sampled_from([AT, AT, AT, AT + timedelta(days=5), CLOSES, BEGINS]))
    def time_passes(self, at):
        self.at = max(self.at, at)

    # --- what always holds

    @invariant()
    def seats_hold(self):
        if not hasattr(self, "edition"):
            return
        assert not SeatPool.objects.filter(taken__gt=F("capacity")).exists()
        assert verify_seats() == []
        for pool in [*self.pools.values(), self.remote]:
            pool.refresh_from_db()
            assert pool.taken == len(self.held(pool))

    @invariant()
    def rows_say_what_the_model_says(self):
        if not hasattr(self, "edition"):
            return
        keys = [person.pk for person in self.people]
        rows = Enrolment.objects.filter(edition=self.edition).select_related("pool")
        assert {keys.index(row.person_id): row.state for row in rows} == self.states
        for pool_id, line in self.lines.items():
            waiting = Enrolment.objects.in_line_for(pool_id).values_list("person_id", flat=True)
            assert [keys.index(person_id) for person_id in waiting] == line

    @invariant()
    def the_ledger_has_no_gap(self):
        if not hasattr(self, "edition"):
            return
        now: dict[int, str] = {}
        for move in EnrolmentMove.objects.filter(enrolment__edition=self.edition).order_by("pk"):
            assert move.from_state == now.get(move.enrolment_id, "")
            now[move.enrolment_id] = move.to_state
        assert now == dict(Enrolment.objects.filter(edition=self.edition).values_list("pk", "state"))


@pytest.mark.django_db
def test_any_order_of_acts_keeps_seats_and_line():
    run_state_machine_as_test(
        SeatMachine,
        settings=settings(
            max_examples=int(os.environ.get("AULA_MACHINE_EXAMPLES") or 25),
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
