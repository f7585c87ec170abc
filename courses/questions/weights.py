"""Weights in per cent as files write them, and the exact fractions they mean."""

import re
from decimal import Decimal
from fractions import Fraction

from courses.questions.items import Unreadable

ALL = Decimal(100)
_WEIGHT = re.compile(r"-?\d{1,3}(?:\.\d{1,10})?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][+-]?\d)?", re.ASCII)
_TYPED = re.compile(
    r"([+-]?)(\d{1,20}(?:[.,]\d{1,20})?|\d{1,3}(?:,\d{3}){1,6}\.\d{1,20}|\d{1,3}(?:\.\d{3}){1,6},\d{1,20})",
    re.ASCII,
)
_PLACES = 5  # Moodle writes a third as 33.33333


def read_weight(text: str) -> Decimal:
    """``text`` as per cent between -100 and 100, to five places."""
    if not _WEIGHT.fullmatch(text.strip()) or abs(Decimal(text.strip())) > ALL:
        raise Unreadable(f"“{text.strip()[:20]}” is no weight: write a number from -100 to 100.")
    return Decimal(text.strip()).quantize(Decimal(10) ** -_PLACES).normalize() + 0


def write_weight(weight: Decimal) -> str:
    """``50`` or ``33.33333``: no zeros that say nothing, no exponent."""
    text = f"{weight:.{_PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def frozen_weight(weight: Decimal) -> int | str:
    """A weight in frozen JSON: a whole number as one, so that what was frozen before keeps its hash."""
    return int(weight) if weight == int(weight) else write_weight(weight)


def share(weight: Decimal | str | int) -> Fraction:
    """The part of a point that ``weight`` per cent means: 33.33333 is a third and 14.28571 a seventh, exactly."""
    given = Decimal(str(weight))
    exact = Fraction(given) / 100
    places = -int(given.as_tuple().exponent)
    if places < 2:
        return exact
    near = exact.limit_denominator(20)
    return near if abs(near - exact) * 100 <= Fraction(1, 10**places) else exact


def read_number(text: str) -> Decimal:
    """A number of a key, written with a decimal point."""
    if not _NUMBER.fullmatch(text.strip()):
        raise Unreadable(f"“{text.strip()[:40]}” is no number: write it like 3.5, without thousands separators.")
    return Decimal(text.strip())


def write_number(number: Decimal) -> str:
    """The same number in one way only, without exponent."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.removeprefix("+")


def typed_number(text: str) -> Decimal | None:
    """A number as people type it: comma or point for decimals, spaces between thousands; None when it is none."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", text).replace("−", "-")
    found = _TYPED.fullmatch(bare)
    if not found:
        return None
    digits = found[2]
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0:
        digits = re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    return Decimal(found[1] + digits)
