"""Guilloche: interlaced curves in vector. Each curve is drawn once as a form and stamped, so the file stays small."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from certificates.document.palette import pale

TURN = 2 * math.pi
PERIOD = 44.0  # points of the band after which it repeats
HALF = 8.6  # half its height


def follow(curve: Callable[[float], tuple[float, float]], *, end: float, steps: int) -> PDFPathObject:
    """``curve`` from 0 to ``end`` as cubic pieces that follow its tangents."""
    path, step = PDFPathObject(), end / steps
    points = [curve(index * step) for index in range(steps + 1)]
    slopes = [_tangent(curve, index * step) for index in range(steps + 1)]
    path.moveTo(*(round(value, 2) for value in points[0]))
    third = step / 3
    for index in range(steps):
        (x0, y0), (x3, y3) = points[index], points[index + 1]
        (dx0, dy0), (dx3, dy3) = slopes[index], slopes[index + 1]
        piece = (x0 + dx0 * third, y0 + dy0 * third, x3 - dx3 * third, y3 - dy3 * third, x3, y3)
        path.curveTo(*(round(value, 2) for value in piece))
    return path


def _tangent(curve: Callable[[float], tuple[float, float]], at: float) -> tuple[float, float]:
    (x0, y0), (x1, y1) = curve(at - 1e-4), curve(at + 1e-4)
    return (x1 - x0) / 2e-4, (y1 - y0) / 2e-4


@lru_cache(maxsize=32)
def wave(*, phase: float, waves: int, swell: float, height: float) -> PDFPathObject:
    """A wave over one period of the band; ``swell`` is how much its height breathes."""

    def curve(x: float) -> tuple[float, float]:
        breath = 1 - swell * (0.5 - 0.5 * math.cos(TURN * x / PERIOD))
        return x, height * breath * math.sin(TURN * waves * x / PERIOD + phase)

    return follow(curve, end=PERIOD, steps=waves * 6)


@lru_cache(maxsize=16)
def petals(*, radius: float, depth: float, count: int) -> PDFPathObject:
    """A closed flower of ``count`` petals; ``depth`` is how far it falls towards its centre."""

    def curve(angle: float) -> tuple[float, float]:
        reach = radius * (1 - depth * (0.5 - 0.5 * math.cos(count * angle)))
        return reach * math.cos(angle), reach * math.sin(angle)

    return follow(curve, end=TURN, steps=count * 6)


@dataclass(frozen=True, slots=True)
class Strand:
    """A flower in one ink, laid over itself ``copies`` times, each turned a little further."""

    ink: str
    strength: float
    line: float
    radius: float
    depth: float
    count: int
    copies: int


CORNER = (
    Strand("anil", 0.75, 0.32, 21, 0.40, 8, 6),
    Strand("jade", 0.75, 0.30, 13.4, 0.5, 8, 4),
    Strand("barro", 0.85, 0.34, 6.8, 0.6, 6, 3),
)
SEAL = (
    Strand("anil", 0.9, 0.34, 30, 0.30, 16, 7),
    Strand("jade", 0.9, 0.32, 21, 0.42, 12, 6),
    Strand("barro", 0.95, 0.36, 12, 0.62, 8, 4),
)
GROUND = (
    Strand("anil", 0.13, 0.4, 196, 0.36, 18, 8),
    Strand("jade", 0.14, 0.4, 126, 0.5, 12, 6),
    Strand("barro", 0.13, 0.4, 62, 0.7, 9, 5),
)


@contextmanager
def form(canvas: Canvas, name: str, reach: float, *, right: float | None = None) -> Iterator[None]:
    """What is drawn inside becomes the form ``name``, around its own origin or from there to ``right``."""
    canvas.beginForm(name, -reach if right is None else -1, -reach, reach if right is None else right, reach)
    yield
    canvas.endForm()


def stamp(canvas: Canvas, name: str, x: float, y: float, *, turned: float = 0) -> None:
    """Place a form with its origin at a point."""
    canvas.saveState()
    canvas.translate(x, y)
    if turned:
        canvas.rotate(turned)
    canvas.doForm(name)
    canvas.restoreState()


def define_rosette(canvas: Canvas, name: str, strands: tuple[Strand, ...], *, is_opaque: bool) -> None:
    """The form ``name``; when opaque it lays white under it and so interrupts what it crosses."""
    for number, strand in enumerate(strands):
        with form(canvas, f"{name}{number}", strand.radius + 1):
            canvas.setStrokeColor(pale(strand.ink, strand.strength))
            canvas.setLineWidth(strand.line)
            canvas.drawPath(petals(radius=strand.radius, depth=strand.depth, count=strand.count))
    reach = max(strand.radius for strand in strands) + 1
    with form(canvas, name, reach):
        if is_opaque:
            canvas.setFillColorRGB(1, 1, 1)
            canvas.circle(0, 0, reach, stroke=0, fill=1)
        for number, strand in enumerate(strands):
            for copy in range(strand.copies):
                stamp(canvas, f"{name}{number}", 0, 0, turned=360 / strand.count / strand.copies * copy)


def define_band(canvas: Canvas) -> None:
    """The form ``band``: one period of interlaced waves, to be stamped side by side."""
    families = (
        ("anil", 0.66, 0.34, [wave(phase=TURN * k / 6, waves=2, swell=0.34, height=HALF) for k in range(6)]),
        ("jade", 0.62, 0.30, [wave(phase=TURN * k / 4, waves=1, swell=0.0, height=HALF * 0.98) for k in range(4)]),
        ("barro", 0.8, 0.36, [wave(phase=TURN * k / 2, waves=2, swell=0.1, height=HALF * 0.3) for k in range(2)]),
    )
    with form(canvas, "band", HALF + 1, right=PERIOD + 1):
        for ink, strength, line, curves in families:
            canvas.setStrokeColor(pale(ink, strength))
            canvas.setLineWidth(line)
            for curve in curves:
                canvas.drawPath(curve)


@dataclass(frozen=True, slots=True)
class Edges:
    """The middle of the band on each side of the paper."""

    left: float
    bottom: float
    right: float
    top: float


def draw_frame(canvas: Canvas, edges: Edges) -> None:
    """A certificate's frame: the band on four sides, rosettes on the corners, the seal on top."""
    define_band(canvas)
    define_rosette(canvas, "corner", CORNER, is_opaque=True)
    define_rosette(canvas, "seal", SEAL, is_opaque=True)
    _draw_hairlines(canvas, edges, gaps=(HALF + 3.2, -HALF - 3.2))
    for y in (edges.top, edges.bottom):
        _draw_side(canvas, edges.left, y, edges.right - edges.left, 0)
    for x in (edges.left, edges.right):
        _draw_side(canvas, x, edges.bottom, edges.top - edges.bottom, 90)
        for y in (edges.bottom, edges.top):
            stamp(canvas, "corner", x, y)
    stamp(canvas, "seal", (edges.left + edges.right) / 2, edges.top)


