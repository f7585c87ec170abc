"""The certificate as it is drawn: what stands where on the page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import segno
from reportlab.lib.colors import Color

from certificates.document import guilloche, palette
from certificates.document.fitting import fit_name
from certificates.document.sheet import HEIGHT, WIDTH, Sheet, width
from certificates.document.wording import PHRASES, WORDINGS, issued_in_words, period_in_words, time_in_words
from certificates.enums import AwardKind
from certificates.statement import Signatory, Statement, said
from lms.common import typefaces
from lms.common.typefaces import SANS, SANS_STRONG, SERIF, SERIF_ITALIC, SERIF_STRONG, Typeface

CERTIFICATES = {AwardKind.APPROVAL, AwardKind.INTERNSHIP}  # the others are notes and look like notes
INSET = 43.0  # from the edge of the paper to the middle of the band
EDGES = guilloche.Edges(INSET, INSET, WIDTH - INSET, HEIGHT - INSET)
MEASURE = 640.0  # widest line of text
MIDDLE = WIDTH / 2
TOP, FLOOR = HEIGHT - 88.0, 166.0  # between them stands what is attested
FOOT_LEFT, FOOT_RIGHT = 84.0, WIDTH - 84.0
QR_SIZE, QR_BOTTOM = 72.0, 82.0
SCALES = tuple(1 - step * 0.02 for step in range(26))  # down to half: six modules in two languages still fit


class PageOverflow(Exception):
    """The statement holds more text than a page can carry at half size."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed beside the statement."""

    kind: str
    statement: Statement
    number: str
    code: str
    url: str
    issued_on: date
    issued_at: datetime
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one element: set in one face, read aloud as one."""

    lines: tuple[str, ...]
    typeface: Typeface
    size: float
    leading: float
    before: float = 0.0
    colour: Color = field(default=palette.INK)
    tracking: float = 0.0
    tag: str = "P"
    language: str = ""
    rule: bool = False
    flows: bool = False  # its lines are one text, which another width breaks elsewhere

    def scaled(self, factor: float) -> "Block":
        return replace(
            self,
            size=self.size * factor,
            leading=self.leading * factor,
            before=self.before * factor,
            tracking=self.tracking * factor,
        )

    @property
    def height(self) -> float:
        return self.before + self.leading * len(self.lines)


def draw(paper: Paper) -> bytes:
    """The unsigned document; the same paper gives the same bytes. The title in its properties names nobody."""
    sheet = open_sheet(paper)
    with sheet.ornament():
        if paper.kind in CERTIFICATES:
            guilloche.draw_ground(sheet.canvas, MIDDLE, (TOP + FLOOR) / 2)
            guilloche.draw_frame(sheet.canvas, EDGES)
        else:
            guilloche.draw_plain_frame(sheet.canvas, EDGES)
    _draw_blocks(sheet, _fit(_blocks(paper)))
    _draw_signatories(sheet, paper.statement)
    _draw_proof(sheet, paper)
    _draw_last_line(sheet, paper.statement)
    return sheet.finish()


def open_sheet(paper: Paper, size: tuple[float, float] = (WIDTH, HEIGHT)) -> Sheet:
    """An empty page with the document's properties."""
    language = paper.statement.languages[0]
    return Sheet(
        title=f"{WORDINGS[paper.kind][language].name}: {said(paper.statement.title, language)}",
        author=", ".join(said(issuer, language) for issuer in paper.statement.issuers),
        language=language,
        at=paper.issued_at,
        seed=paper.number,
        size=size,
    )


# --- what is attested
def _blocks(paper: Paper) -> list[Block]:
    typefaces.load()
    first, *others = paper.statement.languages
    second = others[0] if others else ""
    makers = (issuer_blocks, name_of_document_blocks, holder_blocks, deed_blocks, detail_blocks, issue_blocks)
    return [block for maker in makers for block in maker(paper, first, second) if any(block.lines)]


