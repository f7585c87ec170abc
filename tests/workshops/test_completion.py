"""Completing: the requirements in words, one award per enrolment whatever happens, and nothing lost half-way."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from certificates.enums import AwardKind
from certificates.models import Award
from live.enums import AttendanceState, SessionState
from live.models import Attendance, Session
from live.signals import ATTENDANCE_SETTLED
from lms.records.events import publish
from lms.records.models import AuditEntry
from tests.factories.learning import (
    STARTED_AT,
    EnrolledFactory,
    RunningEditionFactory,
    attend,
    hold_session,
    pass_quiz,
)
from tests.factories.network import PersonFactory, SchoolFactory
from tests.threads import at_once
from workshops.enums import EditionState, EnrolmentState, RequirementKind, RequirementState, SeatKind
from workshops.models import Enrolment, EnrolmentMove
from workshops.selectors.completion import get_decidable_enrolments
from workshops.selectors.requirements import get_requirements, get_requirements_of
from workshops.services import completion
from workshops.tasks import complete_task, sweep_completions_task

pytestmark = pytest.mark.django_db

AT = STARTED_AT + timedelta(days=4)


def complete(enrolment, at=AT):
    return completion.complete_if_ready(enrolment_id=enrolment.pk, at=at)


def states(enrolment):
    return {one.kind: one.state for one in get_requirements(enrolment)}


def ready(**changes):
    """Somebody who meets everything: nine tenths of the time, every answer right."""
    enrolment = EnrolledFactory(**changes)
    pass_quiz(enrolment)  # first: with real transactions, closing an attempt at once asks for completion
    attend(enrolment, hold_session(enrolment.edition, minutes=100), minutes=90)
    return enrolment


def assert_completed_once(enrolment):
    award = Award.objects.get()
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.award) == (EnrolmentState.COMPLETED, award)
    assert enrolment.moves.filter(to_state=EnrolmentState.COMPLETED).count() == 1
    assert AuditEntry.objects.filter(action="workshops.complete").count() == 1


# --- requirements


def test_requirements_of_the_first_day_are_open_and_said():
    enrolment = EnrolledFactory()

    attendance, quiz = get_requirements(enrolment)

    assert (attendance.kind, attendance.state) == (RequirementKind.ATTENDANCE, RequirementState.OPEN)
    assert (quiz.kind, quiz.state) == (RequirementKind.QUIZ, RequirementState.OPEN)
    assert attendance.title == "Asistir al menos al 80\u00a0% del tiempo programado"
    assert attendance.text == "Las sesiones todavía no están programadas."
    assert quiz.title == "Obtener 70 de 100 en la evaluación final"
    assert quiz.text == "Usted tiene 3 intentos; cuenta el mejor."


def test_requirements_of_an_attendance_note_ask_for_no_quiz():
    enrolment = EnrolledFactory(edition__certificate_kind=AwardKind.ATTENDANCE)

    assert states(enrolment) == {RequirementKind.ATTENDANCE: RequirementState.OPEN}


@pytest.mark.parametrize(
    ("seconds", "percent", "state"),
    [
        (4320, 80, RequirementState.MET),
        (4319, 80, RequirementState.MISSED),
        (5400, 100, RequirementState.MET),
        (5399, 100, RequirementState.MISSED),
        (2700, 50, RequirementState.MET),
    ],
)
def test_attendance_is_compared_to_the_second(seconds, percent, state):
    enrolment = EnrolledFactory(edition__attendance_percent=percent)
    row = attend(enrolment, hold_session(enrolment.edition, minutes=90), minutes=0)
    Attendance.objects.filter(pk=row.pk).update(seconds=seconds, present_seconds=seconds)

    assert get_requirements(enrolment)[0].state == state


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        (90, RequirementState.PROVISIONAL, "que bastan"),
        (60, RequirementState.OPEN, "Usted lleva 60 de 90 minutos; se piden 72."),
    ],
)
def test_attendance_that_is_not_final_is_provisional_at_best(minutes, state, words):
    enrolment = EnrolledFactory()
    session = hold_session(enrolment.edition, minutes=90, state=AttendanceState.PROVISIONAL)
    attend(enrolment, session, minutes=minutes)

    requirement = get_requirements(enrolment)[0]

    assert requirement.state == state
    assert words in requirement.text


def test_attendance_says_what_was_missing():
    enrolment = EnrolledFactory()
    attend(enrolment, hold_session(enrolment.edition, minutes=90), minutes=71)

    assert "Usted estuvo presente 71 de 90 minutos; se piden 72." in get_requirements(enrolment)[0].text


def test_quiz_requirement_follows_the_attempts():
    enrolment = EnrolledFactory(edition__quiz_attempts=2)

    pass_quiz(enrolment, right=1)
    after_one = get_requirements(enrolment)[1]
    pass_quiz(enrolment, right=2)
    after_two = get_requirements(enrolment)[1]

    assert (after_one.state, after_two.state) == (RequirementState.OPEN, RequirementState.MISSED)
    assert after_one.text == "Su mejor resultado es 33,3 de 100; le queda 1 intento."
    assert "66,6 de 100 y no le quedan intentos" in after_two.text


def test_requirements_of_many_take_the_same_queries(django_assert_num_queries):
    edition = RunningEditionFactory()
    session = hold_session(edition)
    people = [EnrolledFactory(edition=edition) for _ in range(3)]
    for one in people:
        attend(one, session, minutes=80)

    for chosen in (people[:1], people):
        fresh = list(Enrolment.objects.filter(pk__in=[one.pk for one in chosen]).select_related("edition"))
        with django_assert_num_queries(3):
            get_requirements_of(fresh)


# --- completing


def test_complete_if_ready_completes_and_issues_one_award_however_often_it_is_called():
    enrolment = ready()

    first, second = complete(enrolment), complete(enrolment, at=AT + timedelta(days=1))

    assert_completed_once(enrolment)
    assert (first.completed_at, second.completed_at) == (AT, AT)


def test_award_says_what_was_frozen():
    school = SchoolFactory()
    coordinator = PersonFactory(coordinator=True)
    secretary = PersonFactory(secretariat=True)
    enrolment = ready(
        edition__lead_school=school,
        edition__donor_line={"es": "Con fondos de un donante", "en": "Funded by a donor"},
        certificate_name="Ñusta Kʼicheʼ Añil",
        modality=SeatKind.IN_PERSON,
    )

    award = complete(enrolment).award

    said = award.statement
    assert (award.kind, award.activity_ref) == (AwardKind.APPROVAL, f"edition:{enrolment.edition.public_id}")
    assert award.holder_name == "Ñusta Kʼicheʼ Añil"
    assert said.title == {"es": "Curso de ensayo", "en": "Trial course"}
    assert (said.course_version, said.minutes_scheduled, said.minutes_attended) == ("2026.1", 100, 90)
    assert (said.starts_on, said.ends_on) == (enrolment.edition.starts_on, enrolment.edition.ends_on)
    assert said.modality == {"es": "Presencial", "en": "In person"}
    assert said.place == {"es": "Sala de ensayo", "en": "Trial room"}
    assert said.modules == ({"es": "Módulo a1", "en": "Module a1"}, {"es": "Módulo a2", "en": "Module a2"})
    assert said.issuers[0] == {"es": f"Escuela {school.code}", "en": f"School {school.code}"}
    assert said.issuers[1]["es"] == "Red de Fiscales contra el Crimen Organizado (REFCO)"
    assert [one.name for one in said.signatories] == [coordinator.full_name, secretary.full_name]
    assert said.donor_line == {"es": "Con fondos de un donante", "en": "Funded by a donor"}
    assert (said.languages, len(said.evidence_digest), said.result) == (("es", "en"), 64, {})


def test_award_of_somebody_at_a_distance_names_no_place():
    enrolment = ready(modality=SeatKind.REMOTE)

    said = complete(enrolment).award.statement

    assert (said.modality["es"], said.place) == ("A distancia", {})


def test_award_stays_as_it_was_when_the_edition_changes_afterwards():
    enrolment = ready()
    award = complete(enrolment).award
    before = award.statement
    enrolment.edition.course_version.title = {"es": "Otro", "en": "Another"}
    enrolment.edition.course_version.save()

    award.refresh_from_db()

    assert award.statement == before


def test_evidence_differs_for_different_facts():
    one, other = complete(ready()).award, complete(ready()).award

    assert one.statement.evidence_digest != other.statement.evidence_digest


def test_attendance_note_is_issued_without_a_quiz():
    enrolment = EnrolledFactory(edition__certificate_kind=AwardKind.ATTENDANCE)
    attend(enrolment, hold_session(enrolment.edition, minutes=90), minutes=80)

    assert complete(enrolment).award.kind == AwardKind.ATTENDANCE


@pytest.mark.parametrize("lacking", ["attendance", "final", "quiz", "session-to-come"])
def test_complete_if_ready_leaves_whoever_lacks_something(lacking):
    enrolment = EnrolledFactory()
    final = AttendanceState.PROVISIONAL if lacking == "final" else AttendanceState.FINAL
    attend(enrolment, hold_session(enrolment.edition, state=final), minutes=10 if lacking == "attendance" else 90)
    if lacking == "session-to-come":
        hold_session(enrolment.edition, minutes=5, day=1, state=AttendanceState.NONE)
    pass_quiz(enrolment, right=1 if lacking == "quiz" else None)

    assert complete(enrolment).state == EnrolmentState.ENROLLED
    assert not Award.objects.exists()
    assert not EnrolmentMove.objects.exists()


def test_a_cancelled_session_is_not_waited_for():
    enrolment = ready()
    late = hold_session(enrolment.edition, day=1, state=AttendanceState.NONE)
    Session.objects.filter(pk=late.pk).update(state=SessionState.CANCELLED)

    assert complete(enrolment).state == EnrolmentState.COMPLETED


@pytest.mark.parametrize(
    "state", [EnrolmentState.NOMINATED, EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED], ids=str
)
def test_complete_if_ready_leaves_whoever_is_not_enrolled(state):
    enrolment = ready()
    pool = enrolment.pool if state != EnrolmentState.WITHDRAWN else None
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, pool=pool)

    assert complete(enrolment).state == state
    assert not Award.objects.exists()


def test_nobody_completes_a_cancelled_edition():
    enrolment = ready()
    type(enrolment.edition).objects.update(state=EditionState.CANCELLED)

    assert complete(enrolment).state == EnrolmentState.ENROLLED


def test_a_refused_award_leaves_no_half_completion():
    enrolment = ready(certificate_name="漢字")  # no letters of the certificate's typefaces

    completion.decide_completions(at=AT)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.award) == (EnrolmentState.ENROLLED, None)
    assert not Award.objects.exists()


def test_one_refused_award_does_not_hold_up_the_rest():
    refused = ready(certificate_name="漢字")
    other = EnrolledFactory(edition=refused.edition)
    attend(other, refused.edition.series.sessions.get(), minutes=95)
    pass_quiz(other)

    completion.decide_completions(at=AT)

    other.refresh_from_db()
    assert other.state == EnrolmentState.COMPLETED


def test_a_crash_between_award_and_state_undoes_both(monkeypatch):
    enrolment = ready()

    def die(**_values):
        raise SystemExit  # the worker is killed here

    monkeypatch.setattr(completion, "move_enrolment", die)
    with pytest.raises(SystemExit):
        complete(enrolment)
    assert not Award.objects.exists()
    monkeypatch.undo()

    sweep_completions_task()

    assert_completed_once(enrolment)


# --- who asks


def test_final_attendance_completes_whoever_has_passed(django_capture_on_commit_callbacks):
    enrolment = ready()

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            publish(ATTENDANCE_SETTLED, session_id=enrolment.edition.series.sessions.get().pk)

    assert_completed_once(enrolment)


def test_passing_the_quiz_completes_whoever_was_there(django_capture_on_commit_callbacks):
    enrolment = EnrolledFactory()
    attend(enrolment, hold_session(enrolment.edition), minutes=90)

    with django_capture_on_commit_callbacks(execute=True):
        pass_quiz(enrolment)

    assert_completed_once(enrolment)


def test_failing_the_quiz_completes_nobody(django_capture_on_commit_callbacks):
    enrolment = EnrolledFactory()
    attend(enrolment, hold_session(enrolment.edition), minutes=90)

    with django_capture_on_commit_callbacks(execute=True):
        pass_quiz(enrolment, right=2)

    assert not Award.objects.exists()


def test_task_takes_what_a_later_version_sends():
    enrolment = ready()

    for _ in range(2):
        complete_task(enrolment_id=enrolment.pk, sent_by="a later version")

    assert_completed_once(enrolment)


def test_sweeper_finds_what_the_queue_lost():
    enrolment = ready()
    EnrolledFactory(edition=enrolment.edition)  # was never there
    decidable = get_decidable_enrolments()

    for _ in range(2):
        sweep_completions_task()

    assert (decidable.to_complete, decidable.to_leave) == ([enrolment.pk], [])
    assert_completed_once(enrolment)


def test_sweeper_asks_by_edition_and_not_by_person(django_assert_num_queries):
    edition = RunningEditionFactory()
    session = hold_session(edition)
    for _ in range(2):
        attend(EnrolledFactory(edition=edition), session, minutes=10)
    with django_assert_num_queries(5):
        get_decidable_enrolments()
    for _ in range(3):
        attend(EnrolledFactory(edition=edition), session, minutes=10)

    with django_assert_num_queries(5):
        get_decidable_enrolments()


# --- editions that are over


@pytest.mark.parametrize(
    ("minutes", "right", "state"),
    [
        (90, 3, EnrolmentState.COMPLETED),
        (90, 2, EnrolmentState.NOT_COMPLETED),
        (10, 3, EnrolmentState.NOT_COMPLETED),
    ],
    ids=["all", "no-pass", "not-there"],
)
def test_a_closed_edition_is_decided_for_everybody(minutes, right, state):
    enrolment = EnrolledFactory()
    attend(enrolment, hold_session(enrolment.edition), minutes=minutes)
    pass_quiz(enrolment, right=right)
    type(enrolment.edition).objects.update(state=EditionState.CLOSED)

    for _ in range(2):
        completion.decide_completions(at=AT)

    enrolment.refresh_from_db()
    assert enrolment.state == state
    assert list(enrolment.moves.values_list("to_state", flat=True)) == [state]


def test_a_running_edition_leaves_nobody_behind_yet():
    enrolment = EnrolledFactory()
    attend(enrolment, hold_session(enrolment.edition), minutes=10)

    completion.decide_completions(at=AT)
    completion.leave_incomplete(enrolment_id=enrolment.pk, at=AT)

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.ENROLLED


# --- at once


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_complete_one():
    enrolment = ready()

    assert enrolment.state == EnrolmentState.ENROLLED
    answers = at_once(8, lambda: complete(enrolment).state)

    assert Counter(answers) == {EnrolmentState.COMPLETED: 8}
    assert_completed_once(enrolment)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_eight_at_once_move_it_eight_times(monkeypatch):
    """The control: the same race with the row read before anybody writes leaves eight moves in the ledger."""
    enrolment = ready()
    looked = threading.Barrier(8)

    def careless_read(asked):
        found = Enrolment.objects.select_related("edition", "person").get(pk=asked.pk)
        looked.wait()
        return found

    monkeypatch.setattr(completion, "lock_enrolment", careless_read)
    without_transaction = completion.complete_if_ready.__wrapped__
    at_once(8, lambda: without_transaction(enrolment_id=enrolment.pk, at=AT))

    assert enrolment.moves.filter(to_state=EnrolmentState.COMPLETED).count() == 8


def test_completion_belongs_to_the_callers_transaction():
    enrolment = ready()

    with transaction.atomic():
        complete(enrolment)
        transaction.set_rollback(True)

    enrolment.refresh_from_db()
    assert (enrolment.state, Award.objects.count()) == (EnrolmentState.ENROLLED, 0)
