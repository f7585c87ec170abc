"""Writing GIFT: what it can say, said so that reading it gives the same questions."""

import re

from courses.enums import QuestionKind
from courses.questions.cloze import GAP
from courses.questions.items import ANYTHING, TRUE, BankOption, BankQuestion
from courses.questions.weights import ALL, write_weight

_FORMAT_LIKE = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT_LIKE = re.compile(r"\s*%[^%\s]{1,14}%")


def write_gift(questions: list[BankQuestion]) -> str:
    """``questions`` as a GIFT file, grouped as they stand under their folders."""
    blocks: list[str] = []
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {category}")
        blocks.append(_question(question))
    return "\n\n".join(blocks) + "\n"


def _question(question: BankQuestion) -> str:
    labels = [f"[id:{_label(question.key)}]"] if question.key else []
    labels += [f"[tag:{_label(tag)}]" for tag in question.tags]
    head = f"// {' '.join(labels)}\n" if labels else ""
    name = f"::{escape(question.name)}::"
    given = question.text_format
    if given == "moodle" and not _FORMAT_LIKE.match(question.stem):
        given = ""
    return f"{head}{name}{f'[{given}]' if given else ''}{_body(question)}"


def _body(question: BankQuestion) -> str:
    reason = f"\n  ####{escape(question.reason)}" if question.reason else ""
    if question.kind == QuestionKind.CLOZE:
        return _cloze(question) + (f"{{{reason.strip()}}}" if reason else "")
    if question.kind == QuestionKind.DESCRIPTION:
        return escape(question.stem)
    if question.kind == QuestionKind.ESSAY:
        return f"{escape(question.stem)}{{{reason}{chr(10) if reason else ''}}}"
    if question.kind == QuestionKind.TRUE_FALSE:
        return f"{escape(question.stem)}{{{_truth(question)}{reason}\n}}"
    lead = {QuestionKind.ORDERING: ">0 ALL VERTICAL ABSOLUTE_POSITION SHOW none", QuestionKind.NUMERIC: "#"}
    rows = "".join(f"\n  {_row(question.kind, option)}" for option in question.options)
    return f"{escape(question.stem)}{{{lead.get(question.kind, '')}{rows}{reason}\n}}"


def _row(kind: QuestionKind, option: BankOption) -> str:
    feedback = f"#{escape(option.feedback)}" if option.feedback else ""
    if kind == QuestionKind.ORDERING:
        text = escape(option.text)
        return f"{'/' + chr(92) + text[1:] if text.startswith('//') else text}{feedback}"
    if kind == QuestionKind.MATCHING:
        return f"={_arrowless(option.text)} -> {escape(option.match)}{feedback}"
    if kind == QuestionKind.NUMERIC:
        return _number(option) + feedback
    sign = "~"
    if kind == QuestionKind.SHORT_ANSWER or (kind == QuestionKind.SINGLE and option.weight == ALL):
        sign = "="
    usual = ALL if sign == "=" else 0
    text = _arrowless(option.text) if kind == QuestionKind.SHORT_ANSWER else escape(option.text)
    weight = ""
    if option.weight != usual or _WEIGHT_LIKE.match(option.text):
        weight = f"%{write_weight(option.weight)}%"
    if _FORMAT_LIKE.match(option.text):
        text = f"[moodle]{text}"
    return f"{sign}{weight}{text}{feedback}"


def _number(option: BankOption) -> str:
    if option.text == ANYTHING:
        weight = f"%{write_weight(option.weight)}%" if option.weight else ""
        return f"~{weight}{ANYTHING}"
    weight = "" if option.weight == ALL else f"%{write_weight(option.weight)}%"
    return f"={weight}{option.text}:{option.tolerance or '0'}"


def _truth(question: BankQuestion) -> str:
    right = next(option for option in question.options if option.weight == ALL)
    wrong = next(option for option in question.options if option is not right)
    feedback = ""
    if wrong.feedback or right.feedback:
        feedback = f"#{escape(wrong.feedback)}" + (f"#{escape(right.feedback)}" if right.feedback else "")
    return ("T" if right.text == TRUE else "F") + feedback


def _cloze(question: BankQuestion) -> str:
    parts: list[str] = []
    end = 0
    for gap in GAP.finditer(question.stem):
        parts += [escape(question.stem[end : gap.start()]), re.sub(r"\s*\n\s*", " ", gap[0])]
        end = gap.end()
    return "".join([*parts, escape(question.stem[end:])])


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def escape(text: str) -> str:
    """``text`` with a backslash before what GIFT would read as its own."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")


def _arrowless(text: str) -> str:
    """Where an arrow would make a pair of it."""
    return escape(text).replace("->", "-\\>")
