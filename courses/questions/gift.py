"""Reading Moodle's GIFT. Every construct it documents, ordering and cloze; docs/features/curriculum.md says which."""

import re
from collections.abc import Iterator
from decimal import Decimal

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
from courses.questions.weights import ALL, read_number, read_weight, write_number

GAP_SHOWN = "_____"  # what stands where the answers stood, in a question that goes on after them
_LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])+)\]")
_ESCAPED = re.compile(r"\\([~=#{}:\\/>n])")
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_NAME = re.compile(r"\s*::((?:\\.|:(?!:)|[^:\\])*)::", re.DOTALL)
_WEIGHT = re.compile(r"\s*%([^%\s]{1,14})%")
_TRUTH = {"T": TRUE, "TRUE": TRUE, "F": FALSE, "FALSE": FALSE}
_ORDERING_WORD = re.compile(r"\d+|[A-Z][A-Z_]*|none|abc|ABCD|123|iii|IIII")


def read_gift_text(text: str) -> BankFile:
    """Every question of ``text``; one that cannot be read is said with its line and left out."""
    found = BankFile()
    category = ""
    for line, rows in _chunks(text):
        labels: list[tuple[str, str]] = []
        body: list[str] = []
        for row in rows:
            if row.lstrip().startswith("//"):
                labels += _LABEL.findall(row)
            elif not body and row.lstrip().upper().startswith("$CATEGORY:"):
                category = row.split(":", maxsplit=1)[1].strip()
            else:
                body.append(row)
        if not any(row.strip() for row in body):
            continue
        if sum(map(len, body)) > MAX_QUESTION:
            found.refuse(line, f"A question is longer than {MAX_QUESTION} characters; is a blank line missing?")
            continue
        try:
            found.take(_question("\n".join(body), line, labels, category))
        except Unreadable as problem:
            found.refuse(line, _said(labels, str(problem)))
    return found


def _said(labels: list[tuple[str, str]], problem: str) -> str:
    """A question that has an id is called by it."""
    key = next((value.strip() for kind, value in labels if kind == "id"), "")
    if not key:
        return problem
    return f"The question “{key}” {problem.removeprefix('It ')}" if problem.startswith("It ") else f"“{key}”: {problem}"


def _chunks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Questions are separated by blank lines; each with the number of its first line."""
    start = 1
    rows: list[str] = []
    for number, row in enumerate([*re.split(r"\r\n|\r|\n", text), ""], start=1):
        if row.strip():
            if not rows:
                start = number
            rows.append(row)
        elif rows:
            yield start, rows
            rows = []


def _question(body: str, line: int, labels: list[tuple[str, str]], category: str) -> BankQuestion:
    name = ""
    if match := _NAME.match(body):
        name, body = plain(match[1]), body[match.end() :]
    text_format = "moodle"
    if match := _FORMAT.match(body):
        text_format, body = match[1].lower(), body[match.end() :]
    question = _cloze(body) if GAP.search(body) else _with_answers(body)
    question.text_format = text_format
    question.name = name or re.sub(r"\s+", " ", question.stem)[:80].strip()
    question.key = next((plain(_unlabelled(value)) for kind, value in labels if kind == "id"), "")
    question.tags = [plain(_unlabelled(value)) for kind, value in labels if kind == "tag"]
    question.category = category
    question.line = line
    check(question)
    return question


def _unlabelled(value: str) -> str:
    return re.sub(r"\\([\]\[])", r"\1", value)


def _with_answers(body: str) -> BankQuestion:
    opened = _find(body, "{")
    if opened < 0:
        if _find(body, "}") >= 0:
            raise Unreadable("It closes a brace that was not opened; write \\} for the character.")
        return BankQuestion(kind=QuestionKind.DESCRIPTION, name="", stem=plain(body))
    closed = _find(body, "}", opened)
    if closed < 0:
        raise Unreadable("It has no answers between braces: “{” is not closed before the blank line.")
    if 0 <= _find(body, "{", opened + 1) < closed or _find(body, "{", closed) >= 0 or _find(body, "}", closed + 1) >= 0:
        raise Unreadable("It has more than one pair of braces; write \\{ and \\} for the characters.")
    before, after = plain(body[:opened]), plain(body[closed + 1 :])
    answers, reason = _reason(body[opened + 1 : closed])
    question = _answered(answers)
    question.stem = f"{before} {GAP_SHOWN} {after}".strip() if after else before
    question.reason = reason
    return question


def _cloze(body: str) -> BankQuestion:
    reason = ""
    if match := re.search(r"(?<!\\)\{\s*####((?:\\.|[^{}\\])*)\}\s*$", body, re.DOTALL):
        reason, body = plain(match[1]), body[: match.start()]
    parts: list[str] = []
    end = 0
    for gap in GAP.finditer(body):
        parts += [_unescaped(body[end : gap.start()]), re.sub(r"\s*\n\s*", " ", gap[0])]
        end = gap.end()
    parts.append(_unescaped(body[end:]))
    return BankQuestion(kind=QuestionKind.CLOZE, name="", stem="".join(parts).strip(), reason=reason)


def _reason(answers: str) -> tuple[str, str]:
    place = _find(answers, "####")
    return (answers, "") if place < 0 else (answers[:place], plain(answers[place + 4 :]))


def _answered(answers: str) -> BankQuestion:
    """The kind of question that stands between the braces, as Moodle tells them apart."""
    bare = answers.strip()
    question = BankQuestion(kind=QuestionKind.ESSAY, name="", stem="")
    if not bare:
        return question
    if bare.startswith(">"):
        question.kind, question.options = QuestionKind.ORDERING, _ordering(bare[1:])
        return question
    if bare.startswith("#"):
        question.kind, question.options = QuestionKind.NUMERIC, _numeric(bare[1:])
        return question
    word, _, feedback = _cut(bare, "#")
    if word.strip().upper() in _TRUTH:
        question.kind, question.options = QuestionKind.TRUE_FALSE, _truth(_TRUTH[word.strip().upper()], feedback)
        return question
    parts = _signed(bare)
    if all(sign == "=" for sign, _ in parts):
        if all(_find(_cut(raw, "#")[0], "->") >= 0 for _, raw in parts):
            question.kind, question.options = QuestionKind.MATCHING, [_pair(raw) for _, raw in parts]
            return question
        question.kind = QuestionKind.SHORT_ANSWER
    else:
        question.kind = QuestionKind.SINGLE if any(sign == "=" for sign, _ in parts) else QuestionKind.MULTIPLE
    question.options = [_option(sign, raw) for sign, raw in parts]
    return question


def _signed(answers: str) -> list[tuple[str, str]]:
    """The answers, each with the sign before it; “~=” is Moodle's older way to write “=”."""
    pieces = re.split(r"((?<!\\)(?:\\\\)*[=~])", answers)
    lead, pieces = pieces[0], pieces[1:]
    parts: list[tuple[str, str]] = []
    for mark, raw in zip(pieces[::2], pieces[1::2], strict=True):
        backslashes, sign = mark[:-1], mark[-1]
        if backslashes:
            if parts:
                parts[-1] = (parts[-1][0], parts[-1][1] + backslashes)
            else:
                lead += backslashes
        if parts and parts[-1][0] == "~" and sign == "=" and not parts[-1][1].strip():
            parts[-1] = ("=", raw)
        else:
            parts.append((sign, raw))
    if lead.strip() or not parts:
        raise Unreadable(f"“{' '.join(lead.split())[:40]}” stands before the first = or ~.")
    return parts


