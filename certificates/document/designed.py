"""A document drawn as the Secretariat designed it: the same words as the house's own page, each in a box of its own."""

import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from certificates.design import ALIGNS, Box, Design, fill
from certificates.document import guilloche, page, palette
from certificates.document.fitting import fit_name
from certificates.document.page import Block, PageOverflow, Paper, wrap
from certificates.document.sheet import Sheet, width
from certificates.document.wording import PHRASES, WORDINGS, placeholder_values
from certificates.statement import Signatory, said
from lms.common.typefaces import SANS, SANS_STRONG, SERIF, SERIF_ITALIC

SMALLEST = 0.3  # of the house's size: smaller nobody reads
STEP = 0.02
INSET = 15.2 * mm
Pictures = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Area:
    """A box in points from the lower left corner, as drawing wants it."""

    left: float
    bottom: float
    width: float
    height: float
    align: float
    scale: float

    @property
    def top(self) -> float:
        return self.bottom + self.height

    @property
    def anchor(self) -> float:
        """Where lines begin, have their middle or end."""
        return self.left + self.width * self.align


class Kept(ImageReader):  # type: ignore[misc]
    """A JPEG that goes into the document as it is: reportlab would unpack it only to find a name for it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self._content, self._dataA = content, None

    def getRGBData(self) -> bytes:  # noqa: N802 (reportlab's)
        return self._content


class Overfull(PageOverflow):
    """An element holds more than its box, even in the smallest letters."""

    def __init__(self, element: str) -> None:
        super().__init__(element)
        self.element = element


def draw_designed(paper: Paper, design: Design, pictures: Pictures) -> bytes:
    """The unsigned document; the same paper, design and pictures give the same bytes."""
    size = (design.size[0] * mm, design.size[1] * mm)
    sheet = page.open_sheet(paper, size)
    with sheet.ornament():
        _draw_ground(sheet, design, pictures, size)
    for emblem in design.emblems:
        if emblem.image in pictures:
            area = _area(Box(emblem.x, emblem.y, emblem.w, emblem.h), size[1])
            alternative = said(emblem.alt, paper.statement.languages[0])
            with sheet.element("Figure", alternative=alternative, language=paper.statement.languages[0]):
                _draw_picture(sheet, pictures[emblem.image], area)
    for name, box in design.boxes.items():
        if box.is_shown:
            area = _area(box, size[1])
            if name in BLOCKS:
                _draw_blocks(sheet, name, _coloured(_blocks_of(name, paper, design, area), design), area)
            else:
                DRAWN[name](sheet, paper, design, area, pictures)
    return sheet.finish()


def _area(box: Box, height: float) -> Area:
    return Area(
        left=box.x * mm,
        bottom=height - (box.y + box.h) * mm,
        width=box.w * mm,
        height=box.h * mm,
        align=ALIGNS.get(box.align, 0.5),
        scale=box.scale / 100,
    )


def _draw_ground(sheet: Sheet, design: Design, pictures: Pictures, size: tuple[float, float]) -> None:
    if design.background in pictures:
        sheet.canvas.drawImage(Kept(pictures[design.background]), 0, 0, *size)
    edges = guilloche.Edges(INSET, INSET, size[0] - INSET, size[1] - INSET)
    if design.frame == "guilloche":
        guilloche.draw_ground(sheet.canvas, size[0] / 2, size[1] / 2)
        guilloche.draw_frame(sheet.canvas, edges)
    elif design.frame == "plain":
        guilloche.draw_plain_frame(sheet.canvas, edges)


def _draw_picture(sheet: Sheet, content: bytes, area: Area) -> None:
    """As large as its box allows without being stretched, in its middle."""
    reader = Kept(content)
    across, down = reader.getSize()
    factor = min(area.width / across, area.height / down)
    wide, high = across * factor, down * factor
    x, y = area.left + (area.width - wide) / 2, area.bottom + (area.height - high) / 2
    sheet.canvas.drawImage(reader, x, y, wide, high)


# --- elements that are lines of text
def _blocks_of(name: str, paper: Paper, design: Design, area: Area) -> list[Block]:
    first, *others = paper.statement.languages
    second = others[0] if others else ""
    return [block for block in BLOCKS[name](paper, design, area, first, second) if any(block.lines)]


def _issuers(paper: Paper, _design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    return page.issuer_blocks(paper, first, second)


def _document(paper: Paper, _design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    return page.name_of_document_blocks(paper, first, second)


def _holder(paper: Paper, design: Design, area: Area, first: str, second: str) -> Iterable[Block]:
    several = len(paper.statement.issuers) > 1
    words = WORDINGS[paper.kind]
    says = {code: words[code].several_say if several else words[code].one_says for code in words}
    opening = _own_words(paper, design, "opening") or says
    yield from page.pair(opening[first], opening.get(second, "") if second else "", 12, 17, 11, first, second, before=0)
    fit = fit_name(paper.statement.holder_name, area.width / area.scale)
    if fit is None:
        raise Overfull("holder")
    yield Block(fit.lines, SERIF, fit.size, fit.size * 1.16, before=5, language=first, rule=True)
    country = said(paper.statement.holder_country, first)
    yield Block((country,) if country else (), SANS, 9.5, 13, before=7, colour=palette.QUIET, language=first)


def _deed(paper: Paper, design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    own = _own_words(paper, design, "deed")
    if own is None:
        yield from page.deed_blocks(paper, first, second)
        return
    yield page.wrapped(own[first], SERIF, 14, 19, language=first)
    if second:
        yield page.wrapped(own[second], SERIF_ITALIC, 11, 14, before=3, colour=palette.QUIET, language=second)


def _details(paper: Paper, design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    yield from page.detail_blocks(paper, first, second)
    own = _own_words(paper, design, "closing")
    if own:
        yield page.wrapped(own[first], SERIF_ITALIC, 10, 14, before=3, language=first)
        if second:
            yield page.wrapped(own[second], SERIF_ITALIC, 9, 12, colour=palette.QUIET, language=second)


def _issued(paper: Paper, _design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    return page.issue_blocks(paper, first, second)


def _foot(paper: Paper, _design: Design, _area: Area, first: str, second: str) -> Iterable[Block]:
    for language in (first, second):
        if language:
            line = page.joined([said(paper.statement.donor_line, language), PHRASES[language]["disclaimer"]])
            yield page.wrapped(line, SANS, 7, 8.8, colour=palette.QUIET, language=language)


BLOCKS: Mapping[str, Callable[[Paper, Design, Area, str, str], Iterable[Block]]] = {
    "issuers": _issuers,
    "document": _document,
    "holder": _holder,
    "deed": _deed,
    "details": _details,
    "issued": _issued,
    "foot": _foot,
}


def _own_words(paper: Paper, design: Design, key: str) -> dict[str, str] | None:
    """The Secretariat's own text, filled in, where every language of the document has one."""
    text = design.texts.get(key, {})
    if not all(text.get(language) for language in paper.statement.languages):
        return None
    return {
        language: fill(text[language], placeholder_values(paper.statement, language))
        for language in paper.statement.languages
    }