def issuer_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    issuers = paper.statement.issuers
    yield Block(
        tuple(said(issuer, first).upper() for issuer in issuers), SANS_STRONG, 9.4, 14.5,
        colour=palette.ANIL, tracking=1.15, language=first,
    )  # fmt: skip
    if second:
        joined = "  ·  ".join(said(issuer, second) for issuer in issuers)
        yield wrapped(joined, SERIF_ITALIC, 9, 12, before=1, colour=palette.QUIET, language=second)


def name_of_document_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    words = WORDINGS[paper.kind]
    colour = palette.ANIL if paper.kind in CERTIFICATES else palette.JADE
    yield Block((words[first].name,), SERIF, 31, 38, before=11, colour=colour, tag="H1", language=first)
    if second:
        yield Block((words[second].name,), SERIF_ITALIC, 14, 17, colour=palette.QUIET, language=second)


def holder_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    several = len(paper.statement.issuers) > 1
    says = {code: words.several_say if several else words.one_says for code, words in WORDINGS[paper.kind].items()}
    yield from pair(says[first], says.get(second, ""), 12, 17, 11, first, second, before=9)
    fit = fit_name(paper.statement.holder_name)
    if fit is None:
        raise PageOverflow
    yield Block(fit.lines, SERIF, fit.size, fit.size * 1.16, before=6, language=first, rule=True)
    country = said(paper.statement.holder_country, first)
    yield Block((country,) if country else (), SANS, 9.5, 13, before=9, colour=palette.QUIET, language=first)


def deed_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    words, title = WORDINGS[paper.kind], paper.statement.title
    yield from pair(words[first].deed, words[second].deed if second else "", 12, 17, 11, first, second, before=11)
    yield wrapped(said(title, first), SERIF_STRONG, 18, 23, before=3, language=first)
    if second:
        yield wrapped(said(title, second), SERIF_ITALIC, 12, 15.5, colour=palette.QUIET, language=second)


def detail_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    for language, typeface, size, colour, before in (
        (first, SANS, 9.8, palette.INK, 7),
        (second, SERIF_ITALIC, 9.0, palette.QUIET, 4),
    ):
        if not language:
            continue
        for number, text in enumerate(details(paper, language)):
            yield wrapped(
                text, typeface, size, size * 1.5, before=0 if number else before, colour=colour, language=language
            )


def details(paper: Paper, language: str) -> Iterable[str]:
    """Where and when; how long and which version; of what it consisted and how it ended."""
    statement, phrases = paper.statement, PHRASES[language]
    where = [said(statement.modality, language), said(statement.place, language)]
    yield joined([*where, period_in_words(statement.starts_on, statement.ends_on, language)])
    time = time_in_words(
        paper.kind, attended=statement.minutes_attended, scheduled=statement.minutes_scheduled, language=language
    )
    version = phrases["version"].format(version=statement.course_version) if statement.course_version else ""
    result = f"{phrases['result']}: {said(statement.result, language)}" if statement.result else ""
    yield joined([time, version, result])
    if statement.modules:
        yield f"{phrases['modules']}: " + "; ".join(said(module, language) for module in statement.modules) + "."


def issue_blocks(paper: Paper, first: str, second: str) -> Iterable[Block]:
    def issued(language: str) -> str:
        place = said(paper.statement.issued_in, language)
        return issued_in_words(paper.kind, place=place, day=paper.issued_on, language=language)

    yield Block((issued(first),), SERIF, 10.5, 15, before=9, language=first)
    if second:
        yield Block((issued(second),), SERIF_ITALIC, 9, 12.5, colour=palette.QUIET, language=second)


def pair(
    text: str, other: str, size: float, leading: float, other_size: float, first: str, second: str, *, before: float
) -> Iterable[Block]:
    """A short phrase in the first language and, beneath, smaller, in the second."""
    yield Block((text,), SERIF_ITALIC, size, leading, before=before, colour=palette.QUIET, language=first)
    if other:
        yield Block((other,), SERIF_ITALIC, other_size * 0.85, leading * 0.8, colour=palette.QUIET, language=second)


