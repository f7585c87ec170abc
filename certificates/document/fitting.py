"""How large a name can be set, and where it breaks when one line is not enough."""

from dataclasses import dataclass

from lms.common.typefaces import SERIF, width_of

NAME_WIDTH = 640.0  # points between the margins that a name may fill
LARGEST, SMALLEST = 34.0, 16.0
STEP = 0.5


@dataclass(frozen=True, slots=True)
class NameFit:
    """The lines of a name and the size they are set in."""

    lines: tuple[str, ...]
    size: float


def fit_name(name: str, width: float = NAME_WIDTH) -> NameFit | None:
    """One line from 34 down to 16 points, then two lines broken where they are most even; None when neither fits."""
    one_line = _largest_size((name,), width)
    # A name in two generous lines reads better than one in a small line; below 20 points it is worth breaking.
    if one_line is not None and one_line >= 20:
        return NameFit((name,), one_line)
    halves = _halves(name)
    two_lines = _largest_size(halves, width) if halves else None
    if two_lines is not None:
        return NameFit(halves, min(two_lines, 26.0))
    return NameFit((name,), one_line) if one_line is not None else None


def _largest_size(lines: tuple[str, ...], width: float) -> float | None:
    widest = max(width_of(line, 1, SERIF) for line in lines)
    size = min(LARGEST, int(width / widest / STEP) * STEP)
    return size if size >= SMALLEST else None


def _halves(name: str) -> tuple[str, ...]:
    words = name.split(" ")
    if len(words) < 2:
        return ()
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    return min(cuts, key=lambda pair: max(width_of(line, 1, SERIF) for line in pair))
