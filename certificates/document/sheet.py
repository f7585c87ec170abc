"""One page to draw on, in which everything read aloud is tagged and everything ornamental is not.

reportlab writes no tagged PDF of itself; its low-level objects let the structure tree be written beside the page.
"""
# ruff: noqa: SLF001 (the structure tree has no other door in reportlab)

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from reportlab import rl_config
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from certificates.document import archival, marks
from lms.common import typefaces
from lms.common.typefaces import Typeface

WIDTH, HEIGHT = landscape(A4)
rl_config.useA85 = 0  # bytes as they are instead of base 85: a fifth smaller, and faster


@dataclass(slots=True)
class _Element:
    tag: str
    language: str
    alternative: str
    marks: list[int] = field(default_factory=list)
    has_link: bool = False


def width(text: str, typeface: Typeface, size: float, tracking: float = 0) -> float:
    """How wide ``text`` will be drawn."""
    return float(pdfmetrics.stringWidth(text, typeface.name, size)) + tracking * max(len(text) - 1, 0)


class Sheet:
    """A page, A4 and lying unless told otherwise. The same calls give the same bytes."""

    def __init__(
        self,
        *,
        title: str,
        author: str,
        language: str,
        at: datetime,
        seed: str,
        size: tuple[float, float] = (WIDTH, HEIGHT),
    ) -> None:
        typefaces.load()
        self._stream = io.BytesIO()
        self.canvas = Canvas(
            self._stream,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 7),
            initialFontName=typefaces.SERIF.name,
            lang=language,
        )
        self._elements: list[_Element] = []
        self._marks = 0
        self._language, self._at = language, at
        document = self.canvas._doc
        moment = at.astimezone(UTC)
        stamp = document._timeStamp
        stamp.t, stamp.lt = moment.timestamp(), moment.timetuple()
        stamp.YMDhms = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        document.updateSignature(seed)
        archival.set_properties(self.canvas, title=title, author=author)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")

    @contextmanager
    def element(self, tag: str, *, language: str = "", alternative: str = "") -> Iterator[None]:
        """What is drawn inside is read aloud as one ``tag``."""
        element = _Element(tag, language if language != self._language else "", alternative, [self._marks])
        self._elements.append(element)
        self.canvas._code.append(f"/{tag} <</MCID {self._marks}>> BDC")
        self._marks += 1
        yield
        self.canvas._code.append("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """What is drawn inside is not read aloud."""
        self.canvas._code.append("/Artifact BMC")
        yield
        self.canvas._code.append("EMC")

    def text(
        self,
        text: str,
        *,
        x: float,
        y: float,
        typeface: Typeface,
        size: float,
        colour: Color,
        align: float = 0.5,
        tracking: float = 0,
    ) -> None:
        """``text`` at a point: ``align`` 0 begins there, 0.5 is centred on it, 1 ends there."""
        self.canvas.setFillColor(colour)
        tracking = 0 if marks.has_marks(text) else tracking
        left = x - align * width(text, typeface, size, tracking)
        if marks.has_marks(text):
            for before, piece, right, up in marks.placed(text, typeface):
                start = left + width(before, typeface, size)
                self._write(piece, start + right * size, y + up * size, typeface, size, 0)
        else:
            self._write(text, left, y, typeface, size, tracking)

    def _write(self, text: str, x: float, y: float, typeface: Typeface, size: float, tracking: float) -> None:
        writing = self.canvas.beginText(x, y)
        writing.setFont(typeface.name, size)
        if tracking:
            writing.setCharSpace(tracking)
        writing.textOut(text)
        if tracking:
            writing.setCharSpace(0)
        self.canvas.drawText(writing)

    def bars(self, bars: Iterable[tuple[int, int, int]], *, x: float, y: float, unit: float) -> None:
        """Fill bars of (column, row, length) on a grid of ``unit``; whole numbers, so nothing is rounded apart."""
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.scale(unit, unit)
        self.canvas._code.append(" ".join(f"{column} {row} {length} 1 re" for column, row, length in bars) + " f")
        self.canvas.restoreState()

    def link(self, url: str, *, box: tuple[float, float, float, float], words: str) -> None:
        """Make ``box`` open ``url``; belongs to the element drawn last."""
        self._elements[-1].has_link = True
        self.canvas.linkURL(url, box, Contents=pdfdoc.PDFString(words), StructParent=1, F=4)

    def finish(self) -> bytes:
        """The document's bytes."""
        document = self.canvas._doc
        page_ref = document.thisPageRef()
        self.canvas.showPage()
        page = document.Pages.pages[0]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = 0, pdfdoc.PDFName("S")
        document.Catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": "true"})
        document.Catalog.StructTreeRoot = self._structure(page_ref)
        archival.make_archival(self.canvas, language=self._language, at=self._at)
        self.canvas.save()
        return self._stream.getvalue()

    def _structure(self, page_ref: object) -> object:
        document, name = self.canvas._doc, pdfdoc.PDFName
        root = pdfdoc.PDFDictionary({"Type": name("StructTreeRoot")})
        root_ref = document.Reference(root)
        whole = pdfdoc.PDFDictionary({"Type": name("StructElem"), "S": name("Document"), "P": root_ref})
        whole_ref = document.Reference(whole)
        parts: list[object] = []
        link_parent: object = None
        for element in self._elements:
            kids: list[object] = list(element.marks)
            if element.has_link:
                link = self._annotation()
                kids.append(pdfdoc.PDFDictionary({"Type": name("OBJR"), "Obj": link, "Pg": page_ref}))
            entry = {"Type": name("StructElem"), "S": name(element.tag), "P": whole_ref, "Pg": page_ref}
            entry["K"] = pdfdoc.PDFArray(kids)
            if element.language:
                entry["Lang"] = pdfdoc.PDFString(element.language)
            if element.alternative:
                entry["Alt"] = pdfdoc.PDFString(element.alternative)
            part = document.Reference(pdfdoc.PDFDictionary(entry))
            parts.append(part)
            link_parent = part if element.has_link else link_parent
        whole["K"] = pdfdoc.PDFArray(parts)
        numbers: list[object] = [0, document.Reference(pdfdoc.PDFArray(parts))]
        if link_parent is not None:
            numbers += [1, link_parent]
        root["K"] = pdfdoc.PDFArray([whole_ref])
        root["ParentTree"] = document.Reference(pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(numbers)}))
        root["ParentTreeNextKey"] = 2
        return root

    def _annotation(self) -> object:
        return self.canvas._doc.refAnnotation(f"NUMBER{self.canvas._annotationCount}")