def joined(parts: Iterable[str]) -> str:
    return "  ·  ".join(part for part in parts if part)


def wrapped(text: str, typeface: Typeface, size: float, leading: float, **style: object) -> Block:
    return Block(wrap(text, typeface, size, MEASURE), typeface, size, leading, flows=True, **style)  # type: ignore[arg-type]


def wrap(text: str, typeface: Typeface, size: float, measure: float) -> tuple[str, ...]:
    """``text`` in lines no wider than ``measure``, broken at plain spaces and about equally long."""
    greedy = _filled(text, typeface, size, measure)
    if len(greedy) < 2:
        return greedy
    narrow = measure
    while narrow > measure / 2:  # the narrowest measure with as many lines leaves no orphan at the end
        narrower = _filled(text, typeface, size, narrow - 8)
        if len(narrower) > len(greedy):
            break
        greedy, narrow = narrower, narrow - 8
    return greedy


def _filled(text: str, typeface: Typeface, size: float, measure: float) -> tuple[str, ...]:
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width(longer, typeface, size) > measure:
            lines.append(line)
            line = word
        else:
            line = longer
    return (*lines, line) if line else tuple(lines)


def _fit(blocks: list[Block]) -> list[Block]:
    """The blocks at the largest scale at which they stand between top and floor."""
    for scale in SCALES:
        scaled = [block.scaled(scale) for block in blocks]
        if sum(block.height for block in scaled) <= TOP - FLOOR:
            return scaled
    raise PageOverflow


def _draw_blocks(sheet: Sheet, blocks: list[Block]) -> None:
    slack = TOP - FLOOR - sum(block.height for block in blocks)
    y, air = TOP - slack * 0.3, slack * 0.4 / max(len(blocks), 1)
    for block in blocks:
        y -= block.before + (air if block.before else 0)
        with sheet.element(block.tag, language=block.language):
            for line in block.lines:
                y -= block.leading
                sheet.text(
                    line, x=MIDDLE, y=y + block.leading * 0.26, typeface=block.typeface, size=block.size,
                    colour=block.colour, tracking=block.tracking,
                )  # fmt: skip
        if block.rule:
            draw_rule(sheet, y - 4)


def draw_rule(sheet: Sheet, y: float, *, middle: float = MIDDLE, half: float = 190.0) -> None:
    with sheet.ornament():
        sheet.canvas.setStrokeColor(palette.RULE)
        sheet.canvas.setLineWidth(0.6)
        sheet.canvas.line(middle - half, y, middle - 7, y)
        sheet.canvas.line(middle + 7, y, middle + half, y)
        sheet.canvas.setFillColor(palette.BARRO)
        path = sheet.canvas.beginPath()
        path.moveTo(middle - 3.2, y)
        for x, height in ((middle, y + 3.2), (middle + 3.2, y), (middle, y - 3.2)):
            path.lineTo(x, height)
        path.close()
        sheet.canvas.drawPath(path, stroke=0, fill=1)


# --- the foot
def _draw_signatories(sheet: Sheet, statement: Statement) -> None:
    """Up to three side by side, names on one line; the proof stands to their left."""
    start, gap = FOOT_LEFT + 270.0, 22.0
    count = max(len(statement.signatories), 1)
    column = min((FOOT_RIGHT - start - gap * (count - 1)) / count, 190.0)
    left = FOOT_RIGHT - column * count - gap * (count - 1)
    for number, signatory in enumerate(statement.signatories):
        x = left + number * (column + gap) + column / 2
        with sheet.ornament():
            sheet.canvas.setStrokeColor(palette.INK)
            sheet.canvas.setLineWidth(0.5)
            sheet.canvas.line(x - column / 2, 131, x + column / 2, 131)
        _draw_signatory(sheet, signatory, x=x, column=column, languages=statement.languages)


