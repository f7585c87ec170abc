"""What an enrolment still needs to be complete, shown from the first day in the same words that decide at the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.enums import AwardKind
from live.selectors import AttendanceTotals, get_totals_by_series
from workshops.enums import RequirementKind, RequirementState
from workshops.models import Edition, Enrolment
from workshops.selectors.quiz import QuizState, get_quiz_states

# How a state looks as a badge.
TONES = {
    RequirementState.MET: "done",
    RequirementState.PROVISIONAL: "info",
    RequirementState.OPEN: "soon",
    RequirementState.MISSED: "refused",
}
NOTHING_COUNTED = AttendanceTotals(present_seconds=0, scheduled_seconds=0, is_final=False, evidence_digest="")


@dataclass(frozen=True, slots=True)
class AttendanceRequirement:
    """Being there for a share of the scheduled time. Only final attendance meets it."""

    percent: int
    totals: AttendanceTotals
    kind = RequirementKind.ATTENDANCE

    @property
    def is_reached(self) -> bool:
        """Unrounded: seconds are compared crosswise, nothing is divided."""
        totals = self.totals
        return totals.scheduled_seconds > 0 and (
            totals.present_seconds * 100 >= self.percent * totals.scheduled_seconds
        )

    @property
    def state(self) -> RequirementState:
        if self.totals.is_final:
            return RequirementState.MET if self.is_reached else RequirementState.MISSED
        return RequirementState.PROVISIONAL if self.is_reached else RequirementState.OPEN

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def title(self) -> str:
        return _("Attend at least %(percent)s %% of the scheduled time") % {"percent": self.percent}

    @property
    def text(self) -> str:
        if not self.totals.scheduled_seconds:
            return _("The sessions are not scheduled yet.")
        words = {
            "present": self.totals.present_seconds // 60,
            "scheduled": self.totals.scheduled_seconds // 60,
            # Rounded up: a minute short must not read as enough.
            "needed": -(-self.percent * self.totals.scheduled_seconds // 6000),
        }
        sentences = {
            RequirementState.MET: _("You were present for %(present)s of %(scheduled)s minutes; %(needed)s are asked."),
            RequirementState.MISSED: _(
                "You were present for %(present)s of %(scheduled)s minutes; %(needed)s are asked. "
                "If a minute is missing, write to the coordination of the edition."
            ),
            RequirementState.PROVISIONAL: _(
                "You have %(present)s of %(scheduled)s minutes, which is enough. The count becomes final a day after "
                "the last session."
            ),
            RequirementState.OPEN: _("You have %(present)s of %(scheduled)s minutes so far; %(needed)s are asked."),
        }
        return sentences[self.state] % words


@dataclass(frozen=True, slots=True)
class QuizRequirement:
    """Reaching the pass mark in one attempt."""

    pass_mark: int
    quiz: QuizState
    kind = RequirementKind.QUIZ

    @property
    def state(self) -> RequirementState:
        if self.quiz.is_passed:
            return RequirementState.MET
        if self.quiz.left or self.quiz.current or self.quiz.is_awaiting:
            return RequirementState.OPEN
        return RequirementState.MISSED

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def title(self) -> str:
        return _("Reach %(mark)s of 100 in the final assessment") % {"mark": self.pass_mark}

    @property
    def text(self) -> str:
        best = self.quiz.best
        if best is None:
            return ngettext(
                "You have %(left)s attempt.", "You have %(left)s attempts; the best one counts.", self.quiz.left
            ) % {"left": self.quiz.left}
        words = {"percent": best.percent_text, "left": self.quiz.left}
        if self.state == RequirementState.MET:
            return _("Your best result is %(percent)s of 100.") % words
        if self.state == RequirementState.MISSED:
            return (
                _("Your best result is %(percent)s of 100 and no attempt is left. Write to the coordination.") % words
            )
        if self.quiz.is_awaiting:
            return _("Your best result so far is %(percent)s of 100; a person is still grading an answer.") % words
        return (
            ngettext(
                "Your best result is %(percent)s of 100; you have %(left)s attempt left.",
                "Your best result is %(percent)s of 100; you have %(left)s attempts left.",
                self.quiz.left,
            )
            % words
        )


Requirement = AttendanceRequirement | QuizRequirement


def get_requirements(enrolment: Enrolment) -> list[Requirement]:
    """What ``enrolment`` needs to be complete, in the order in which it is met."""
    return get_requirements_of([enrolment])[enrolment.pk]


def get_requirements_of(
    enrolments: Iterable[Enrolment], *, quizzes: Mapping[int, QuizState] | None = None
) -> Mapping[int, list[Requirement]]:
    """What each of ``enrolments`` needs, by its id; three queries, or two where the quizzes are known already."""
    enrolments = list(enrolments)
    if quizzes is None:
        quizzes = get_quiz_states(enrolments)
    totals = get_totals(enrolments)
    return {one.pk: _requirements(one.edition, totals[one.pk], quizzes[one.pk]) for one in enrolments}


def _requirements(edition: Edition, totals: AttendanceTotals, quiz: QuizState) -> list[Requirement]:
    attendance = AttendanceRequirement(percent=edition.attendance_percent, totals=totals)
    if edition.certificate_kind == AwardKind.ATTENDANCE:
        return [attendance]
    return [attendance, QuizRequirement(pass_mark=edition.pass_mark, quiz=quiz)]


def get_totals(enrolments: Iterable[Enrolment]) -> Mapping[int, AttendanceTotals]:
    """The attendance of each of ``enrolments``, by its id; two queries for all of them."""
    with_series = {one.pk: (one.edition.series_id, one.person_id) for one in enrolments}
    series_ids = {series_id for series_id, _person_id in with_series.values() if series_id is not None}
    totals = get_totals_by_series(series_ids, {person_id for _series_id, person_id in with_series.values()})
    return {
        enrolment_id: totals[series_id][person_id] if series_id is not None else NOTHING_COUNTED
        for enrolment_id, (series_id, person_id) in with_series.items()
    }


def is_complete(requirements: Iterable[Requirement]) -> bool:
    """Every requirement is met for good; an empty list completes nobody."""
    states = [requirement.state for requirement in requirements]
    return bool(states) and all(state == RequirementState.MET for state in states)


def is_out_of_reach(requirements: Iterable[Requirement], edition: Edition) -> bool:
    """Something can no longer be met. In an edition that is over nobody starts an attempt any more."""
    return any(
        one.state == RequirementState.MISSED
        or (
            isinstance(one, QuizRequirement)
            and one.state == RequirementState.OPEN
            and one.quiz.current is None
            and not one.quiz.is_awaiting
            and not edition.is_under_way_or_ahead
        )
        for one in requirements
    )
