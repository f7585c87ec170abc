"""Combining marks where they belong: letters such as *e̱* have no single sign, and reportlab does not place their marks.

The anchors come from the typeface's own positioning table (GPOS mark-to-base and mark-to-mark).
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fontTools.ttLib import TTFont

from lms.common.typefaces import Typeface, source_path

Point = tuple[int, int]
MARK_TO_BASE, MARK_TO_MARK, EXTENSION = 4, 6, 9


class Anchors:
    """Where each mark of a typeface attaches: to letters and to other marks, in units of the em."""

    def __init__(self, typeface: Typeface) -> None:
        with TTFont(source_path(typeface), lazy=True) as font:
            self.glyphs: dict[int, str] = font.getBestCmap()
            self.units: int = font["head"].unitsPerEm
            self.to_base: dict[tuple[str, str], Point] = {}
            self.to_mark: dict[tuple[str, str], Point] = {}
            self._marks = {glyph for code, glyph in self.glyphs.items() if unicodedata.combining(chr(code))}
            for kind, table in _tables(font["GPOS"].table):
                if kind == MARK_TO_BASE:
                    letters = zip(table.BaseCoverage.glyphs, table.BaseArray.BaseRecord, strict=True)
                    anchored = [(letter, record.BaseAnchor) for letter, record in letters]
                    self._read(self.to_base, anchored, table.MarkCoverage, table.MarkArray)
                elif kind == MARK_TO_MARK:
                    lower = zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True)
                    anchored = [(mark, record.Mark2Anchor) for mark, record in lower]
                    self._read(self.to_mark, anchored, table.Mark1Coverage, table.Mark1Array)

    def _read(
        self, into: dict[tuple[str, str], Point], anchored: list[tuple[str, Any]], marks: Any, array: Any
    ) -> None:
        for mark, record in zip(marks.glyphs, array.MarkRecord, strict=True):
            if mark not in self._marks:
                continue
            at = record.MarkAnchor
            for below, anchors in anchored:
                anchor = anchors[record.Class]
                if anchor is not None:
                    shift = (anchor.XCoordinate - at.XCoordinate, anchor.YCoordinate - at.YCoordinate)
                    into.setdefault((below, mark), shift)

    def offset(self, base: str, before: str, mark: str) -> tuple[Point, bool] | None:
        """Where ``mark`` goes: upon ``before`` (a mark already placed, True) or upon ``base`` (False)."""
        glyph = self.glyphs.get(ord(mark), "")
        if before and _same_side(before, mark):
            upon = self.to_mark.get((self.glyphs.get(ord(before), ""), glyph))
            if upon is not None:
                return upon, True
        upon = self.to_base.get((self.glyphs.get(ord(base), ""), glyph))
        return (upon, False) if upon is not None else None


def _same_side(one: str, other: str) -> bool:
    return unicodedata.combining(one) == unicodedata.combining(other)


def _tables(gpos: Any) -> Iterator[tuple[int, Any]]:
    lookups = {
        index
        for record in gpos.FeatureList.FeatureRecord
        if record.FeatureTag in {"mark", "mkmk"}
        for index in record.Feature.LookupListIndex
    }
    for index in sorted(lookups):
        for table in gpos.LookupList.Lookup[index].SubTable:
            inner = table.ExtSubTable if table.LookupType == EXTENSION else table
            yield inner.LookupType, inner


@lru_cache(maxsize=4)
def anchors_of(typeface: Typeface) -> Anchors:
    """The anchors of a typeface, read when the first name needs them."""
    return Anchors(typeface)


def has_marks(text: str) -> bool:
    """Whether some letter of ``text`` carries a mark of its own sign."""
    return not text.isascii() and any(unicodedata.combining(letter) for letter in text)


def placed(text: str, typeface: Typeface) -> Iterator[tuple[str, str, float, float]]:
    """``text`` in pieces: the letters before where the piece begins, the piece, and its shift from there in ems.

    A run of plain letters has no shift; a mark begins where its own letter begins and is shifted to its anchor.
    """
    anchors, start, letter, before = anchors_of(typeface), 0, -1, ""
    at = (0, 0)
    for index, sign in enumerate(text):
        if not unicodedata.combining(sign):
            start, letter, before = (index if before else start), index, ""
            continue
        if not before and start <= letter:
            yield text[:start], text[start:index], 0.0, 0.0
        found = anchors.offset(text[letter], before, sign) if letter >= 0 else None
        (x, y), is_upon_mark = found or ((0, 0), False)
        at = (at[0] + x, at[1] + y) if is_upon_mark else (x, y)
        before = sign
        yield text[: letter if found else index], sign, at[0] / anchors.units, at[1] / anchors.units
    if not before:
        yield text[:start], text[start:], 0.0, 0.0
