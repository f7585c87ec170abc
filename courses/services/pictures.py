"""A question as a frozen version holds it: what may be shown in one column, what marks it in another.

Names of options follow from what they say, so that neither a name nor a place hints at the key.
"""

import hashlib
import html
import re
from collections.abc import Callable
from typing import Any

import nh3

from courses.enums import QuestionKind
from courses.models import Question, QuestionOption
from courses.questions.cloze import Gap, plain_gap, read_cloze
from courses.questions.gift import GAP_SHOWN
from courses.questions.items import BankOption
from courses.questions.weights import frozen_weight
from lms.common.fields import Translated

SOURCE_LANGUAGE = "es"
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|/h\d|/tr)\b[^>]*>", re.IGNORECASE)


def question_picture(question: Question) -> dict[str, Any]:
    """The columns of a ``QuestionVersion`` as plain data."""
    options = list(question.options.all())
    asked, answer = _PICTURES.get(question.kind, _choice)(question, options)
    return {
        "question_key": question.key,
        "module_key": question.module_key,
        "kind": question.kind,
        "asked": {"stem": _plain(question, question.stem), **asked},
        "answer": {"reason": _plain(question, question.reason), **answer},
    }


Picture = tuple[dict[str, Any], dict[str, Any]]


def _choice(question: Question, options: list[QuestionOption]) -> Picture:
    named = [(_name(question, option.text), option) for option in options]
    key = {
        name: {"weight": frozen_weight(option.weight), "feedback": _plain(question, option.feedback)}
        for name, option in named
    }
    return {"options": _shown(question, [(name, option.text) for name, option in named])}, {"options": key}


def _truth(question: Question, options: list[QuestionOption]) -> Picture:
    """“True” stands before “false” for everybody: an order that says nothing."""
    asked, answer = _choice(question, options)
    order = [_name(question, option.text) for option in options]
    asked["options"].sort(key=lambda one: order.index(one["id"]))
    return asked, answer


def _matching(question: Question, options: list[QuestionOption]) -> Picture:
    pairs = [option for option in options if option.text.get(SOURCE_LANGUAGE)]
    rights = {_name(question, option.match, "right"): option.match for option in options}
    lefts = [(_name(question, option.text, "left"), option) for option in pairs]
    asked = {
        "options": _shown(question, [(name, option.text) for name, option in lefts]),
        "choices": _shown(question, list(rights.items())),
    }
    answer = {
        "pairs": {name: _name(question, option.match, "right") for name, option in lefts},
        "feedback": {name: _plain(question, option.feedback) for name, option in lefts},
    }
    return asked, answer


def _ordering(question: Question, options: list[QuestionOption]) -> Picture:
    named = [(_name(question, option.text), option) for option in options]
    answer = {
        "order": [name for name, _ in named],
        "feedback": {name: _plain(question, option.feedback) for name, option in named},
    }
    return {"options": _shown(question, [(name, option.text) for name, option in named])}, answer


def _typed(question: Question, options: list[QuestionOption]) -> Picture:
    accepted = [
        {
            "text": _plain(question, option.text) if question.kind == QuestionKind.SHORT_ANSWER else option.text,
            "tolerance": option.tolerance,
            "weight": frozen_weight(option.weight),
            "feedback": _plain(question, option.feedback),
        }
        for option in options
    ]
    return {"options": []}, {"accepted": accepted, "is_exact": bool(question.settings.get("usecase"))}


def _essay(question: Question, _options: list[QuestionOption]) -> Picture:
    return {"options": []}, {"notes": question.settings.get("graderinfo", "")}


def _cloze(question: Question, _options: list[QuestionOption]) -> Picture:
    source = question.stem[SOURCE_LANGUAGE]
    texts, gaps = read_cloze(source)
    if question.settings.get("format") == "html":
        texts = [html_to_text(text, is_part=True) for text in texts]
    shown, keys = [], {}
    for number, gap in enumerate(gaps, start=1):
        name = f"g{number}"
        shown.append({"id": name, "form": gap.form, "options": _gap_options(question, name, gap)})
        keys[name] = _gap_key(question, name, gap)
    stem = " ".join(GAP_SHOWN.join(texts).split())
    asked = {"stem": {SOURCE_LANGUAGE: stem}, "options": [], "parts": {SOURCE_LANGUAGE: texts}, "gaps": shown}
    return asked, {"gaps": keys}


def _gap_options(question: Question, gap_name: str, gap: Gap) -> list[dict[str, Any]]:
    if gap.form != "choice":
        return []
    named = [(_gap_option(question, gap_name, option), {SOURCE_LANGUAGE: option.text}) for option in gap.options]
    return sorted(({"id": name, "text": text} for name, text in named), key=lambda one: str(one["id"]))


def _gap_key(question: Question, gap_name: str, gap: Gap) -> dict[str, Any]:
    answers = [
        {
            "id": _gap_option(question, gap_name, option),
            "text": {SOURCE_LANGUAGE: option.text},
            "tolerance": option.tolerance,
            "weight": frozen_weight(option.weight),
            "feedback": {SOURCE_LANGUAGE: plain_gap(option.feedback)},
        }
        for option in gap.options
    ]
    return {"form": gap.form, "weight": gap.weight, "is_exact": gap.is_case_sensitive, "accepted": answers}


def _gap_option(question: Question, gap_name: str, option: BankOption) -> str:
    return _digest(f"{question.key}/{gap_name}/{option.text}")


def _shown(question: Question, named: list[tuple[str, Translated]]) -> list[dict[str, Any]]:
    shown = [{"id": name, "text": _plain(question, text)} for name, text in named]
    return sorted(shown, key=lambda one: str(one["id"]))


def _name(question: Question, text: Translated, side: str = "") -> str:
    lead = f"{question.key}/{side}" if side else question.key
    return _digest(f"{lead}/{text.get(SOURCE_LANGUAGE)}")


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _plain(question: Question, text: Translated) -> Translated:
    """What learners read is text; a text that came as HTML loses its markup here."""
    if question.settings.get("format") != "html":
        return text
    return Translated({language: html_to_text(said) for language, said in text.items()})


def html_to_text(markup: str, *, is_part: bool = False) -> str:
    """The words of ``markup``, its paragraphs on lines of their own; scripts and styles are gone with their text."""
    text = html.unescape(nh3.clean(_BREAK.sub("\n", markup), tags=set()))
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n[\s]*", "\n", text)
    return text if is_part else text.strip()


_PICTURES: dict[str, Callable[[Question, list[QuestionOption]], Picture]] = {
    QuestionKind.TRUE_FALSE: _truth,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.NUMERIC: _typed,
    QuestionKind.SHORT_ANSWER: _typed,
    QuestionKind.CLOZE: _cloze,
    QuestionKind.ESSAY: _essay,
}
