"""Random lives of an assessment: start, answer in two tabs, hand in, come back, run out of time. A small model says
what must be true after every step, and the database is held against it."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.factories.learning import MINUTES, RIGHT, STARTED_AT, WORSE, WRONG, EnrolledFactory, RunningEditionFactory
from workshops.enums import AttemptState
from workshops.selectors.papers import get_asked_questions
from workshops.selectors.quiz import get_overdue_attempts
from workshops.services import quiz

ATTEMPTS, QUESTIONS = 3, 3
numbers = st.integers(1, QUESTIONS)
names = st.sampled_from([RIGHT, WRONG, WORSE])
tabs = st.sampled_from(["one", "other"])


@dataclass
class Expected:
    """What one attempt must look like."""

    due_at: object
    state: AttemptState = AttemptState.OPEN
    answers: dict = field(default_factory=dict)  # number -> [name, revision]

    @property
    def points(self):
        return (
            None
            if self.state == AttemptState.OPEN
            else Decimal(sum(name == RIGHT for name, _ in self.answers.values()))
        )


class AssessmentMachine(RuleBasedStateMachine):
    edition = None  # one for all lives: people differ, the course does not

    def __init__(self):
        super().__init__()
        self.enrolment = EnrolledFactory(edition=self.edition)
        self.user = self.enrolment.person.user
        self.now = STARTED_AT
        self.expected = []
        self.seen = {}  # (tab, number) -> (attempt index, revision) as the tab last showed it

    @property
    def current(self):
        return self.expected[-1] if self.expected and self.expected[-1].state == AttemptState.OPEN else None

    def attempt(self, index=-1):
        return list(self.enrolment.attempts.order_by("number"))[index]

    def close_if_overdue(self):
        if self.current and self.now >= self.current.due_at:
            self.current.state = AttemptState.EXPIRED

    @rule()
    def start(self):
        self.close_if_overdue()
        if self.current is None and len(self.expected) == ATTEMPTS:
            with pytest.raises(quiz.NoAttemptsLeft):
                quiz.start_attempt(enrolment=self.enrolment, actor=self.user, at=self.now)
            return
        attempt = quiz.start_attempt(enrolment=self.enrolment, actor=self.user, at=self.now)
        if self.current is None:
            self.expected.append(Expected(due_at=self.now + timedelta(minutes=MINUTES)))
        assert attempt.number == len(self.expected)

    @precondition(lambda self: self.expected)
    @rule(tab=tabs, number=numbers)
    def open_page(self, tab, number):
        question = get_asked_questions(self.attempt(), language="es")[number - 1]
        kept = self.expected[-1].answers.get(number)
        assert (question.chosen, question.revision) == (((kept[0],), kept[1]) if kept else ((), 0))
        self.seen[tab, number] = (len(self.expected) - 1, question.revision)

    @precondition(lambda self: self.seen)
    @rule(data=st.data(), name=names)
    def save(self, data, name):
        tab, number = data.draw(st.sampled_from(sorted(self.seen)))
        index, revision = self.seen[tab, number]
        attempt, expected = self.attempt(index), self.expected[index]
        asked = {
            "attempt": attempt,
            "question_id": attempt.paper[number - 1]["question"],
            "chosen": [name],
            "revision": revision,
            "actor": self.user,
            "at": self.now,
        }
        kept = expected.answers.get(number)
        if expected.state != AttemptState.OPEN:
            with pytest.raises(quiz.AttemptClosed):
                quiz.save_answer(**asked)
        elif self.now >= expected.due_at:
            with pytest.raises(quiz.AttemptOverdue):
                quiz.save_answer(**asked)
            expected.state = AttemptState.EXPIRED
        elif kept and kept[0] != name and kept[1] != revision:
            with pytest.raises(quiz.AnsweredElsewhere):
                quiz.save_answer(**asked)
        else:
            quiz.save_answer(**asked)
            if kept is None:
                expected.answers[number] = [name, 1]
            elif kept[0] != name:
                expected.answers[number] = [name, kept[1] + 1]

    @precondition(lambda self: self.expected)
    @rule(data=st.data())
    def submit(self, data):
        index = data.draw(st.integers(0, len(self.expected) - 1))
        expected = self.expected[index]
        if expected.state == AttemptState.OPEN:
            late = self.now >= expected.due_at
            expected.state = AttemptState.EXPIRED if late else AttemptState.SUBMITTED

        closed = quiz.submit_attempt(attempt=self.attempt(index), actor=self.user, at=self.now)

        assert (closed.state, closed.points) == (expected.state, expected.points)

    @rule(minutes=st.sampled_from([0, 1, 10, MINUTES - 1, MINUTES]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self):
        for attempt_id in get_overdue_attempts(self.now):
            quiz.expire_attempt(attempt_id=attempt_id, at=self.now)
        self.close_if_overdue()

    @invariant()
    def database_says_what_must_be(self):
        attempts = list(self.enrolment.attempts.order_by("number").prefetch_related("answers"))
        assert [(one.state, one.points) for one in attempts] == [(one.state, one.points) for one in self.expected]
        for attempt, expected in zip(attempts, self.expected, strict=True):
            numbered = {row["question"]: number for number, row in enumerate(attempt.paper, start=1)}
            assert {numbered[one.question_id]: [*one.chosen, one.revision] for one in attempt.answers.all()} == (
                expected.answers
            )
        assert sum(one.is_open for one in attempts) <= 1


@pytest.mark.django_db
def test_random_lives_of_an_assessment():
    AssessmentMachine.edition = RunningEditionFactory(quiz_attempts=ATTEMPTS)

    run_state_machine_as_test(
        AssessmentMachine,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
