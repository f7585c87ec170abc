"""A table on paper: A4 across, the house's typefaces, the head of the table on each page, page n of m."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape  # nosec B406

from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    LongTable,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)

from lms.common import typefaces
from lms.exports.writer.tables import Table, plain, said
from lms.records.export_kinds import Cell, Column

WIDTH, HEIGHT = landscape(A4)
SIDE, TOP, FOOT = 40, 42, 46
PIECE = 200  # rows of one flowing table, an even number: a single one of thousands takes minutes to lay out
ANIL, INK, QUIET, RULE, WELL, WHITE = map(HexColor, ("#22407A", "#1B1F27", "#555B66", "#C9C5B8", "#F3F0E8", "#FFFFFF"))
SPACED = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 5),
    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def _style(name: str, typeface: typefaces.Typeface, size: float, **more: Any) -> ParagraphStyle:
    given = {"leading": size * 1.35, "textColor": INK, "splitLongWords": True, **more}
    return ParagraphStyle(name, fontName=typeface.name, fontSize=size, **given)


TITLE = _style("title", typefaces.SERIF_STRONG, 20, leading=26)
FACT = _style("fact", typefaces.SANS, 9)
HEAD = _style("head", typefaces.SANS_STRONG, 8, textColor=WHITE)
BODY = _style("body", typefaces.SANS, 8)
NUMBER = _style("number", typefaces.SANS, 8, alignment=TA_RIGHT)


def write_paper(table: Table, stream: IO[bytes]) -> None:
    """PDF; a letter that the typefaces lack is drawn as their empty box, never left out."""
    typefaces.load()
    document = BaseDocTemplate(
        stream, pagesize=(WIDTH, HEIGHT), title=plain(table.title), author="Aula Fiscal", lang=table.language
    )
    widths = _widths(table.columns)
    height = _head(table.columns, widths).wrap(WIDTH - 2 * SIDE, HEIGHT)[1]

    def draw_head(canvas: Canvas, _document: BaseDocTemplate) -> None:
        head = _head(table.columns, widths)
        head.wrapOn(canvas, WIDTH - 2 * SIDE, HEIGHT)
        head.drawOn(canvas, SIDE, HEIGHT - TOP - height)

    document.addPageTemplates(
        [
            PageTemplate("first", frames=[_frame(0)]),
            PageTemplate("later", frames=[_frame(height)], onPage=draw_head),
        ]
    )
    document.build(list(_story(table, widths)), canvasmaker=lambda *args, **named: _Numbered(table, *args, **named))


def _frame(head_height: float) -> Frame:
    height = HEIGHT - TOP - FOOT - head_height
    return Frame(SIDE, FOOT, WIDTH - 2 * SIDE, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _story(table: Table, widths: list[float]) -> Iterator[Any]:
    yield NextPageTemplate("later")
    yield Paragraph(escape(plain(table.title)), TITLE)
    yield Spacer(1, 6)
    for label, value in table.facts:
        strong = f'<font name="{typefaces.SANS_STRONG.name}">{escape(plain(label))}:</font> {escape(plain(value))}'
        yield Paragraph(strong, FACT)
    yield Spacer(1, 12)
    yield _head(table.columns, widths)
    rows, is_empty = iter(table.rows), True
    while piece := list(islice(rows, PIECE)):
        is_empty = False
        drawn = LongTable([[_paragraph(cell) for cell in row] for row in piece], colWidths=widths)
        drawn.setStyle(TableStyle([*SPACED, ("ROWBACKGROUNDS", (0, 0), (-1, -1), [WHITE, WELL]),
                                   ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)]))  # fmt: skip
        yield drawn
    if is_empty:
        yield Spacer(1, 6)
        yield Paragraph(escape(_("Nothing to list.")), FACT)


def _head(columns: Sequence[Column], widths: list[float]) -> LongTable:
    head = LongTable([[Paragraph(escape(plain(str(column.label))), HEAD) for column in columns]], colWidths=widths)
    head.setStyle(TableStyle([*SPACED, ("BACKGROUND", (0, 0), (-1, 0), ANIL)]))
    return head


def _paragraph(value: Cell) -> Paragraph:
    is_number = not isinstance(value, str) and value is not None and not hasattr(value, "isoformat")
    return Paragraph(escape(said(value)), NUMBER if is_number else BODY)


def _widths(columns: Sequence[Column]) -> list[float]:
    """The page's width, shared out as the columns ask."""
    asked = sum(column.width for column in columns) or 1
    return [(WIDTH - 2 * SIDE) * column.width / asked for column in columns]


class _Numbered(Canvas):  # type: ignore[misc]
    """Knows how many pages there are only at the end, and writes the foot of each then."""

    def __init__(self, table: Table, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._table, self._pages = table, []  # type: ignore[var-annotated]

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        total = len(self._pages)
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._foot(number, total)
            super().showPage()
        super().save()

    def _foot(self, number: int, total: int) -> None:
        self.setStrokeColor(RULE)
        self.setLineWidth(0.5)
        self.line(SIDE, FOOT - 10, WIDTH - SIDE, FOOT - 10)
        self.setFillColor(QUIET)
        self.setFont(typefaces.SANS.name, 7.5)
        self.drawString(SIDE, FOOT - 22, plain(self._table.footer))
        words = _("Page %(number)d of %(total)d") % {"number": number, "total": total}
        self.drawRightString(WIDTH - SIDE, FOOT - 22, words)
