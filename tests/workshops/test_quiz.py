"""The assessment: what is kept, what is refused, and what never leaves the server before handing in."""

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, transaction

from courses.models import QuestionVersion
from lms.records.models import AuditEntry
from tests.factories.learning import (
    MINUTES,
    RIGHT,
    STARTED_AT,
    WRONG,
    EnrolledFactory,
    LearningVersionFactory,
    RunningEditionFactory,
)
from workshops.enums import AttemptState, EditionState, EnrolmentState
from workshops.models import Answer, Attempt
from workshops.selectors.papers import get_asked_questions
from workshops.selectors.quiz import get_overdue_attempts, get_quiz_states
from workshops.selectors.results import get_result_lines
from workshops.services import quiz
from workshops.tasks import sweep_attempts_task

pytestmark = pytest.mark.django_db

DUE_AT = STARTED_AT + timedelta(minutes=MINUTES)


def start(enrolment, at=STARTED_AT):
    return quiz.start_attempt(enrolment=enrolment, actor=enrolment.person.user, at=at)


def answer(attempt, number, option=RIGHT, *, revision=0, at=STARTED_AT + timedelta(minutes=1)):
    return quiz.save_answer(
        attempt=attempt,
        question_id=attempt.paper[number - 1]["question"],
        chosen=[option],
        revision=revision,
        actor=attempt.enrolment.person.user,
        at=at,
    )


def submit(attempt, at=STARTED_AT + timedelta(minutes=5)):
    return quiz.submit_attempt(attempt=attempt, actor=attempt.enrolment.person.user, at=at)


def sit(enrolment, *, right, at=STARTED_AT):
    """A whole attempt with ``right`` right answers and the rest wrong."""
    attempt = start(enrolment, at=at)
    for number in range(1, attempt.max_points + 1):
        answer(attempt, number, RIGHT if number <= right else WRONG, at=at + timedelta(minutes=1))
    return submit(attempt, at=at + timedelta(minutes=5))


# --- starting


def test_start_attempt_freezes_paper_rules_and_time():
    enrolment = EnrolledFactory()

    attempt = start(enrolment)

    version = enrolment.edition.course_version
    assert (attempt.number, attempt.state) == (1, AttemptState.OPEN)
    assert (attempt.started_at, attempt.due_at) == (STARTED_AT, DUE_AT)
    assert (attempt.pass_mark, attempt.max_points) == (70, 3)
    assert {row["question"] for row in attempt.paper} == set(version.questions.values_list("pk", flat=True))
    assert all(sorted(row["options"]) == ["a-wrong", "b-worse", "c-right"] for row in attempt.paper)
    assert AuditEntry.objects.filter(action="workshops.start_attempt", target_ref=attempt.public_id).count() == 1


def test_start_attempt_twice_returns_the_open_one():
    enrolment = EnrolledFactory()

    first, second = start(enrolment), start(enrolment, at=STARTED_AT + timedelta(minutes=3))

    assert first == second
    assert second.due_at == DUE_AT
    assert enrolment.attempts.count() == 1


def test_start_attempt_closes_the_overdue_one_first():
    enrolment = EnrolledFactory()
    old = start(enrolment)
    answer(old, 1)

    new = start(enrolment, at=DUE_AT)

    old.refresh_from_db()
    assert (old.state, old.points, old.submitted_at) == (AttemptState.EXPIRED, Decimal("1.00"), DUE_AT)
    assert (new.number, new.state) == (2, AttemptState.OPEN)


def test_start_attempt_refuses_when_all_are_used():
    enrolment = EnrolledFactory(edition__quiz_attempts=2)
    sit(enrolment, right=0)
    sit(enrolment, right=0)

    with pytest.raises(quiz.NoAttemptsLeft) as refusal:
        start(enrolment)

    assert refusal.value.params == {"attempts": 2}
    assert enrolment.attempts.count() == 2


def test_a_refused_start_does_not_undo_the_end_of_the_attempt_before():
    enrolment = EnrolledFactory(edition__quiz_attempts=1)
    last = start(enrolment)

    with pytest.raises(quiz.NoAttemptsLeft):
        start(enrolment, at=DUE_AT)

    last.refresh_from_db()
    assert last.state == AttemptState.EXPIRED


@pytest.mark.parametrize(
    "state", [EnrolmentState.NOMINATED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED], ids=str
)
def test_start_attempt_refuses_who_is_not_enrolled(state):
    enrolment = EnrolledFactory(state=state)

    with pytest.raises(quiz.QuizNotOpen):
        start(enrolment)

    assert not enrolment.attempts.exists()


def test_start_attempt_refuses_an_edition_that_is_over():
    enrolment = EnrolledFactory(edition__state=EditionState.CLOSED)

    with pytest.raises(quiz.QuizNotOpen):
        start(enrolment)


def test_start_attempt_refuses_a_course_without_questions():
    enrolment = EnrolledFactory(edition__course_version__question_count=0)

    with pytest.raises(quiz.QuizNotOpen):
        start(enrolment)


