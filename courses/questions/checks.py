"""What every question must hold before the bank takes it, whatever file it came in."""

import re
from decimal import Decimal

from courses.enums import QuestionKind
from courses.questions.cloze import read_cloze
from courses.questions.items import ANYTHING, MAX_CATEGORY, MAX_NAME, MAX_OPTIONS, MAX_TEXT, BankQuestion, Unreadable
from courses.questions.weights import ALL

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.ORDERING}


def check(question: BankQuestion) -> None:
    """Refuse what cannot be asked or cannot be answered right."""
    _check_texts(question)
    if len(question.options) > MAX_OPTIONS:
        raise Unreadable(f"A question has {MAX_OPTIONS} answers at most.")
    texts = [option.text for option in question.options]
    if question.kind in _CHOICES:
        if len(texts) < 2:
            raise Unreadable("It needs two options or more.")
        if "" in texts:
            raise Unreadable("One of its options is empty.")
        if len(set(texts)) < len(texts):
            raise Unreadable("Two of its options say the same.")
    _KINDS.get(question.kind, lambda _: None)(question)


def _check_texts(question: BankQuestion) -> None:
    texts = [question.key, question.name, question.stem, question.reason, question.category, *question.tags]
    texts += [part for one in question.options for part in (one.text, one.feedback, one.match)]
    if any(_CONTROL.search(text) for text in texts):
        raise Unreadable("It holds characters that no keyboard writes; save the file as plain text in UTF-8.")
    if max(map(len, texts)) > MAX_TEXT:
        raise Unreadable(f"One of its texts is longer than {MAX_TEXT} characters.")
    if not question.stem:
        raise Unreadable("It has no text.")
    if len(question.category) > MAX_CATEGORY:
        raise Unreadable(f"Its folder is longer than {MAX_CATEGORY} characters.")
    if len(question.name) > MAX_NAME:
        raise Unreadable(f"Its name is longer than {MAX_NAME} characters.")


def _check_single(question: BankQuestion) -> None:
    if not any(option.weight == ALL for option in question.options):
        raise Unreadable("It needs exactly one right option (=).")
    if all(option.weight == ALL for option in question.options):
        raise Unreadable("Every option of it is right.")


def _check_multiple(question: BankQuestion) -> None:
    right = sum((option.weight for option in question.options if option.weight > 0), Decimal(0))
    if not right:
        raise Unreadable("It needs exactly one right option (=).")
    if abs(right - ALL) > Decimal("0.1"):
        raise Unreadable("The weights above zero must add up to 100.")


def _check_accepted(question: BankQuestion) -> None:
    if not any(option.weight == ALL for option in question.options):
        raise Unreadable("It needs an answer that earns all of it.")
    if any(not option.text for option in question.options):
        raise Unreadable("One of its answers is empty.")
    if question.kind == QuestionKind.SHORT_ANSWER and any(
        option.text == ANYTHING and option.weight == ALL for option in question.options
    ):
        raise Unreadable("Any answer would earn all of it.")


def _check_pairs(question: BankQuestion) -> None:
    left = [option.text for option in question.options if option.text]
    if len(left) < 2:
        raise Unreadable("It needs two pairs or more, each “=left -> right”.")
    if any(not option.match for option in question.options):
        raise Unreadable("A pair has no right side: write “=left -> right”.")
    if len(set(left)) < len(left):
        raise Unreadable("Two of its pairs begin the same.")
    if len({option.match for option in question.options}) < 2:
        raise Unreadable("It needs two different right sides or more.")


def _check_cloze(question: BankQuestion) -> None:
    read_cloze(question.stem)


_KINDS = {
    QuestionKind.SINGLE: _check_single,
    QuestionKind.MULTIPLE: _check_multiple,
    QuestionKind.TRUE_FALSE: _check_single,
    QuestionKind.SHORT_ANSWER: _check_accepted,
    QuestionKind.NUMERIC: _check_accepted,
    QuestionKind.MATCHING: _check_pairs,
    QuestionKind.CLOZE: _check_cloze,
}