def _coloured(blocks: list[Block], design: Design) -> list[Block]:
    inks = {
        palette.INK: _ink(design.text_colour),
        palette.QUIET: _ink(design.quiet_colour),
        palette.ANIL: _ink(design.title_colour),
        palette.JADE: _ink(design.title_colour),
    }
    return [replace(block, colour=inks.get(block.colour, block.colour)) for block in blocks]


def _ink(colour: str) -> Color:
    return palette.ink(colour)


def _refilled(block: Block, area: Area, factor: float) -> Block:
    """``block`` at a size, its lines broken where the box wants it."""
    scaled = block.scaled(factor)
    texts = [" ".join(block.lines)] if block.flows else list(block.lines)
    lines = tuple(line for text in texts for line in wrap(text, block.typeface, scaled.size, area.width))
    return replace(scaled, lines=lines)


def _fitted(name: str, blocks: list[Block], area: Area) -> list[Block]:
    factor = area.scale
    while factor >= SMALLEST * area.scale:
        scaled = [_refilled(block, area, factor) for block in blocks]
        widest = max(
            (width(line, one.typeface, one.size, one.tracking) for one in scaled for line in one.lines), default=0
        )
        if sum(one.height for one in scaled) <= area.height and widest <= area.width + 0.5:
            return scaled
        factor -= STEP * area.scale
    raise Overfull(name)


def _draw_blocks(sheet: Sheet, name: str, blocks: list[Block], area: Area) -> None:
    fitted = _fitted(name, blocks, area)
    y = area.top - (area.height - sum(block.height for block in fitted)) / 2
    for block in fitted:
        y -= block.before
        with sheet.element(block.tag, language=block.language):
            for line in block.lines:
                y -= block.leading
                sheet.text(
                    line, x=area.anchor, y=y + block.leading * 0.26, typeface=block.typeface, size=block.size,
                    colour=block.colour, align=area.align, tracking=block.tracking,
                )  # fmt: skip
        if block.rule and area.align == 0.5:
            page.draw_rule(sheet, y - 3, middle=area.anchor, half=min(190.0, area.width / 2 - 4))


