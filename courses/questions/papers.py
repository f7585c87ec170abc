"""One question of an attempt: in which order it shows what it offers, and what can be an answer to it.

``chosen`` by kind: names of options (choices, ordering), ``[name, name]`` pairs (matching, gaps), or one text.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from courses.enums import QuestionKind
from courses.questions.weights import typed_number

MAX_SHORT, MAX_ESSAY = 300, 20_000
TYPED = {QuestionKind.SHORT_ANSWER, QuestionKind.NUMERIC, QuestionKind.ESSAY}


def draw_row(question_id: int, kind: str, asked: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The question's line of a paper: every order in it depends on ``chance`` alone, the key is not even read."""
    names = [option["id"] for option in asked["options"]]
    row: dict[str, Any] = {
        "question": question_id,
        "options": names if kind == QuestionKind.TRUE_FALSE else _shuffled(names, chance),
    }
    if kind != QuestionKind.SINGLE:
        row["kind"] = str(kind)
    if kind == QuestionKind.MATCHING:
        row["choices"] = _shuffled([choice["id"] for choice in asked["choices"]], chance)
    if kind == QuestionKind.CLOZE:
        row["gaps"] = [
            {
                "id": gap["id"],
                "form": gap["form"],
                "options": _shuffled([option["id"] for option in gap["options"]], chance),
            }
            for gap in asked["gaps"]
        ]
    return row


def _shuffled(names: list[str], chance: Random) -> list[str]:
    return chance.sample(names := sorted(names), len(names))


def kind_of(row: dict[str, Any]) -> str:
    """Papers drawn before there were other kinds do not name it."""
    return str(row.get("kind", QuestionKind.SINGLE))


def is_possible(row: dict[str, Any], chosen: Sequence[Any]) -> bool:
    """Whether ``chosen`` can be an answer to this line of a paper; an empty one takes the answer back."""
    kind = kind_of(row)
    if kind in (QuestionKind.SINGLE, QuestionKind.TRUE_FALSE):
        return len(chosen) == 1 and chosen[0] in row["options"]
    if not chosen:
        return True
    if kind == QuestionKind.MULTIPLE:
        return len(set(chosen)) == len(chosen) and set(chosen) <= set(row["options"])
    if kind == QuestionKind.ORDERING:
        return sorted(chosen) == sorted(row["options"])
    if kind == QuestionKind.MATCHING:
        lefts = [left for left, _ in chosen]
        return (
            len(set(lefts)) == len(lefts)
            and set(lefts) <= set(row["options"])
            and all(right in row["choices"] for _, right in chosen)
        )
    if kind == QuestionKind.CLOZE:
        return _is_possible_cloze(row, chosen)
    return len(chosen) == 1 and is_possible_text(kind, chosen[0])


def _is_possible_cloze(row: dict[str, Any], chosen: Sequence[Any]) -> bool:
    gaps = {gap["id"]: gap for gap in row["gaps"]}
    names = [name for name, _ in chosen]
    if len(set(names)) < len(names) or not set(names) <= set(gaps):
        return False
    return all(
        given in gaps[name]["options"]
        if gaps[name]["form"] == "choice"
        else is_possible_text(
            QuestionKind.NUMERIC if gaps[name]["form"] == "numeric" else QuestionKind.SHORT_ANSWER, given
        )
        for name, given in chosen
    )


def is_possible_text(kind: str, text: str) -> bool:
    """Whether a text that was typed can be an answer of that kind."""
    if not text.strip():
        return False
    if kind == QuestionKind.NUMERIC:
        return len(text) <= MAX_SHORT and typed_number(text) is not None
    return len(text) <= (MAX_ESSAY if kind == QuestionKind.ESSAY else MAX_SHORT)
