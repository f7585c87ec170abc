"""The questions of a curriculum folder: GIFT of which every question has an id and can be marked."""

from pathlib import Path

from courses.curriculum.errors import Fault
from courses.enums import QuestionKind
from courses.questions.gift import read_gift_text
from courses.questions.items import DIFFICULTIES, BankQuestion
from courses.questions.weights import ALL

__all__ = ["DIFFICULTIES", "read_gift"]


def read_gift(path: Path, text: str) -> tuple[list[BankQuestion], list[Fault]]:
    """Every question of ``text`` and every fault; a question with a fault is left out."""
    found = read_gift_text(text)
    faults = [Fault(path, error.line, error.message) for error in found.errors]
    questions: list[BankQuestion] = []
    seen: set[str] = set()
    for question in found.questions:
        if problem := _problem(question):
            faults.append(Fault(path, question.line, problem))
            continue
        if question.key in seen:
            faults.append(Fault(path, question.line, f"The question id “{question.key}” stands twice."))
        seen.add(question.key)
        questions.append(question)
    return questions, faults


def _problem(question: BankQuestion) -> str:
    """What the bank would take and a course must not ask."""
    if not question.key:
        return "A question needs an id: write “// [id:…]” above it."
    if question.kind == QuestionKind.DESCRIPTION:
        return f"The question “{question.key}” has no answers between braces."
    right = [option.weight for option in question.options].count(ALL)
    if question.kind == QuestionKind.SINGLE and right != 1:
        return f"The question “{question.key}” needs exactly one right option (=)."
    return ""
