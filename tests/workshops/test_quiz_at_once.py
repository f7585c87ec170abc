"""The assessment when several requests come at once: double clicks, two tabs, a sweeper in between."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from lms.records.models import AuditEntry, Event
from tests.factories.learning import RIGHT, STARTED_AT, WRONG, EnrolledFactory
from tests.threads import at_once
from workshops.enums import AttemptState
from workshops.models import Attempt
from workshops.services import quiz

pytestmark = pytest.mark.django_db(transaction=True)

SOON = STARTED_AT + timedelta(minutes=5)


def started():
    enrolment = EnrolledFactory()
    return quiz.start_attempt(enrolment=enrolment, actor=enrolment.person.user, at=STARTED_AT)


def submit(attempt):
    return quiz.submit_attempt(attempt=attempt, actor=attempt.enrolment.person.user, at=SOON)


def save(attempt, name, revision=0):
    return quiz.save_answer(
        attempt=attempt,
        question_id=attempt.paper[0]["question"],
        chosen=[name],
        revision=revision,
        actor=attempt.enrolment.person.user,
        at=SOON,
    )


def test_eight_starts_at_once_open_one_attempt():
    enrolment = EnrolledFactory()
    user = enrolment.person.user

    found = at_once(8, lambda: quiz.start_attempt(enrolment=enrolment, actor=user, at=STARTED_AT).pk)

    assert len(set(found)) == 1
    assert enrolment.attempts.count() == 1


def test_eight_submits_at_once_give_one_result():
    attempt = started()
    save(attempt, RIGHT)

    answers = at_once(8, lambda: (submit(attempt).state, submit(attempt).points))

    assert Counter(answers) == {(AttemptState.SUBMITTED, 1): 8}
    assert AuditEntry.objects.filter(action="workshops.close_attempt").count() == 1
    assert Event.objects.filter(name="workshops.quiz_submitted").count() == 1


def test_without_the_lock_eight_submits_mark_it_eight_times(monkeypatch):
    """The control: the same race with the attempt read before anybody writes closes it again and again."""
    attempt = started()
    looked = threading.Barrier(8)

    def careless_read(asked):
        found = Attempt.objects.get(pk=asked.pk)
        looked.wait()
        return found

    monkeypatch.setattr(quiz, "_locked", careless_read)
    careless = quiz.submit_attempt.__wrapped__
    at_once(8, lambda: careless(attempt=attempt, actor=attempt.enrolment.person.user, at=SOON))

    assert AuditEntry.objects.filter(action="workshops.close_attempt").count() == 8


def test_different_answers_at_once_keep_one_and_tell_the_other():
    attempt = started()
    names = iter([RIGHT, WRONG])
    lock = threading.Lock()

    def answer():
        with lock:
            name = next(names)
        try:
            save(attempt, name)
        except quiz.AnsweredElsewhere:
            return "told"
        return "kept"

    assert sorted(at_once(2, answer)) == ["kept", "told"]
    assert attempt.answers.count() == 1


def test_an_answer_and_handing_in_at_once_lose_nothing_that_was_kept():
    attempt = started()
    acts = iter(["save", "submit"])
    lock = threading.Lock()

    def act():
        with lock:
            what = next(acts)
        if what == "submit":
            submit(attempt)
            return "submitted"
        try:
            save(attempt, RIGHT)
        except quiz.AttemptClosed:
            return "refused"
        return "kept"

    outcome = set(at_once(2, act))

    attempt.refresh_from_db()
    assert attempt.points == (1 if "kept" in outcome else 0)
