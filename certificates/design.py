"""How a document looks when the Secretariat designs it: boxes on a page, colours, words with fixed placeholders.

Pure data: it knows neither the database nor the drawing. Lengths are millimetres from the upper left corner.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from itertools import combinations
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SCHEMA = 1
PAGES: Mapping[str, tuple[float, float]] = {"A4": (297.0, 210.0), "LETTER": (279.4, 215.9)}  # lying
FRAMES = ("guilloche", "plain", "none")
ALIGNS: Mapping[str, float] = {"left": 0.0, "center": 0.5, "right": 1.0}
ELEMENTS: Mapping[str, Any] = {
    "issuers": gettext_lazy("Issuing bodies"),
    "document": gettext_lazy("Name of the document"),
    "holder": gettext_lazy("Holder's name"),
    "deed": gettext_lazy("What it attests"),
    "details": gettext_lazy("Dates, hours and modules"),
    "issued": gettext_lazy("Place and day of issue"),
    "proof": gettext_lazy("QR code and verification code"),
    "signatories": gettext_lazy("Signatures"),
    "foot": gettext_lazy("Donor and last line"),
}
REQUIRED = {"document", "holder", "deed", "details", "issued", "proof", "foot"}  # without them nobody can verify it
SMALLEST_WIDTH, SMALLEST_HEIGHT = 15.0, 5.0
TOUCH = 1.0  # millimetres that two boxes may share
TEXTS: Mapping[str, Any] = {
    "opening": gettext_lazy("How the bodies speak"),
    "deed": gettext_lazy("What the holder did"),
    "closing": gettext_lazy("A sentence of your own after the hours"),
}
# What may stand in braces in a text, and nothing else: a text is filled in, never run.
PLACEHOLDERS: Mapping[str, Any] = {
    "titulo": gettext_lazy("title of the activity"),
    "horas": gettext_lazy("time attended, served or given"),
    "horas_programadas": gettext_lazy("time scheduled"),
    "fechas": gettext_lazy("first and last day"),
    "modalidad": gettext_lazy("modality"),
    "lugar": gettext_lazy("place"),
    "version": gettext_lazy("course version"),
    "emisores": gettext_lazy("issuing bodies"),
    "resultado": gettext_lazy("result"),
}
_BRACES = re.compile(r"\{([^{}]*)\}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element stands and how: ``scale`` is the size of its letters, in hundredths of the house's."""

    x: float
    y: float
    w: float
    h: float
    scale: int = 100
    align: str = "center"
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Emblem:
    """A picture on the page: an emblem, with what is read aloud in its place."""

    image: str
    x: float
    y: float
    w: float
    h: float
    alt: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DrawnSignatory:
    """Who signs while the position is theirs; ``image`` is the drawn signature, ``until`` the day after the last."""

    name: str
    position: Mapping[str, str]
    image: str = ""
    since: date | None = None
    until: date | None = None

    def is_in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


