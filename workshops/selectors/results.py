"""A closed attempt, question by question: what was answered, what it earned, and why. Only here keys are read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.enums import QuestionKind
from courses.models import QuestionVersion
from courses.questions.grading import best_number, best_of_gap, best_short, earned, gap_share
from courses.questions.items import ANYTHING
from courses.questions.weights import share
from lms.common.fields import Translated
from workshops.enums import AttemptState
from workshops.models import Answer, Attempt
from workshops.selectors.papers import spoken_language


@dataclass(frozen=True, slots=True)
class ResultPart:
    """One option, pair, item or gap: what was answered to it, whether that was right, and what would have been."""

    label: str
    given: str
    is_right: bool
    right: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One question of a closed attempt: what was chosen, whether it was right, and why."""

    number: int
    language: str
    stem: str
    chosen: str
    is_right: bool
    feedback: str
    reason: str
    module_key: str
    is_awaiting: bool = False
    credit: Fraction = Fraction(0)
    comment: str = ""
    parts: list[ResultPart] = field(default_factory=list)

    @property
    def is_partly_right(self) -> bool:
        return 0 < self.credit < 1

    @property
    def percent_text(self) -> str:
        """The part of the point in per cent, rounded down: what is not all of it never reads as all."""
        return number_format(Decimal(int(self.credit * 100)), 0)


