"""Texts that a spreadsheet would take for a formula, and how they are kept from it.

A cell that begins like a formula gets an apostrophe before it. So does the same after a separator inside a text: which
of comma, semicolon, tabulator or bar splits a line is decided by the machine that opens it, not by us, and the second
half of a name must not become a cell that begins like one. ``unguarded`` gives back exactly what was written.
"""

import re

# = + - @ also as their wide, small and mathematical relatives, which spreadsheets fold into the plain ones.
STARTERS = "=+\\-@＝＋－＠﹢﹣﹦﹫−"
SKIPPED = "\\s\"'\u200b-\u200f\u2060\ufeff"  # what may stand before: spaces, quotes, marks of no width
_OPEN = re.compile(f"(^|[,;|\t])([{SKIPPED}]*[{STARTERS}])")
_GUARDED = re.compile(f"(^|[,;|\t])'([{SKIPPED}]*[{STARTERS}])")


def guarded(text: str) -> str:
    """``text`` such that no spreadsheet finds a formula in it."""
    return _OPEN.sub(r"\1'\2", text)


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return _GUARDED.sub(r"\1\2", text)