def _option(sign: str, raw: str) -> BankOption:
    weight, raw = _weight(sign, raw)
    text, _, feedback = _cut(raw, "#")
    if match := _FORMAT.match(text):
        text = text[match.end() :]
    return BankOption(text=plain(text), weight=weight, feedback=plain(feedback))


def _weight(sign: str, raw: str) -> tuple[Decimal, str]:
    if given := _WEIGHT.match(raw):
        return read_weight(given[1]), raw[given.end() :]
    return (ALL if sign == "=" else Decimal(0)), raw


def _pair(raw: str) -> BankOption:
    left, _, rest = _cut(raw, "->")
    right, _, feedback = _cut(rest, "#")
    return BankOption(text=plain(left), match=plain(right), feedback=plain(feedback))


def _truth(right: str, feedback: str) -> list[BankOption]:
    """``T#when wrong#when right``: the order that Moodle documents."""
    when_wrong, _, when_right = _cut(feedback, "#")
    return [
        BankOption(
            text=name,
            weight=ALL if name == right else Decimal(0),
            feedback=plain(when_right if name == right else when_wrong),
        )
        for name in (TRUE, FALSE)
    ]


def _ordering(raw: str) -> list[BankOption]:
    first, _, rest = raw.partition("\n")
    rows = rest.split("\n")
    if not all(_ORDERING_WORD.fullmatch(word) for word in first.split()):
        rows = [first, *rows]
    options = []
    for row in rows:
        text, _, feedback = _cut(row, "#")
        if text.strip():
            options.append(BankOption(text=plain(text), feedback=plain(feedback)))
    return options


def _numeric(raw: str) -> list[BankOption]:
    if _find(raw, "=") < 0 and _find(raw, "~") < 0:
        return [_number("=", raw)]
    return [_number(sign, part) for sign, part in _signed(raw)]


def _number(sign: str, raw: str) -> BankOption:
    weight, raw = _weight(sign, raw)
    given, _, feedback = _cut(raw, "#")
    given = given.strip()
    option = BankOption(text=ANYTHING, weight=weight, feedback=plain(feedback))
    if given in ("", ANYTHING) and sign == "~":
        return option
    if ".." in given:
        low, high = (read_number(end) for end in given.split("..", maxsplit=1))
        if low > high:
            raise Unreadable(f"The range “{given[:40]}” ends before it begins.")
        option.text, option.tolerance = write_number((low + high) / 2), write_number((high - low) / 2)
    else:
        value, _, tolerance = given.partition(":")
        option.text = write_number(read_number(value))
        option.tolerance = write_number(abs(read_number(tolerance or "0")))
    return option


def _find(text: str, what: str, start: int = 0) -> int:
    """Where ``what`` stands without a backslash before it; -1 where it does not."""
    place = text.find(what, start)
    while place > 0:
        before = place
        while before > 0 and text[before - 1] == "\\":
            before -= 1
        if (place - before) % 2 == 0:
            break
        place = text.find(what, place + 1)
    return place


def _cut(text: str, what: str) -> tuple[str, str, str]:
    place = _find(text, what)
    return (text, "", "") if place < 0 else (text[:place], what, text[place + len(what) :])


def plain(text: str) -> str:
    """What a text says: line ends of the file are spaces, ``\\n`` a new line, a backslash frees the next character."""
    return _unescaped(text).strip()


def _unescaped(text: str) -> str:
    text = re.sub(r"[ \t]*\n[ \t]*", " ", text)
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)
