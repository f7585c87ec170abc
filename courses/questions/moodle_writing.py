"""Writing Moodle XML: whole numbers and texts escaped, one ``<question>`` for each."""

from collections.abc import Iterator
from xml.sax.saxutils import escape  # nosec B406

from courses.enums import QuestionKind
from courses.questions.items import ANYTHING, BankOption, BankQuestion
from courses.questions.weights import write_weight

FORMATS = {"html": "html", "moodle": "moodle_auto_format", "plain": "plain_text", "markdown": "markdown"}
TYPES = {
    QuestionKind.SINGLE: "multichoice",
    QuestionKind.MULTIPLE: "multichoice",
    QuestionKind.TRUE_FALSE: "truefalse",
    QuestionKind.SHORT_ANSWER: "shortanswer",
    QuestionKind.NUMERIC: "numerical",
    QuestionKind.MATCHING: "matching",
    QuestionKind.ORDERING: "ordering",
    QuestionKind.ESSAY: "essay",
    QuestionKind.DESCRIPTION: "description",
    QuestionKind.CLOZE: "cloze",
}


def write_moodle_xml(questions: list[BankQuestion]) -> str:
    """``questions`` as a Moodle file, each under the folder it stands in."""
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    category = ""
    for question in questions:
        if question.category != category:
            category = question.category
            rows += ['  <question type="category">', f"    <category>{_text(category)}</category>", "  </question>"]
        rows += [f'  <question type="{TYPES[question.kind]}">', *_body(question), "  </question>"]
    return "\n".join([*rows, "</quiz>", ""])


def _body(question: BankQuestion) -> Iterator[str]:
    form = f' format="{FORMATS[question.text_format]}"'
    yield f"    <name>{_text(question.name)}</name>"
    yield f"    <questiontext{form}>{_text(question.stem)}</questiontext>"
    yield f"    <generalfeedback{form}>{_text(question.reason)}</generalfeedback>"
    yield f"    <defaultgrade>{0 if question.kind == QuestionKind.DESCRIPTION else 1}</defaultgrade>"
    yield "    <penalty>0</penalty>"
    if question.key:
        yield f"    <idnumber>{escape(question.key)}</idnumber>"
    yield from _settings(question)
    for place, option in enumerate(question.options, start=1):
        yield from _option(question, option, place, form)
    if question.tags:
        yield f"    <tags>{''.join(f'<tag>{_text(tag)}</tag>' for tag in question.tags)}</tags>"


def _settings(question: BankQuestion) -> Iterator[str]:
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        yield f"    <single>{'true' if question.kind == QuestionKind.SINGLE else 'false'}</single>"
        yield "    <shuffleanswers>true</shuffleanswers>"
        yield "    <answernumbering>none</answernumbering>"
    elif question.kind == QuestionKind.SHORT_ANSWER:
        yield f"    <usecase>{1 if question.settings.get('usecase') else 0}</usecase>"
    elif question.kind == QuestionKind.MATCHING:
        yield "    <shuffleanswers>true</shuffleanswers>"
    elif question.kind == QuestionKind.ORDERING:
        yield "    <layouttype>VERTICAL</layouttype>"
        yield "    <selecttype>ALL</selecttype>"
        yield "    <selectcount>0</selectcount>"
        yield "    <gradingtype>ABSOLUTE_POSITION</gradingtype>"
    elif question.kind == QuestionKind.ESSAY:
        yield "    <responseformat>plain</responseformat>"
        if notes := question.settings.get("graderinfo"):
            yield f'    <graderinfo format="html">{_text(notes)}</graderinfo>'


def _option(question: BankQuestion, option: BankOption, place: int, form: str) -> Iterator[str]:
    feedback = f"<feedback{form}>{_text(option.feedback)}</feedback>"
    if question.kind == QuestionKind.MATCHING:
        right = f"<answer>{_text(option.match)}</answer>"
        yield f"    <subquestion{form}>{_text(option.text)}{right}{feedback}</subquestion>"
        return
    fraction = str(place) if question.kind == QuestionKind.ORDERING else write_weight(option.weight)
    shown = form if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.ORDERING) else ""
    tolerance = ""
    if question.kind == QuestionKind.NUMERIC and option.text != ANYTHING:
        tolerance = f"<tolerance>{option.tolerance or '0'}</tolerance>"
    yield f'    <answer fraction="{fraction}"{shown}>{_text(option.text)}{feedback}{tolerance}</answer>'


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"
