"""What a file of questions holds, said plainly for a person or a program before anything is taken."""

from typing import Any

from courses.enums import QuestionKind
from courses.questions.cloze import Gap, read_cloze
from courses.questions.items import ANYTHING, BankFile, BankOption, BankQuestion
from courses.questions.weights import write_weight


def preview(found: BankFile) -> dict[str, Any]:
    """``{"questions": [{type, name, text, options: [{text, weight, feedback}]}], "errors": [{line, message}]}``."""
    return {
        "questions": [_question(question) for question in found.questions],
        "errors": [{"line": error.line, "message": error.message} for error in found.errors],
    }


def _question(question: BankQuestion) -> dict[str, Any]:
    return {
        "type": question.kind.value.lower(),
        "name": question.name,
        "text": question.stem,
        "options": _options(question),
    }


def _options(question: BankQuestion) -> list[dict[str, Any]]:
    if question.kind == QuestionKind.CLOZE:
        return [
            _said(_numbered(option) if gap.form == "numeric" else option.text, _weight(option), option.feedback)
            for gap in _gaps(question)
            for option in gap.options
        ]
    if question.kind == QuestionKind.MATCHING:
        pairs = sum(1 for option in question.options if option.text)
        return [
            _said(
                f"{option.text} -> {option.match}".strip(), round(100 / pairs, 5) if option.text else 0, option.feedback
            )
            for option in question.options
        ]
    if question.kind == QuestionKind.ORDERING:
        each = round(100 / len(question.options), 5)
        return [_said(option.text, _whole(each), option.feedback) for option in question.options]
    is_number = question.kind == QuestionKind.NUMERIC
    return [
        _said(_numbered(option) if is_number else option.text, _weight(option), option.feedback)
        for option in question.options
    ]


def _gaps(question: BankQuestion) -> list[Gap]:
    return read_cloze(question.stem)[1]


def _numbered(option: BankOption) -> str:
    return option.text if option.text == ANYTHING else f"{option.text}:{option.tolerance or '0'}"


def _weight(option: BankOption) -> int | float:
    return _whole(float(write_weight(option.weight)))


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _said(text: str, weight: float, feedback: str) -> dict[str, Any]:
    return {"text": text, "weight": _whole(weight), "feedback": feedback}
