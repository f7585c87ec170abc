"""The typefaces of the documents: Noto Serif and Noto Sans, cut once from the variable fonts to static Latin files."""

import fcntl
import os
import tempfile
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

_loading = threading.Lock()
EDITION = "2"  # part of each file's name: another cut is another file, so old and new never mix


@dataclass(frozen=True, slots=True)
class Typeface:
    """One static cut: its name in documents, the package and file it comes from, its weight."""

    name: str
    package: str
    source: str
    weight: int

    @property
    def path(self) -> Path:
        """Where the cut file lies once made."""
        return Path(settings.CERTIFICATES_FONT_DIR) / f"{self.name}-{EDITION}.ttf"


SERIF = Typeface("AulaSerif", "fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf", 400)
SERIF_STRONG = Typeface("AulaSerifStrong", "fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf", 600)
SERIF_ITALIC = Typeface("AulaSerifItalic", "fontpkg_noto_serif", "NotoSerif-Italic[wdth,wght].ttf", 400)
SANS = Typeface("AulaSans", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf", 400)
SANS_STRONG = Typeface("AulaSansStrong", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf", 600)
TYPEFACES = (SERIF, SERIF_STRONG, SERIF_ITALIC, SANS, SANS_STRONG)

# Latin with all its additions, phonetic letters, combining marks, punctuation, and the saltillos of Mesoamerica.
RANGES: tuple[tuple[int, int], ...] = (
    (0x20, 0x370),
    (0x1AB0, 0x1B00),
    (0x1D00, 0x2070),
    (0x20A0, 0x2150),
    (0x2C60, 0x2C80),
    (0xA700, 0xA800),
    (0xAB30, 0xAB70),
)


def source_path(typeface: Typeface) -> Path:
    """The variable font that a cut comes from."""
    module = import_module(typeface.package)
    return Path(module.__file__ or "").parent / "files" / typeface.source


def _is_ours(code_point: int) -> bool:
    return any(start <= code_point < end for start, end in RANGES)


@lru_cache(maxsize=8)
def _advances(typeface: Typeface) -> tuple[dict[int, int], int]:
    """Advance widths of the typeface's letters and the units per em, read from the source without cutting it."""
    with TTFont(source_path(typeface), lazy=True) as font:
        widths = font["hmtx"].metrics
        letters = {code: widths[glyph][0] for code, glyph in font.getBestCmap().items() if _is_ours(code)}
        return letters, font["head"].unitsPerEm


def uncovered(texts: Iterable[str]) -> list[str]:
    """The letters of ``texts`` that some typeface lacks: they would print as boxes."""
    letters = {letter for text in texts for letter in text}
    known = [_advances(typeface)[0] for typeface in (SERIF, SERIF_ITALIC, SANS)]
    return sorted(letter for letter in letters if any(ord(letter) not in cmap for cmap in known))


def describe(letter: str) -> str:
    """*“漢” (CJK UNIFIED IDEOGRAPH-6F22)*: a letter as a person can look it up."""
    return f"“{letter}” ({unicodedata.name(letter, f'U+{ord(letter):04X}')})"


def width_of(text: str, size: float, typeface: Typeface = SERIF) -> float:
    """How wide ``text`` is at ``size`` points in a typeface at its source's own weight."""
    advances, units = _advances(typeface)
    return sum(advances.get(ord(letter), units) for letter in text) * size / units


def load() -> None:
    """Make the cut typefaces known to reportlab, cutting them first where this machine has not yet."""
    from reportlab.pdfbase import pdfmetrics  # only where a document is drawn
    from reportlab.pdfbase.ttfonts import TTFont as DrawnFont

    with _loading:
        if TYPEFACES[-1].name in pdfmetrics.getRegisteredFontNames():
            return
        prepare()
        for typeface in TYPEFACES:
            pdfmetrics.registerFont(DrawnFont(typeface.name, str(typeface.path)))


def prepare() -> None:
    """Cut every typeface that is not there yet. Safe beside another process; a file is whole or absent."""
    folder = Path(settings.CERTIFICATES_FONT_DIR)
    if all(typeface.path.exists() for typeface in TYPEFACES):
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers need not cut the same fonts
        for typeface in TYPEFACES:
            if not typeface.path.exists():
                _cut(typeface)


def _cut(typeface: Typeface) -> None:
    from fontTools import subset  # ten megabytes that a server whose fonts are cut never needs
    from fontTools.varLib import instancer

    # recalcTimestamp: the date in the file's head would change the bytes of every document between two machines.
    with TTFont(source_path(typeface), recalcTimestamp=False) as font:
        options = subset.Options()
        options.layout_features = []  # reportlab draws letter by letter
        options.name_IDs = [0, 1, 2, 4, 6]  # the licence text in every document would be a tenth of it
        options.notdef_outline = True
        options.hinting = False  # paper needs none, and it doubles each document
        options.recalc_timestamp = False
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[code for code in font.getBestCmap() if _is_ours(code)])
        cutter.subset(font)
        instancer.instantiateVariableFont(font, {"wght": typeface.weight, "wdth": 100}, inplace=True)
        _name(font, typeface)
        descriptor, draft = tempfile.mkstemp(dir=typeface.path.parent, suffix=".part")
        with os.fdopen(descriptor, "wb") as stream:
            font.save(stream)
            stream.flush()
            os.fsync(stream.fileno())
    Path(draft).rename(typeface.path)


def _name(font: TTFont, typeface: Typeface) -> None:
    """Cuts of one source share its PostScript name; a document must tell them apart."""
    for record in font["name"].names:
        if record.nameID in {4, 6}:
            record.string = typeface.name
