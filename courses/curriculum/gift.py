"""Questions in Moodle's GIFT format: what a curriculum folder needs of it. Faults carry the line they stand on."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from courses.curriculum.errors import Fault

_TAG = re.compile(r"\[(id|tag):([^\]]+)\]")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_OPTION = re.compile(r"(?<!\\)([=~])")
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_QUESTION = re.compile(r"(?:::(?P<name>(?:\\.|[^:\\])*)::)?(?P<stem>.*?)(?<!\\)\{(?P<answers>.*)(?<!\\)\}", re.DOTALL)
DIFFICULTIES = {"facil": "EASY", "medio": "MEDIUM", "media": "MEDIUM", "dificil": "HARD"}


@dataclass(slots=True)
class GiftOption:
    text: str
    weight: int
    feedback: str


@dataclass(slots=True)
class GiftQuestion:
    key: str
    name: str
    stem: str
    reason: str
    line: int
    tags: list[str] = field(default_factory=list)
    options: list[GiftOption] = field(default_factory=list)

    @property
    def difficulty(self) -> str:
        return next((DIFFICULTIES[tag] for tag in self.tags if tag in DIFFICULTIES), "MEDIUM")


def read_gift(path: Path, text: str) -> tuple[list[GiftQuestion], list[Fault]]:
    """Every question of ``text`` and every fault; a question with a fault is left out."""
    questions: list[GiftQuestion] = []
    faults: list[Fault] = []
    for line, chunk in _chunks(text):
        labels = _TAG.findall("\n".join(row for row in chunk.splitlines() if row.lstrip().startswith("//")))
        body = "\n".join(row for row in chunk.splitlines() if not row.lstrip().startswith("//")).strip()
        if not body:
            continue
        question, problem = _question(body, line, labels)
        if question is None:
            faults.append(Fault(path, line, problem))
        else:
            questions.append(question)
    for key in {question.key for question in questions}:
        twins = [question for question in questions if question.key == key]
        faults.extend(Fault(path, twin.line, f"The question id “{key}” stands twice.") for twin in twins[1:])
    return questions, faults


def _chunks(text: str) -> list[tuple[int, str]]:
    """Questions are separated by blank lines; each with the number of its first line."""
    found: list[tuple[int, str]] = []
    start = 1
    rows: list[str] = []
    for number, row in enumerate([*text.splitlines(), ""], start=1):
        if row.strip():
            if not rows:
                start = number
            rows.append(row)
        elif rows:
            found.append((start, "\n".join(rows)))
            rows = []
    return found


def _question(body: str, line: int, labels: list[tuple[str, str]]) -> tuple[GiftQuestion | None, str]:
    key = next((value.strip() for kind, value in labels if kind == "id"), "")
    if not key:
        return None, "A question needs an id: write “// [id:…]” above it."
    match = re.fullmatch(
        r"(?:::(?P<name>(?:\\.|[^:\\])*)::)?(?P<stem>.*?)(?<!\\)\{(?P<answers>.*)(?<!\\)\}", body, re.DOTALL
    )
    if not match:
        return None, f"The question “{key}” has no answers between braces."
    answers, _, reason = match["answers"].partition("####")
    options = _options(answers)
    if len(options) < 2:
        return None, f"The question “{key}” needs two options or more."
    if [option.weight for option in options].count(100) != 1:
        return None, f"The question “{key}” needs exactly one right option (=)."
    return (
        GiftQuestion(
            key=key,
            name=_plain(match["name"] or key),
            stem=_plain(match["stem"]),
            reason=_plain(reason),
            line=line,
            tags=[value.strip() for kind, value in labels if kind == "tag"],
            options=options,
        ),
        "",
    )


def _options(answers: str) -> list[GiftOption]:
    parts = _OPTION.split(answers)[1:]
    found = []
    for sign, raw in zip(parts[::2], parts[1::2], strict=True):
        raw_text, _, feedback = re.sub(r"(?<!\\)#", "\0", raw, count=1).partition("\0")
        weight = 100 if sign == "=" else 0
        if given := _WEIGHT.match(raw_text.strip()):
            weight, raw_text = round(float(given[1])), raw_text.strip()[given.end() :]
        found.append(GiftOption(text=_plain(raw_text), weight=weight, feedback=_plain(feedback)))
    return found


def _plain(text: str) -> str:
    text = _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text)
    return re.sub(r"[ \t]*\n[ \t]*", " ", text).strip()