def house_boxes(*, is_upright: bool = False) -> dict[str, Box]:
    """Where the house itself puts things; they fit every paper it knows."""
    if is_upright:
        return {
            "issuers": Box(28, 34, 154, 18),
            "document": Box(28, 56, 154, 22),
            "holder": Box(26, 82, 158, 38),
            "deed": Box(28, 124, 154, 34),
            "details": Box(28, 162, 154, 34),
            "issued": Box(28, 199, 154, 12),
            "signatories": Box(28, 213, 154, 28),
            "proof": Box(28, 243, 154, 22, align="left"),
            "foot": Box(28, 267, 154, 8),
        }
    return {
        "issuers": Box(38, 31, 221, 13),
        "document": Box(38, 44, 221, 18),
        "holder": Box(30, 62, 237, 31),
        "deed": Box(38, 93, 221, 23),
        "details": Box(38, 116, 221, 27),
        "issued": Box(38, 143, 221, 9),
        "proof": Box(29, 153, 92, 28, align="left"),
        "signatories": Box(125, 153, 143, 28),
        "foot": Box(29, 182.5, 239, 6.5),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One look, whole. ``from_json(as_json())`` gives it back."""

    page: str = "A4"
    is_upright: bool = False
    frame: str = "guilloche"
    background: str = ""
    title_colour: str = "#22407a"
    text_colour: str = "#1b1f27"
    quiet_colour: str = "#555b66"
    boxes: Mapping[str, Box] = field(default_factory=house_boxes)
    emblems: tuple[Emblem, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signatories: tuple[DrawnSignatory, ...] = ()
    donor_line: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper."""
        width, height = PAGES[self.page]
        return (height, width) if self.is_upright else (width, height)

    def as_json(self) -> dict[str, Any]:
        kept = asdict(self) | {
            name: [asdict(one) for one in getattr(self, name)] for name in ("emblems", "signatories")
        }
        for row in kept["signatories"]:
            row["since"], row["until"] = (str(row[name]) if row[name] else None for name in ("since", "until"))
        return {**kept, "schema": SCHEMA}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The design that ``as_json`` kept; an element of a later schema is left aside."""
        known = {one.name: kept[one.name] for one in fields(cls) if one.name in kept}
        known["boxes"] = house_boxes(is_upright=known.get("is_upright", False)) | {
            name: Box(**box) for name, box in known.get("boxes", {}).items() if name in ELEMENTS
        }
        known["emblems"] = tuple(Emblem(**one) for one in known.get("emblems", ()))
        known["signatories"] = tuple(
            DrawnSignatory(**{**row, "since": _day(row.get("since")), "until": _day(row.get("until"))})
            for row in known.get("signatories", ())
        )
        return cls(**known)

    def signatories_on(self, day: date) -> tuple[DrawnSignatory, ...]:
        """Who signs on that day, in order."""
        return tuple(one for one in self.signatories if one.is_in_force(day))

    def images(self) -> set[str]:
        """The pictures it names."""
        named = {self.background, *(one.image for one in self.emblems), *(one.image for one in self.signatories)}
        return named - {""}

    def printed_texts(self) -> Iterator[str]:
        """Every text of the design that ends up on paper, placeholders taken out."""
        for text in (*self.texts.values(), self.donor_line):
            yield from (_BRACES.sub("", words) for words in text.values())
        for one in self.signatories:
            yield one.name
            yield from one.position.values()

    def turned(self) -> "Design":
        """On the paper turned by a quarter, every element back where the house puts it there."""
        return replace(self, is_upright=not self.is_upright, boxes=house_boxes(is_upright=not self.is_upright))


def find_faults(design: Design) -> Iterator[str]:
    """What keeps the design from being used, each a sentence."""
    yield from _faults_of_boxes(design)
    yield from _faults_of_emblems(design)
    yield from _faults_of_colours(design)
    for text in design.texts.values():
        for unknown in sorted(set(unknown_placeholders(text))):
            yield _("{%(name)s} is not a placeholder. Choose one from the list.") % {"name": unknown}


def find_cautions(design: Design) -> Iterator[str]:
    """What may be meant but seldom is: elements that stand over one another."""
    shown = [(name, box) for name, box in design.boxes.items() if box.is_shown]
    for (one, first), (other, second) in combinations(shown, 2):
        across = min(first.x + first.w, second.x + second.w) - max(first.x, second.x)
        down = min(first.y + first.h, second.y + second.h) - max(first.y, second.y)
        if across > TOUCH and down > TOUCH:
            yield _("“%(one)s” and “%(other)s” overlap.") % {"one": ELEMENTS[one], "other": ELEMENTS[other]}


def _faults_of_boxes(design: Design) -> Iterator[str]:
    for name, box in design.boxes.items():
        label = {"element": ELEMENTS[name]}
        if not box.is_shown:
            if name in REQUIRED:
                yield _("“%(element)s” cannot be left out: without it nobody can verify the document.") % label
        elif box.w < SMALLEST_WIDTH or box.h < SMALLEST_HEIGHT:
            yield _("“%(element)s” is too small: at least 15 × 5 mm.") % label
        elif not is_on_page(box, *design.size):
            yield _("“%(element)s” reaches beyond the paper. Move it or make it smaller.") % label


def _faults_of_emblems(design: Design) -> Iterator[str]:
    for emblem in design.emblems:
        if not is_on_page(emblem, *design.size):
            yield _("An emblem reaches beyond the paper. Move it or make it smaller.")
        if not all(emblem.alt.get(language) for language in ("es", "en")):
            yield _("An emblem has no words for those who cannot see it. Write them in both languages.")


def _faults_of_colours(design: Design) -> Iterator[str]:
    for colour in (design.title_colour, design.text_colour, design.quiet_colour):
        if not _COLOUR.fullmatch(colour):
            yield _("“%(colour)s” is not a colour.") % {"colour": colour}
        elif contrast_with_white(colour) < 4.5:
            yield _("The colour %(colour)s is too pale to be read on paper. Choose a darker one.") % {"colour": colour}


def is_on_page(box: Box | Emblem, width: float, height: float) -> bool:
    within = box.x >= 0 and box.y >= 0 and box.w > 0 and box.h > 0
    return within and box.x + box.w <= width + 0.01 and box.y + box.h <= height + 0.01


def unknown_placeholders(text: Mapping[str, str]) -> Iterator[str]:
    """Words in braces that nothing stands for; a brace alone is one too."""
    for words in text.values():
        yield from (name for name in _BRACES.findall(words) if name not in PLACEHOLDERS)
        if set("{}") & set(_BRACES.sub("", words)):
            yield "…"


def fill(words: str, values: Mapping[str, str]) -> str:
    """``words`` with each placeholder replaced by its value."""
    return _BRACES.sub(lambda found: values.get(found[1], ""), words).strip()


def contrast_with_white(colour: str) -> float:
    """How far a colour stands out on white paper, as WCAG counts it."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
