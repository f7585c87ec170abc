"""Texts with gaps in Moodle's embedded-answer notation, ``{1:SHORTANSWER:=perito#Así es.~%50%experto}``."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from courses.questions.items import ANYTHING, MAX_OPTIONS, BankOption, Unreadable
from courses.questions.weights import ALL, read_number, read_weight, write_number

Form = Literal["choice", "short", "numeric"]
_FORMS: dict[str, Form] = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"), "short"),
    **dict.fromkeys(("NUMERICAL", "NM"), "numeric"),
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), "choice"),
    **dict.fromkeys(("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), "choice"),
}
_CASE = {"SHORTANSWER_C", "SAC", "MWC"}
GAP = re.compile(r"(?<!\\)\{[ \t]*([0-9]{0,3})[ \t]*:[ \t]*([A-Z_]{2,16})[ \t]*:((?:\\.|[^{}\\])*)\}", re.DOTALL)
_ESCAPED = re.compile(r"\\([#~/\"}{\\=])")
_WEIGHT = re.compile(r"%(-?[\d.]{1,12})%")


@dataclass(slots=True)
class Gap:
    """One gap: how it is filled, how much of the question it is, and its answers."""

    form: Form
    weight: int
    options: list[BankOption] = field(default_factory=list)
    is_case_sensitive: bool = False


def read_cloze(source: str) -> tuple[list[str], list[Gap]]:
    """The texts around the gaps, one more than gaps, and the gaps."""
    texts: list[str] = []
    gaps: list[Gap] = []
    end = 0
    for found in GAP.finditer(source):
        texts.append(source[end : found.start()])
        gaps.append(_gap(found[1], found[2], found[3]))
        end = found.end()
    texts.append(source[end:])
    if not gaps:
        raise Unreadable("A text with gaps needs one: {1:SHORTANSWER:=…}, {1:MULTICHOICE:=…~…} or {1:NUMERICAL:=…}.")
    if not any(gap.weight for gap in gaps):
        raise Unreadable("Of the gaps, one or more must count: {1:…}.")
    return texts, gaps


def _gap(weight: str, name: str, answers: str) -> Gap:
    form = _FORMS.get(name)
    if form is None:
        raise Unreadable(f"“{name}” is no kind of gap; there are SHORTANSWER, MULTICHOICE and NUMERICAL.")
    gap = Gap(form=form, weight=int(weight or 1), is_case_sensitive=name in _CASE)
    gap.options = [_option(part, form) for part in re.split(r"(?<!\\)~", answers) if part.strip()]
    if form == "choice" and len(gap.options) < 2:
        raise Unreadable("A gap to choose in needs two options or more.")
    if len(gap.options) > MAX_OPTIONS:
        raise Unreadable(f"A gap has {MAX_OPTIONS} answers at most.")
    if not any(option.weight == ALL for option in gap.options):
        raise Unreadable("Every gap needs a right answer (=).")
    if len({option.text for option in gap.options}) < len(gap.options) and form == "choice":
        raise Unreadable("Two options of a gap say the same.")
    return gap


def _option(raw: str, form: Form) -> BankOption:
    text, _, feedback = re.sub(r"(?<!\\)#", "\0", raw.strip(), count=1).partition("\0")
    weight = Decimal(0)
    if text.startswith("="):
        weight, text = ALL, text[1:]
    if given := _WEIGHT.match(text):
        weight, text = read_weight(given[1]), text[given.end() :]
    option = BankOption(text=plain_gap(text), weight=weight, feedback=plain_gap(feedback))
    if not option.text:
        raise Unreadable("An answer of a gap is empty.")
    if form == "numeric" and option.text != ANYTHING:
        value, _, tolerance = option.text.partition(":")
        option.text = write_number(read_number(value))
        option.tolerance = write_number(abs(read_number(tolerance or "0")))
    return option


def plain_gap(text: str) -> str:
    return re.sub(r"\s+", " ", _ESCAPED.sub(r"\1", text)).strip()