@dataclass(frozen=True, slots=True)
class _Case:
    """A question, its line of the paper, and what was answered to it."""

    question: QuestionVersion
    row: dict[str, Any]
    chosen: list[Any]
    language: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What a learner answered, in words, with what is known of it."""

    chosen: str
    feedback: str = ""
    parts: list[ResultPart] = field(default_factory=list)


def get_result_lines(attempt: Attempt, *, language: str) -> list[ResultLine]:
    """The questions of a closed attempt with reasons; an open one has none, whoever asks. Two queries."""
    if attempt.state == AttemptState.OPEN:
        return []
    rows = QuestionVersion.objects.in_bulk([row["question"] for row in attempt.paper])
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    return [
        _line(number, rows[row["question"]], row, answers.get(row["question"]), language)
        for number, row in enumerate(attempt.paper, start=1)
    ]


def _line(
    number: int, question: QuestionVersion, row: dict[str, Any], answer: Answer | None, language: str
) -> ResultLine:
    chosen = answer.chosen if answer else []
    credit = earned(question.kind, question.answer, chosen)
    is_awaiting = credit is None and (answer is None or answer.percent is None)
    if credit is None:
        credit = Fraction(answer.percent or 0, 100) if answer else Fraction(0)
    said = _TELLERS.get(question.kind, _tell_choice)(_Case(question, row, chosen, language))
    stem = Translated(question.asked["stem"])
    return ResultLine(
        number=number,
        language=spoken_language(stem, language),
        stem=stem.in_language(language),
        chosen=said.chosen,
        is_right=credit >= 1,
        feedback=said.feedback,
        reason=Translated(question.answer["reason"]).in_language(language),
        module_key=question.module_key,
        is_awaiting=is_awaiting,
        credit=credit,
        comment=answer.comment if answer else "",
        parts=said.parts,
    )


def _texts(options: Sequence[dict[str, Any]], language: str) -> dict[str, str]:
    return {option["id"]: Translated(option["text"]).in_language(language) for option in options}


def _in(text: Mapping[str, str], language: str) -> str:
    return Translated(text).in_language(language)


def _tell_choice(case: _Case) -> _Said:
    texts, key = _texts(case.question.asked["options"], case.language), case.question.answer["options"]
    return _Said(
        chosen="; ".join(texts[name] for name in case.chosen),
        feedback=" ".join(_in(key[name]["feedback"], case.language) for name in case.chosen),
    )


def _tell_multiple(case: _Case) -> _Said:
    texts, key = _texts(case.question.asked["options"], case.language), case.question.answer["options"]
    parts = [
        ResultPart(
            label=texts[name],
            given=_("You chose it.") if name in case.chosen else _("You did not choose it."),
            is_right=(share(key[name]["weight"]) > 0) == (name in case.chosen),
            feedback=_in(key[name]["feedback"], case.language),
        )
        for name in case.row["options"]
    ]
    return _Said(chosen="; ".join(texts[name] for name in case.chosen), parts=parts if case.chosen else [])


def _tell_matching(case: _Case) -> _Said:
    lefts, rights = (
        _texts(case.question.asked["options"], case.language),
        _texts(case.question.asked["choices"], case.language),
    )
    pairs, feedback = case.question.answer["pairs"], case.question.answer["feedback"]
    given = {left: right for left, right in case.chosen}  # noqa: C416 (pairs come from JSON as lists)
    parts = [
        ResultPart(
            label=lefts[left],
            given=rights.get(given.get(left, ""), ""),
            is_right=given.get(left) == pairs[left],
            right=rights[pairs[left]],
            feedback=_in(feedback[left], case.language),
        )
        for left in case.row["options"]
    ]
    told = "; ".join(f"{lefts[left]} → {rights[right]}" for left, right in case.chosen)
    return _Said(chosen=told, parts=parts if case.chosen else [])


def _tell_ordering(case: _Case) -> _Said:
    texts = _texts(case.question.asked["options"], case.language)
    order, feedback = case.question.answer["order"], case.question.answer["feedback"]
    parts = [
        ResultPart(
            label=texts[name],
            given=str(case.chosen.index(name) + 1) if name in case.chosen else "",
            is_right=name in case.chosen and case.chosen.index(name) + 1 == place,
            right=str(place),
            feedback=_in(feedback[name], case.language),
        )
        for place, name in enumerate(order, start=1)
    ]
    return _Said(chosen="; ".join(texts[name] for name in case.chosen), parts=parts if case.chosen else [])


def _tell_typed(case: _Case) -> _Said:
    if not case.chosen:
        return _Said("")
    find = best_number if case.question.kind == QuestionKind.NUMERIC else best_short
    found = find(case.question.answer, case.chosen[0])
    return _Said(chosen=case.chosen[0], feedback=_in(found["feedback"], case.language) if found else "")


def _tell_essay(case: _Case) -> _Said:
    return _Said(chosen=case.chosen[0] if case.chosen else "")


def _tell_cloze(case: _Case) -> _Said:
    given = {name: value for name, value in case.chosen}  # noqa: C416 (pairs come from JSON as lists)
    parts = []
    for number, (name, gap) in enumerate(case.question.answer["gaps"].items(), start=1):
        found = best_of_gap(gap, given.get(name, ""))
        texts = {one["id"]: _in(one["text"], case.language) for one in gap["accepted"]}
        best = max(gap["accepted"], key=lambda one: share(one["weight"]))
        parts.append(
            ResultPart(
                label=_("Gap %(number)s") % {"number": number},
                given=texts.get(given.get(name, ""), given.get(name, "")),
                is_right=gap_share(gap, given.get(name, "")) == 1,
                right="" if _in(best["text"], case.language) == ANYTHING else _in(best["text"], case.language),
                feedback=_in(found["feedback"], case.language) if found else "",
            )
        )
    told = "; ".join(part.given for part in parts if part.given)
    return _Said(chosen=told, parts=parts if case.chosen else [])


_TELLERS: dict[str, Callable[[_Case], _Said]] = {
    QuestionKind.MULTIPLE: _tell_multiple,
    QuestionKind.MATCHING: _tell_matching,
    QuestionKind.ORDERING: _tell_ordering,
    QuestionKind.NUMERIC: _tell_typed,
    QuestionKind.SHORT_ANSWER: _tell_typed,
    QuestionKind.CLOZE: _tell_cloze,
    QuestionKind.ESSAY: _tell_essay,
}
