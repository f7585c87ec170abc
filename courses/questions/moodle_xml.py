"""Reading Moodle XML with expat, question by question, so that a file costs no more memory than its largest question.

Nothing of XML that could grow or reach outside is taken: a DOCTYPE (and with it every entity) ends the reading, and so
do another encoding, depth and size. Faults carry the line of the question they are about.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from courses.enums import QuestionKind
from courses.questions.checks import check
from courses.questions.cloze import GAP
from courses.questions.items import (
    ANYTHING,
    FALSE,
    MAX_QUESTION,
    TRUE,
    BankFile,
    BankOption,
    BankQuestion,
    Unreadable,
)
from courses.questions.weights import read_number, read_weight, write_number

MAX_DEPTH = 12
FORMATS = {"html": "html", "moodle_auto_format": "moodle", "plain_text": "plain", "markdown": "markdown"}
_ROOM = 4 * MAX_QUESTION  # characters of one question's texts, markup included


class _Stopped(Exception):
    """The file as a whole cannot be read; what was read of it does not count."""


@dataclass(slots=True)
class _Node:
    tag: str
    line: int
    attributes: dict[str, str]
    children: list["_Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def all(self, tag: str) -> list["_Node"]:
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> "_Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    @property
    def value(self) -> str:
        """The text of this element or of the ``<text>`` in it."""
        inner = self.one("text")
        return "".join((inner or self).pieces).strip()

    def text(self, tag: str) -> str:
        child = self.one(tag)
        return child.value if child else ""


def read_moodle_xml(data: bytes) -> BankFile:
    """Every question of ``data``; what cannot be read is said with its line and left out."""
    reader = _Reader()
    return reader.read(data)


class _Reader:
    def __init__(self) -> None:
        self.found = BankFile()
        self.category = ""
        self.stack: list[_Node] = []
        self.size = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declared
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.take_text

    def read(self, data: bytes) -> BankFile:
        try:
            data.decode("utf-8")
            self.parser.Parse(data, True)
        except UnicodeDecodeError as problem:
            line = data[: problem.start].count(b"\n") + 1
            self.found.refuse(line, "The file is not UTF-8; save it as UTF-8.")
        except _Stopped as problem:
            self.found.refuse(self.parser.CurrentLineNumber, str(problem))
        except expat.ExpatError as problem:
            said = expat.ErrorString(problem.code)
            self.found.refuse(problem.lineno, f"The file is no well-formed XML: {said}.")
        return self.found

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8"):
            raise _Stopped(f"The file says that it is {encoding[:20]}; save it as UTF-8.")

    def refuse_doctype(self, *args: object) -> None:
        raise _Stopped("The file holds a document type or entities (<!DOCTYPE …>); a Moodle file needs none.")

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.stack and tag != "quiz":
            raise _Stopped(f"A Moodle file begins with <quiz>, not with <{tag[:30]}>.")
        if len(self.stack) >= MAX_DEPTH:
            raise _Stopped(f"Elements stand more than {MAX_DEPTH} deep; no Moodle file does so.")
        self.grow(len(tag) + sum(len(name) + len(value) for name, value in attributes.items()) + 20)
        node = _Node(tag, self.parser.CurrentLineNumber, attributes)
        if len(self.stack) > 1:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def end(self, tag: str) -> None:
        node = self.stack.pop()
        if len(self.stack) == 1:
            self.size = 0
            self.question(node)

    def take_text(self, text: str) -> None:
        if len(self.stack) > 1:
            self.grow(len(text))
            self.stack[-1].pieces.append(text)
        elif text.strip():
            raise _Stopped("Text stands between the questions.")

    def grow(self, size: int) -> None:
        self.size += size
        if self.size > _ROOM:
            raise _Stopped(f"A question is longer than {_ROOM} characters; leave files and pictures out.")

    def question(self, node: _Node) -> None:
        try:
            if node.tag != "question":
                raise Unreadable(f"<{node.tag[:30]}> is no question.")
            kind = node.attributes.get("type", "")
            if kind == "category":
                self.category = node.text("category")
                return
            read = _KINDS.get(kind)
            if read is None:
                raise Unreadable(f"“{kind[:40]}” is no type of question that is taken here.")
            self.found.take(_question(node, self.category, read))
        except Unreadable as problem:
            name = node.text("name")
            self.found.refuse(node.line, f"“{name[:80]}”: {problem}" if name else str(problem))


def _question(node: _Node, category: str, read: Callable[[_Node, BankQuestion], None]) -> BankQuestion:
    if any(_has_files(child) for child in node.children):
        raise Unreadable("It holds files or pictures, which are not taken; describe them in words.")
    tags = node.one("tags")
    question = BankQuestion(
        kind=QuestionKind.ESSAY,
        name=node.text("name"),
        stem=node.text("questiontext"),
        key=node.text("idnumber"),
        reason=node.text("generalfeedback"),
        category=category,
        tags=[tag.value for tag in tags.all("tag")] if tags else [],
        line=node.line,
    )
    read(node, question)
    _settle_format(node, question)
    question.name = question.name or re.sub(r"\s+", " ", question.stem)[:80].strip()
    check(question)
    return question


def _has_files(node: _Node) -> bool:
    if node.tag == "file" or "@@PLUGINFILE@@" in "".join(node.pieces):
        return True
    return any(_has_files(child) for child in node.children)


def _settle_format(node: _Node, question: BankQuestion) -> None:
    """One format for a question: where its texts have several, all become HTML.

    Moodle's answers of kinds that are typed (short answer, numeric) have no format worth the name.
    """
    asked = node.one("questiontext")
    given = _format(asked)
    texts: list[tuple[str, object, str]] = []
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.ORDERING):
        pairs = zip(node.all("answer"), question.options, strict=True)
        texts += [(_format(answer), option, "text") for answer, option in pairs if option.text]
    if question.kind == QuestionKind.MATCHING:
        pairs = zip(node.all("subquestion"), question.options, strict=True)
        texts += [(_format(pair), option, "text") for pair, option in pairs if option.text]
    if question.reason:
        texts.append((_format(node.one("generalfeedback")), question, "reason"))
    for answer, option in _with_feedback(node, question):
        texts.append((_format(answer.one("feedback")), option, "feedback"))
    question.text_format = given
    if all(one == given for one, _, _ in texts):
        return
    question.text_format = "html"
    for one, owner, name in [(given, question, "stem"), *texts]:
        if one != "html":
            setattr(owner, name, html.escape(getattr(owner, name), quote=False))


def _with_feedback(node: _Node, question: BankQuestion) -> list[tuple[_Node, BankOption]]:
    if question.kind == QuestionKind.TRUE_FALSE:
        answers = {answer.value.lower(): answer for answer in node.all("answer")}
        pairs = [(answers[option.text], option) for option in question.options if option.text in answers]
    else:
        tag = "subquestion" if question.kind == QuestionKind.MATCHING else "answer"
        pairs = list(zip(node.all(tag), question.options, strict=False))
    return [(answer, option) for answer, option in pairs if option.feedback and answer.one("feedback")]


def _format(node: _Node | None) -> str:
    given = node.attributes.get("format", "moodle_auto_format") if node else "moodle_auto_format"
    if given not in FORMATS:
        raise Unreadable(f"“{given[:30]}” is no format of a text.")
    return FORMATS[given]


def _options(node: _Node) -> list[BankOption]:
    return [
        BankOption(
            text=answer.value,
            weight=read_weight(answer.attributes.get("fraction", "0")),
            feedback=answer.text("feedback"),
        )
        for answer in node.all("answer")
    ]


def _read_choice(node: _Node, question: BankQuestion) -> None:
    is_single = node.text("single").lower() not in ("false", "0")
    question.kind = QuestionKind.SINGLE if is_single else QuestionKind.MULTIPLE
    question.options = _options(node)


def _read_truth(node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.TRUE_FALSE
    given = {option.text.lower(): option for option in _options(node)}
    if set(given) != {TRUE, FALSE}:
        raise Unreadable("It needs the answers true and false, once each.")
    question.options = [given[TRUE], given[FALSE]]
    for option in question.options:
        option.text = option.text.lower()


def _read_short(node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.SHORT_ANSWER
    question.options = _options(node)
    if node.text("usecase") in ("1", "true"):
        question.settings["usecase"] = True


def _read_numeric(node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.NUMERIC
    question.options = _options(node)
    for option, answer in zip(question.options, node.all("answer"), strict=True):
        if option.text != ANYTHING:
            option.text = write_number(read_number(option.text))
            option.tolerance = write_number(abs(read_number(answer.text("tolerance") or "0")))
    if any(unit.text("unit_name") for units in node.all("units") for unit in units.all("unit")):
        raise Unreadable("It asks for units, which are not taken; name the unit in the question.")


def _read_matching(node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.MATCHING
    question.options = [
        BankOption(
            text="".join((pair.one("text") or pair).pieces).strip(),
            match=pair.text("answer"),
            feedback=pair.text("feedback"),
        )
        for pair in node.all("subquestion")
    ]


def _read_ordering(node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.ORDERING
    answers = node.all("answer")
    places = [read_number(answer.attributes.get("fraction", "0")) for answer in answers]
    if len(set(places)) < len(places):
        raise Unreadable("Two of its items have the same place (fraction).")
    answers = [answer for _, answer in sorted(zip(places, answers, strict=True), key=lambda one: one[0])]
    node.children = [child for child in node.children if child.tag != "answer"] + answers
    question.options = [BankOption(text=answer.value, feedback=answer.text("feedback")) for answer in answers]


def _read_essay(node: _Node, question: BankQuestion) -> None:
    if notes := node.text("graderinfo"):
        question.settings["graderinfo"] = notes


def _read_description(_node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.DESCRIPTION


def _read_cloze(_node: _Node, question: BankQuestion) -> None:
    question.kind = QuestionKind.CLOZE
    question.stem = GAP.sub(lambda gap: re.sub(r"\s*\n\s*", " ", gap[0]), question.stem)


_KINDS: dict[str, Callable[[_Node, BankQuestion], None]] = {
    "multichoice": _read_choice,
    "truefalse": _read_truth,
    "shortanswer": _read_short,
    "numerical": _read_numeric,
    "matching": _read_matching,
    "ordering": _read_ordering,
    "essay": _read_essay,
    "description": _read_description,
    "cloze": _read_cloze,
}
