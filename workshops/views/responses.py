"""What a learner's browser sends as an answer, read as what it can be; forged values are no answer at all."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.enums import QuestionKind
from courses.questions.papers import MAX_ESSAY, MAX_SHORT, is_possible_text
from lms.common.errors import DomainError
from workshops.selectors.papers import AskedGap, AskedOption, AskedQuestion


class NotANumber(DomainError):
    message = _("Write a number, with a comma or a point for decimals and without a unit. Nothing was saved yet.")


class OrderUnfinished(DomainError):
    message = _("Give every line a place of its own: no number twice and none left out. Nothing was saved yet.")


class AnswerTooLong(DomainError):
    message = _("The answer is longer than %(limit)s characters. Shorten it; nothing was saved yet.")


REFUSALS = (NotANumber, OrderUnfinished, AnswerTooLong)


def read_response(question: AskedQuestion, data: QueryDict) -> list[Any]:
    """The answer in ``data``; empty where nothing was answered.

    Raises one of ``REFUSALS`` where the person must mend something, and LookupError where no form of ours sent it.
    """
    return _READERS[question.kind](question, data)


def _single(question: AskedQuestion, data: QueryDict) -> list[str]:
    place = data.get("option", "")
    return [_named(question.options, place)] if place else []


def _multiple(question: AskedQuestion, data: QueryDict) -> list[str]:
    return sorted({_named(question.options, place) for place in data.getlist("option")})


def _matching(question: AskedQuestion, data: QueryDict) -> list[list[str]]:
    given = [(option, data.get(f"match-{option.place}", "")) for option in question.options]
    return sorted([option.name, _named(question.choices, place)] for option, place in given if place)


def _ordering(question: AskedQuestion, data: QueryDict) -> list[str]:
    given = [(data.get(f"order-{option.place}", ""), option.name) for option in question.options]
    numbers = [str(number) for number in range(1, len(given) + 1)]
    if any(place and place not in numbers for place, _name in given):
        raise LookupError("Not a place in this order.")
    if not any(place for place, _name in given):
        return []
    if sorted(place for place, _name in given) != sorted(numbers):
        raise OrderUnfinished
    return [name for _place, name in sorted(given, key=lambda one: int(one[0]))]


def _typed(question: AskedQuestion, data: QueryDict) -> list[str]:
    text = data.get("text", "").replace("\x00", "").replace("\r\n", "\n").strip()
    return [_checked(question.kind, text)] if text else []


def _cloze(question: AskedQuestion, data: QueryDict) -> list[list[str]]:
    gaps = [part.gap for part in question.parts if part.gap]
    given = [(gap, data.get(f"gap-{gap.number}", "").replace("\x00", "").strip()) for gap in gaps]
    return sorted([gap.name, _gap_value(gap, value)] for gap, value in given if value)


def _gap_value(gap: AskedGap, value: str) -> str:
    if gap.form == "choice":
        return _named(gap.options, value)
    return _checked(QuestionKind.NUMERIC if gap.form == "numeric" else QuestionKind.SHORT_ANSWER, value)


def _checked(kind: str, text: str) -> str:
    limit = MAX_ESSAY if kind == QuestionKind.ESSAY else MAX_SHORT
    if len(text) > limit:
        raise AnswerTooLong(limit=limit)
    if not is_possible_text(kind, text):
        raise NotANumber
    return text


def _named(options: list[AskedOption], place: str) -> str:
    """The name behind a place; anything else is no option of this question."""
    name = next((option.name for option in options if str(option.place) == place), None)
    if name is None:
        raise LookupError("Not an option of this question.")
    return name


_READERS: dict[str, Callable[[AskedQuestion, QueryDict], list[Any]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.TRUE_FALSE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.NUMERIC: _typed,
    QuestionKind.SHORT_ANSWER: _typed,
    QuestionKind.ESSAY: _typed,
    QuestionKind.CLOZE: _cloze,
}