# --- elements that are more than lines
def _draw_proof(sheet: Sheet, paper: Paper, design: Design, area: Area, _pictures: Pictures) -> None:
    """QR beside address, code, number and fingerprint; the QR as tall as the box, and never under 18 mm."""
    first, ink, quiet = paper.statement.languages[0], _ink(design.text_colour), _ink(design.quiet_colour)
    side = min(area.height, area.width * 0.45, 32 * mm)
    right = area.align == 1.0
    qr_left = area.left + area.width - side if right else area.left
    top = area.bottom + (area.height + side) / 2
    with sheet.element("Figure", alternative=PHRASES[first]["qr"].format(url=paper.url), language=first):
        page.draw_qr(sheet, paper.url, x=qr_left, y=top - side, side=side)
    x = qr_left - 4 * mm if right else qr_left + side + 4 * mm
    align, room = (1.0, x - area.left) if right else (0.0, area.left + area.width - x)
    factor = min(side / 72, room / 178)
    if factor < 0.55:
        raise Overfull("proof")
    verify = " · ".join(PHRASES[language]["verify"] for language in paper.statement.languages)
    small = [PHRASES[first]["number"].format(number=paper.number)]
    if paper.fingerprint:
        small.append(f"{PHRASES[first]['fingerprint']}: {paper.fingerprint}")
    verify_size = min(7.6 * factor, 7.6 * factor * room / max(width(verify, SANS_STRONG, 7.6 * factor), 1))
    with sheet.element("P", language=first):
        sheet.text(
            verify, x=x, y=top - 7 * factor, typeface=SANS_STRONG, size=verify_size,
            colour=_ink(design.title_colour), align=align,
        )  # fmt: skip
    with sheet.element("Link", language=first):
        shown = paper.url.partition("://")[2].removesuffix(paper.code)
        sheet.text(shown, x=x, y=top - 20.5 * factor, typeface=SANS, size=7.6 * factor, colour=ink, align=align)
        sheet.text(
            paper.code, x=x, y=top - 35 * factor, typeface=SANS_STRONG, size=11.4 * factor, colour=ink, align=align,
            tracking=0.6 * factor,
        )  # fmt: skip
        reach = 150 * factor
        left = x - reach if right else x - 2
        sheet.link(paper.url, box=(left, top - 39 * factor, left + reach, top - 11 * factor), words=paper.url)
    for number, line in enumerate(small):
        size = min(7.2 * factor, 7.2 * factor * room / max(width(line, SANS, 7.2 * factor), 1))
        with sheet.element("P", language=first):
            sheet.text(
                line, x=x, y=top - (52 + 11.5 * number) * factor, typeface=SANS, size=size, colour=quiet, align=align
            )


def _draw_signatories(sheet: Sheet, paper: Paper, design: Design, area: Area, pictures: Pictures) -> None:
    """Side by side, names on one line, each with its drawn signature above the line where there is one."""
    signing = paper.statement.signatories
    gap = 7 * mm
    column = min((area.width - gap * (len(signing) - 1)) / max(len(signing), 1), 80 * mm)
    if signing and column < 22 * mm:
        raise Overfull("signatories")
    whole = column * len(signing) + gap * max(len(signing) - 1, 0)
    left = area.left + (area.width - whole) * area.align
    drawn = {one.name: one.image for one in design.signatories_on(paper.issued_on)}
    depth = _depth(signing, paper.statement.languages, column, area.scale)
    line = area.bottom + max(depth, min(area.height * 0.45, depth + 6))
    if depth > area.height:
        raise Overfull("signatories")
    for number, signatory in enumerate(signing):
        x = left + number * (column + gap)
        image = drawn.get(signatory.name, "")
        if image in pictures and area.top - line > 4 * mm:
            above = Area(x + column * 0.1, line - 2, column * 0.8, min(area.top - line + 2, 22 * mm), 0.5, 1)
            with sheet.ornament():
                _draw_picture(sheet, pictures[image], above)
        with sheet.ornament():
            sheet.canvas.setStrokeColor(_ink(design.text_colour))
            sheet.canvas.setLineWidth(0.5)
            sheet.canvas.line(x, line, x + column, line)
        _draw_signatory(sheet, signatory, design, x + column / 2, line, column, area.scale, paper.statement.languages)


def _depth(signing: tuple[Signatory, ...], languages: tuple[str, ...], column: float, scale: float) -> float:
    """How much stands below the lines: the deepest of the columns."""
    rows = (
        sum(len(wrap(said(one.position, language), SANS, 7.8 * scale, column)) for language in languages)
        for one in signing
    )
    return (13.5 + 10.4 * max(rows, default=0)) * scale + 2


def _draw_signatory(
    sheet: Sheet,
    signatory: Signatory,
    design: Design,
    x: float,
    line: float,
    column: float,
    scale: float,
    languages: tuple[str, ...],
) -> None:
    size = min(10.0, 10.0 * column / max(width(signatory.name, SERIF, 10.0), 1)) * scale
    y = line - 12.5 * scale
    with sheet.element("P"):
        sheet.text(signatory.name, x=x, y=y, typeface=SERIF, size=size, colour=_ink(design.text_colour))
    for language in languages:
        typeface = SANS if language == languages[0] else SERIF_ITALIC
        with sheet.element("P", language=language):
            for words in wrap(said(signatory.position, language), typeface, 7.8 * scale, column):
                y -= 10.4 * scale
                sheet.text(words, x=x, y=y, typeface=typeface, size=7.8 * scale, colour=_ink(design.quiet_colour))


DRAWN: Mapping[str, Callable[[Sheet, Paper, Design, Area, Pictures], None]] = {
    "proof": _draw_proof,
    "signatories": _draw_signatories,
}
