"""Marking: from a frozen key and what somebody answered to an exact part of the point. Pure, kind by kind."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from courses.enums import QuestionKind
from courses.questions.items import ANYTHING
from courses.questions.weights import share, typed_number

Key = Mapping[str, Any]
NOTHING, POINT = Fraction(0), Fraction(1)


def earned(kind: str, key: Key, chosen: Sequence[Any]) -> Fraction | None:
    """The part of a question's point that ``chosen`` earns, between 0 and 1; None where a person has to say."""
    if not chosen:
        return NOTHING
    if kind == QuestionKind.ESSAY:
        return None
    return max(NOTHING, min(POINT, _MARKERS[kind](key, chosen)))


def _single(key: Key, chosen: Sequence[str]) -> Fraction:
    return sum((share(key["options"][name]["weight"]) for name in chosen), NOTHING)


def _multiple(key: Key, chosen: Sequence[str]) -> Fraction:
    """Where no wrong option takes anything away, each one chosen costs its share: choosing all earns nothing."""
    weights = {name: share(one["weight"]) for name, one in key["options"].items()}
    wrong = [name for name, weight in weights.items() if weight <= 0]
    if wrong and not any(weights[name] for name in wrong):
        weights.update(dict.fromkeys(wrong, Fraction(-1, len(wrong))))
    return sum((weights[name] for name in chosen), NOTHING)


def _matching(key: Key, chosen: Sequence[Sequence[str]]) -> Fraction:
    return Fraction(sum(key["pairs"][left] == right for left, right in chosen), len(key["pairs"]))


def _ordering(key: Key, chosen: Sequence[str]) -> Fraction:
    order = key["order"]
    return Fraction(sum(given == right for given, right in zip(chosen, order, strict=False)), len(order))


def _typed(key: Key, chosen: Sequence[str]) -> Fraction:
    found = best_short(key, chosen[0])
    return share(found["weight"]) if found else NOTHING


def _numeric(key: Key, chosen: Sequence[str]) -> Fraction:
    found = best_number(key, chosen[0])
    return share(found["weight"]) if found else NOTHING


def _cloze(key: Key, chosen: Sequence[Sequence[str]]) -> Fraction:
    given = {name: value for name, value in chosen}  # noqa: C416 (pairs come from JSON as lists)
    whole = NOTHING
    reached = NOTHING
    for name, gap in key["gaps"].items():
        whole += int(gap["weight"])
        reached += int(gap["weight"]) * gap_share(gap, given.get(name, ""))
    return reached / whole


def gap_share(gap: Key, given: str) -> Fraction:
    """The part of a gap that ``given`` earns."""
    found = best_of_gap(gap, given)
    return max(NOTHING, min(POINT, share(found["weight"]))) if found else NOTHING


def best_of_gap(gap: Key, given: str) -> Key | None:
    if not given:
        return None
    if gap["form"] == "choice":
        return next((one for one in gap["accepted"] if one["id"] == given), None)
    return best_number(gap, given) if gap["form"] == "numeric" else best_short(gap, given)


def best_short(key: Key, given: str) -> Key | None:
    """Of the accepted answers that ``given`` matches the one that earns most; one named in full before “anything”."""
    is_exact = bool(key.get("is_exact"))
    found = [
        one
        for one in key["accepted"]
        if any(matches(pattern, given, is_exact=is_exact) for pattern in one["text"].values())
    ]
    return max(found, key=lambda one: (share(one["weight"]), ANYTHING not in one["text"].values()), default=None)


def best_number(key: Key, given: str) -> Key | None:
    """Of the values whose tolerance holds ``given`` the one that earns most; “anything else” only where none does."""
    number = typed_number(given)
    fitting = [one for one in key["accepted"] if number is not None and _holds(one, number)]
    others = [one for one in key["accepted"] if ANYTHING in one["text"].values()]
    return max(fitting, key=lambda one: share(one["weight"]), default=None) or next(iter(others), None)


def _holds(accepted: Key, number: Decimal) -> bool:
    value = next(iter(accepted["text"].values()))
    return value != ANYTHING and abs(Fraction(number) - Fraction(value)) <= Fraction(accepted["tolerance"] or "0")


def folded(text: str, *, is_exact: bool = False) -> str:
    """``text`` without what a hurried hand leaves out: accents, capitals, spaces too many. ``ñ`` stays a letter."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if is_exact:
        return text
    kept = (
        letter if letter in "ñÑ" else "".join(one for one in unicodedata.normalize("NFD", letter) if not _is_mark(one))
        for letter in text
    )
    return "".join(kept).casefold()


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"


def matches(pattern: str, given: str, *, is_exact: bool = False) -> bool:
    """Whether ``given`` is ``pattern``, in which ``*`` stands for anything and ``\\*`` for a star."""
    pieces = [
        folded(piece.replace("\\*", "*"), is_exact=is_exact) if piece.strip() else ""
        for piece in re.split(r"(?<!\\)\*", pattern)
    ]
    text = folded(given, is_exact=is_exact)
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


_MARKERS: dict[str, Callable[[Key, Sequence[Any]], Fraction]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.TRUE_FALSE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _typed,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.CLOZE: _cloze,
}