def draw_plain_frame(canvas: Canvas, edges: Edges) -> None:
    """A note's frame: the band on top and bottom only, no seal. It should not look like a certificate (DOMAIN §3.4)."""
    define_band(canvas)
    _draw_hairlines(canvas, edges, gaps=(HALF + 3.2,))
    for y in (edges.top, edges.bottom):
        _draw_side(canvas, edges.left - HALF, y, edges.right - edges.left + 2 * HALF, 0)


def _draw_hairlines(canvas: Canvas, edges: Edges, *, gaps: tuple[float, ...]) -> None:
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor(pale("anil", 0.7))
    for gap in gaps:
        width, height = edges.right - edges.left + 2 * gap, edges.top - edges.bottom + 2 * gap
        canvas.rect(edges.left - gap, edges.bottom - gap, width, height)


def _draw_side(canvas: Canvas, x: float, y: float, length: float, turned: float) -> None:
    """Whole periods of the band from a point, stretched by a hair to end where the side ends."""
    count = round(length / PERIOD)
    canvas.saveState()
    canvas.translate(x, y)
    canvas.rotate(turned)
    canvas.scale(length / (count * PERIOD), 1)
    for index in range(count):
        stamp(canvas, "band", index * PERIOD, 0)
    canvas.restoreState()


def draw_ground(canvas: Canvas, x: float, y: float) -> None:
    """The large pale rosette behind the text: a copier loses it."""
    define_rosette(canvas, "ground", GROUND, is_opaque=False)
    stamp(canvas, "ground", x, y)
