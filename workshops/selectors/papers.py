"""The questions of an attempt as the screen asks them. Nothing here reads a question's key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.enums import QuestionKind
from courses.models import QuestionVersion
from courses.questions.papers import TYPED, kind_of
from lms.common.fields import Translated
from workshops.models import Answer, Attempt

Filling = Mapping[str, Sequence[str]]  # what the fields of a question's form hold, by their names
RADIO = {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option under its place in this attempt's order; ``name`` stays on the server.

    ``given`` is what was answered to it: the place it was put in, or of the choice it was matched with.
    """

    place: int
    text: str
    name: str
    is_chosen: bool = False
    given: str = ""


@dataclass(frozen=True, slots=True)
class AskedGap:
    """A gap in a text: its number, how it is filled, and what stands in it."""

    number: int
    name: str
    form: str
    options: list[AskedOption]
    given: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a text with gaps, and the gap after it."""

    text: str
    gap: AskedGap | None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of an attempt as it may be shown before submission, with what was answered so far."""

    number: int
    question_id: int
    kind: str
    language: str
    stem: str
    options: list[AskedOption]
    chosen: tuple[Any, ...]
    revision: int
    choices: list[AskedOption] = field(default_factory=list)
    parts: list[TextPart] = field(default_factory=list)
    typed: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen)

    @property
    def can_be_taken_back(self) -> bool:
        """A radio button that was pressed stays pressed; everything else can be emptied."""
        return self.is_answered and self.kind not in RADIO

    @property
    def chosen_place(self) -> int | None:
        return next((option.place for option in self.options if option.name in self.chosen), None)

    @property
    def template(self) -> str:
        name = "single" if self.kind in RADIO else self.kind.lower()
        return f"workshops/questions/{name}.html"


def get_asked_questions(attempt: Attempt, *, language: str) -> list[AskedQuestion]:
    """Every question of ``attempt`` in its order. The column that holds the key is not read. Two queries."""
    rows = (
        QuestionVersion.objects.filter(pk__in=[row["question"] for row in attempt.paper]).only("pk", "asked").in_bulk()
    )
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    return [
        _asked(number, rows[row["question"]].asked, row, answers.get(row["question"]), language)
        for number, row in enumerate(attempt.paper, start=1)
    ]


def fill_anew(question: AskedQuestion, attempt: Attempt, filling: Filling, *, language: str) -> AskedQuestion:
    """The same question with what was just typed in it, so that a refused answer need not be typed again."""
    row = attempt.paper[question.number - 1]
    asked = QuestionVersion.objects.only("pk", "asked").get(pk=question.question_id).asked
    return _filled(question.number, asked, row, question.chosen, question.revision, filling, language)


def _asked(
    number: int, asked: dict[str, Any], row: dict[str, Any], answer: Answer | None, language: str
) -> AskedQuestion:
    chosen = tuple(answer.chosen) if answer else ()
    revision = answer.revision if answer else 0
    return _filled(number, asked, row, chosen, revision, fields_of(row, chosen), language)


def fields_of(row: dict[str, Any], chosen: Sequence[Any]) -> dict[str, list[str]]:
    """The fields of the question's form as the saved answer fills them; in them every option is a place."""
    kind = kind_of(row)
    places = {name: str(place) for place, name in enumerate(row["options"], start=1)}
    if kind in TYPED:
        return {"text": [str(text) for text in chosen]}
    if kind == QuestionKind.ORDERING:
        return {f"order-{places[name]}": [str(number)] for number, name in enumerate(chosen, start=1)}
    if kind == QuestionKind.MATCHING:
        choices = {name: str(place) for place, name in enumerate(row["choices"], start=1)}
        return {f"match-{places[left]}": [choices[right]] for left, right in chosen}
    if kind == QuestionKind.CLOZE:
        given = dict(chosen)
        return {
            f"gap-{number}": [_gap_field(gap, given[gap["id"]])]
            for number, gap in enumerate(row["gaps"], start=1)
            if gap["id"] in given
        }
    return {"option": [places[name] for name in chosen]}


def _gap_field(gap: dict[str, Any], given: str) -> str:
    return str(gap["options"].index(given) + 1) if gap["form"] == "choice" else given


def _filled(
    number: int,
    asked: dict[str, Any],
    row: dict[str, Any],
    chosen: tuple[Any, ...],
    revision: int,
    filling: Filling,
    language: str,
) -> AskedQuestion:
    stem = Translated(asked["stem"])
    return AskedQuestion(
        number=number,
        question_id=row["question"],
        kind=kind_of(row),
        language=spoken_language(stem, language),
        stem=stem.in_language(language),
        options=_options(asked["options"], row, filling, language),
        chosen=chosen,
        revision=revision,
        choices=_plain_options(asked.get("choices", []), row.get("choices", []), language),
        parts=_parts(asked, row, filling, language),
        typed=_first(filling, "text"),
    )


def _options(shown: list[dict[str, Any]], row: dict[str, Any], filling: Filling, language: str) -> list[AskedOption]:
    texts = {option["id"]: Translated(option["text"]) for option in shown}
    chosen = filling.get("option", ())
    return [
        AskedOption(
            place=place,
            text=texts[name].in_language(language),
            name=name,
            is_chosen=str(place) in chosen,
            given=_first(filling, f"order-{place}") or _first(filling, f"match-{place}"),
        )
        for place, name in enumerate(row["options"], start=1)
    ]


def _plain_options(shown: list[dict[str, Any]], order: list[str], language: str) -> list[AskedOption]:
    texts = {option["id"]: Translated(option["text"]) for option in shown}
    return [
        AskedOption(place=place, text=texts[name].in_language(language), name=name)
        for place, name in enumerate(order, start=1)
    ]


def _parts(asked: dict[str, Any], row: dict[str, Any], filling: Filling, language: str) -> list[TextPart]:
    if "gaps" not in row:
        return []
    shown = {gap["id"]: gap["options"] for gap in asked["gaps"]}
    parts = asked["parts"]
    texts = parts.get(language) or parts["es"]
    gaps: list[AskedGap | None] = [
        AskedGap(
            number=number,
            name=gap["id"],
            form=gap["form"],
            options=_plain_options(shown[gap["id"]], gap["options"], language),
            given=_first(filling, f"gap-{number}"),
        )
        for number, gap in enumerate(row["gaps"], start=1)
    ]
    return [TextPart(text=text, gap=gap) for text, gap in zip(texts, [*gaps, None], strict=True)]


def _first(filling: Filling, name: str) -> str:
    return next(iter(filling.get(name, ())), "")


def spoken_language(text: Translated, language: str) -> str:
    """The language in which ``text`` will appear to a reader of ``language``."""
    return next((code for code in (language, language.split("-", maxsplit=1)[0]) if text.get(code)), "es")