def test_draw_paper_is_blind_to_the_key():
    version = LearningVersionFactory(question_count=6)
    before = quiz.draw_paper(version.questions.all(), Random(7))
    for question in version.questions.all():
        weights = question.answer["options"]
        weights["a-wrong"]["weight"], weights["c-right"]["weight"] = 100, 0
        QuestionVersion.objects.filter(pk=question.pk).update(answer=question.answer)

    after = quiz.draw_paper(version.questions.all(), Random(7))

    assert after == before
    with_other_seed = quiz.draw_paper(version.questions.all(), Random(8))
    assert with_other_seed != before


def test_draw_paper_puts_the_right_option_everywhere_equally_often():
    question = LearningVersionFactory(question_count=1).questions.get()
    chance = Random(20261124)

    places = [quiz.draw_paper([question], chance)[0]["options"].index(RIGHT) for _ in range(3000)]

    assert all(880 < places.count(place) < 1120 for place in range(3))


# --- saving


def test_save_answer_keeps_it_and_saving_it_again_keeps_one():
    attempt = start(EnrolledFactory())

    first = answer(attempt, 1)
    second = answer(attempt, 1, revision=0)  # the same page sent again

    assert first == second
    assert (second.chosen, second.revision) == ([RIGHT], 1)
    assert Answer.objects.count() == 1


def test_save_answer_changes_what_the_page_showed():
    attempt = start(EnrolledFactory())
    answer(attempt, 1, WRONG)

    changed = answer(attempt, 1, RIGHT, revision=1)

    assert (changed.chosen, changed.revision) == ([RIGHT], 2)


def test_save_answer_from_an_older_tab_is_refused_and_the_newer_answer_stays():
    attempt = start(EnrolledFactory())
    answer(attempt, 1, RIGHT)

    with pytest.raises(quiz.AnsweredElsewhere):
        answer(attempt, 1, WRONG, revision=0)

    assert attempt.answers.get().chosen == [RIGHT]


@pytest.mark.parametrize(
    ("late", "is_kept"),
    [(timedelta(seconds=-1), True), (timedelta(0), False), (timedelta(seconds=1), False)],
    ids=["last-second", "closing-instant", "second-after"],
)
def test_save_answer_holds_to_the_servers_clock(late, is_kept):
    attempt = start(EnrolledFactory())
    answer(attempt, 1)

    if is_kept:
        answer(attempt, 2, at=DUE_AT + late)
        assert attempt.answers.count() == 2
    else:
        with pytest.raises(quiz.AttemptOverdue):
            answer(attempt, 2, at=DUE_AT + late)
        attempt.refresh_from_db()
        assert (attempt.state, attempt.points) == (AttemptState.EXPIRED, Decimal("1.00"))
        assert attempt.answers.count() == 1


def test_save_answer_after_handing_in_changes_nothing():
    attempt = start(EnrolledFactory())
    submit(attempt)

    with pytest.raises(quiz.AttemptClosed):
        answer(attempt, 1)

    assert not attempt.answers.exists()


def test_save_answer_takes_no_option_or_question_of_another_paper():
    attempt, other = start(EnrolledFactory()), start(EnrolledFactory())

    with pytest.raises(LookupError):
        answer(attempt, 1, "d-invented")
    with pytest.raises(LookupError):
        quiz.save_answer(
            attempt=attempt,
            question_id=other.paper[0]["question"],
            chosen=[RIGHT],
            revision=0,
            actor=attempt.enrolment.person.user,
            at=STARTED_AT,
        )

    assert not Answer.objects.exists()


# --- handing in


def test_submit_attempt_marks_it_and_a_second_call_returns_the_same():
    attempt = start(EnrolledFactory())
    answer(attempt, 1)
    answer(attempt, 2)

    first = submit(attempt)
    second = submit(attempt, at=STARTED_AT + timedelta(minutes=9))

    assert (first.state, first.points, first.is_passed) == (AttemptState.SUBMITTED, Decimal(2), False)
    assert (second.points, second.submitted_at) == (Decimal(2), first.submitted_at)
    assert AuditEntry.objects.filter(action="workshops.close_attempt", target_ref=attempt.public_id).count() == 1


def test_submit_attempt_too_late_marks_what_was_saved_in_time():
    attempt = start(EnrolledFactory())
    answer(attempt, 1)

    closed = submit(attempt, at=DUE_AT + timedelta(hours=2))

    assert (closed.state, closed.submitted_at, closed.points) == (AttemptState.EXPIRED, DUE_AT, Decimal(1))


@pytest.mark.parametrize(
    ("right", "count", "mark", "is_passed"),
    [(7, 10, 70, True), (6, 10, 70, False), (2, 3, 66, True), (2, 3, 67, False), (0, 3, 0, True), (3, 3, 100, True)],
)
def test_submit_attempt_compares_with_the_mark_unrounded(right, count, mark, is_passed):
    enrolment = EnrolledFactory(edition__pass_mark=mark, edition__course_version__question_count=count)

    assert sit(enrolment, right=right).is_passed is is_passed