def _draw_signatory(sheet: Sheet, signatory: Signatory, *, x: float, column: float, languages: tuple[str, ...]) -> None:
    size = min(10.0, 10.0 * column / max(width(signatory.name, SERIF, 10.0), 1))
    y = 118.5
    with sheet.element("P"):
        sheet.text(signatory.name, x=x, y=y, typeface=SERIF, size=size, colour=palette.INK)
    for language in languages:
        typeface = SANS if language == languages[0] else SERIF_ITALIC
        lines = wrap(said(signatory.position, language), typeface, 7.8, column)
        with sheet.element("P", language=language):
            for line in lines:
                y -= 10.4
                sheet.text(line, x=x, y=y, typeface=typeface, size=7.8, colour=palette.QUIET)


def _draw_proof(sheet: Sheet, paper: Paper) -> None:
    """QR, address and code, number of the register and fingerprint of the authority."""
    first = paper.statement.languages[0]
    with sheet.element("Figure", alternative=PHRASES[first]["qr"].format(url=paper.url), language=first):
        draw_qr(sheet, paper.url)
    x, y = FOOT_LEFT + QR_SIZE + 13, QR_BOTTOM + QR_SIZE - 7
    verify = " · ".join(PHRASES[language]["verify"] for language in paper.statement.languages)
    with sheet.element("P", language=first):
        sheet.text(verify, x=x, y=y, typeface=SANS_STRONG, size=7.6, colour=palette.ANIL, align=0)
    shown = paper.url.partition("://")[2].removesuffix(paper.code)
    with sheet.element("Link", language=first):
        sheet.text(shown, x=x, y=y - 13.5, typeface=SANS, size=7.6, colour=palette.INK, align=0)
        sheet.text(
            paper.code, x=x, y=y - 28, typeface=SANS_STRONG, size=11.4, colour=palette.INK, align=0, tracking=0.6
        )
        sheet.link(paper.url, box=(x - 2, y - 32, x + 150, y - 4), words=paper.url)
    small = [PHRASES[first]["number"].format(number=paper.number)]
    if paper.fingerprint:
        small.append(f"{PHRASES[first]['fingerprint']}: {paper.fingerprint}")
    for number, line in enumerate(small):
        with sheet.element("P", language=first):
            sheet.text(
                line, x=x, y=y - 45 - 11.5 * number, typeface=SANS, size=7.2, colour=palette.QUIET, align=0
            )  # fmt: skip


def draw_qr(sheet: Sheet, url: str, *, x: float = FOOT_LEFT, y: float = QR_BOTTOM, side: float = QR_SIZE) -> None:
    """Dark modules as row-wise merged rectangles of one path: crisp at any size, no seams, a few hundred bytes."""
    rows = [bytes(row) for row in segno.make(url, error="m", boost_error=False, micro=False).matrix]
    bars = [
        (run.start(), len(rows) - 1 - line, run.end() - run.start())
        for line, row in enumerate(rows)
        for run in re.finditer(rb"\x01+", row)
    ]
    sheet.canvas.setFillColor(palette.INK)
    sheet.bars(bars, x=x, y=y, unit=side / len(rows))


def _draw_last_line(sheet: Sheet, statement: Statement) -> None:
    y = 66.0 + 2.5 * (len(statement.languages) - 1)
    for language in statement.languages:
        line = joined([said(statement.donor_line, language), PHRASES[language]["disclaimer"]])
        size = min(7.0, 7.0 * (FOOT_RIGHT - FOOT_LEFT) / max(width(line, SANS, 7.0), 1))
        with sheet.element("P", language=language):
            sheet.text(line, x=MIDDLE, y=y, typeface=SANS, size=size, colour=palette.QUIET)
        y -= 8.6