def test_submit_attempt_counts_parts_of_a_point_exactly():
    enrolment = EnrolledFactory(edition__pass_mark=33)
    for question in enrolment.edition.course_version.questions.all():
        question.answer["options"][RIGHT]["weight"] = 33
        question.save(update_fields=["answer"])

    attempt = sit(enrolment, right=3)

    assert (attempt.points, attempt.percent, attempt.is_passed) == (Decimal("0.99"), Decimal("33.0"), True)


def test_percent_never_reads_as_a_mark_that_was_not_reached():
    attempt = Attempt(points=Decimal("6.99"), max_points=10)

    assert (str(attempt.percent), attempt.percent_text) == ("69.9", "69,9")
    assert Attempt(points=Decimal(7), max_points=10).percent_text == "70"
    assert Attempt(points=None, max_points=10).percent_text == ""


def test_best_result_counts():
    enrolment = EnrolledFactory()
    sit(enrolment, right=1)
    best = sit(enrolment, right=3)
    sit(enrolment, right=2)

    state = get_quiz_states([enrolment])[enrolment.pk]

    assert (state.best, state.is_passed, state.used, state.left, state.current) == (best, True, 3, 0, None)


# --- running out of time


def test_sweeper_closes_only_what_is_overdue():
    overdue, running = start(EnrolledFactory()), start(EnrolledFactory(), at=STARTED_AT + timedelta(minutes=10))
    answer(overdue, 1)

    assert get_overdue_attempts(DUE_AT) == [overdue.pk]
    for _ in range(2):
        quiz.expire_attempt(attempt_id=overdue.pk, at=DUE_AT)
        quiz.expire_attempt(attempt_id=running.pk, at=DUE_AT)

    overdue.refresh_from_db()
    running.refresh_from_db()
    assert (overdue.state, overdue.points, running.state) == (AttemptState.EXPIRED, Decimal(1), AttemptState.OPEN)
    assert get_overdue_attempts(DUE_AT) == []


def test_sweep_task_runs_on_the_present_clock():
    attempt = start(EnrolledFactory())  # long ago or far ahead, by the machine's clock

    sweep_attempts_task()

    attempt.refresh_from_db()
    assert attempt.state in {AttemptState.OPEN, AttemptState.EXPIRED}


# --- what the database itself refuses


@pytest.mark.parametrize(
    "changes",
    [
        {"state": AttemptState.SUBMITTED},
        {"points": Decimal(1)},
        {"due_at": STARTED_AT},
        {"state": AttemptState.SUBMITTED, "submitted_at": DUE_AT, "points": Decimal(4), "is_passed": True},
        {"state": AttemptState.SUBMITTED, "submitted_at": DUE_AT, "points": Decimal(-1), "is_passed": False},
    ],
    ids=["closed-without-result", "open-with-points", "no-time", "more-than-all", "less-than-nothing"],
)
def test_database_refuses_a_result_that_cannot_be(changes):
    attempt = start(EnrolledFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**changes)


def test_database_refuses_a_second_open_attempt():
    attempt = start(EnrolledFactory())
    attempt.pk, attempt.number, attempt.public_id = None, 2, "another"

    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


# --- reading


def test_asked_questions_never_read_the_key(django_assert_num_queries):
    attempt = start(EnrolledFactory())
    answer(attempt, 2, WRONG)

    with django_assert_num_queries(2) as captured:
        questions = get_asked_questions(attempt, language="es")

    assert not any('"courses_questionversion"."answer"' in query["sql"] for query in captured.captured_queries)
    assert [one.is_answered for one in questions] == [False, True, False]
    assert questions[1].options[questions[1].chosen_place - 1].name == WRONG


def test_result_lines_of_an_open_attempt_are_empty():
    attempt = start(EnrolledFactory())

    assert get_result_lines(attempt, language="es") == []


def test_result_lines_give_the_reason_of_every_question():
    attempt = start(EnrolledFactory())
    answer(attempt, 1, RIGHT)
    answer(attempt, 2, WRONG)

    lines = get_result_lines(submit(attempt), language="en")

    assert [(line.number, line.is_right, bool(line.chosen)) for line in lines] == [
        (1, True, True),
        (2, False, True),
        (3, False, False),
    ]
    assert all(line.reason.startswith("RESERVADO-RAZON") for line in lines)
    assert lines[1].feedback.startswith("RESERVADO-COMENTARIO a-wrong")


def test_visible_to_shows_nobody_elses_attempt():
    edition = RunningEditionFactory()
    own, other = EnrolledFactory(edition=edition), EnrolledFactory(edition=edition)
    attempt = start(own)

    assert list(Attempt.objects.visible_to(own.person.user)) == [attempt]
    assert list(Attempt.objects.visible_to(other.person.user)) == []
