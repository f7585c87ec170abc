"""Counts for readers who may see no small number: what is hidden, and what must be hidden so that it stays hidden.

A table with its totals is a system of equations. A cell below ``k`` is hidden; a hidden cell that alone is missing in a
row or column could be computed, so others go with it. Seen as a graph (rows and columns are points, hidden cells are
lines), a hidden cell can be computed exactly where its line is a bridge: lines are added until there is none. Totals
are cells like others. A row whose hidden cells add up to less than ``k`` would tell that they are all small, so it
hides one more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

K = 5
Place = tuple[int, int]
Point = tuple[int, int]  # (0, row) or (1, column)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The table with None where a number is hidden; the last row and column are the totals."""

    cells: list[list[int | None]]


def suppress(counts: Sequence[Sequence[int]], k: int = K) -> Suppressed:
    """``counts`` with its totals, such that no number below ``k`` can be read or computed."""
    table = [[*row, sum(row)] for row in counts]
    table.append([sum(column) for column in zip(*table, strict=True)] if table else [])
    if not counts or not counts[0]:
        return Suppressed([list(row) for row in table])
    hidden = {(row, column) for row, line in enumerate(table) for column, value in enumerate(line) if value < k}
    while (more := _one_more(table, hidden, k)) is not None:
        hidden.add(more)
    return Suppressed(
        [[None if (row, column) in hidden else value for column, value in enumerate(line)]
         for row, line in enumerate(table)]
    )  # fmt: skip


def _one_more(table: list[list[int]], hidden: set[Place], k: int) -> Place | None:
    """The next cell to hide, the smallest of the line that tells too much; None where none does."""
    for line in _lines(table):
        gone = [place for place in line if place in hidden]
        if gone and (len(gone) < 2 or _tells_small(table, line, gone, k)):
            return _smallest(table, [place for place in line if place not in hidden])
    bridge = _bridge(hidden)
    if bridge is None:
        return None
    row, column = bridge
    candidates = [place for line in _lines(table) for place in line if place not in hidden]
    return _smallest(table, [place for place in candidates if place[0] == row or place[1] == column])


def _tells_small(table: list[list[int]], line: list[Place], gone: list[Place], k: int) -> bool:
    """Whether the shown total less the shown cells leaves less than ``k`` for the hidden ones."""
    *cells, total = line
    if total in gone:
        return False  # nothing to subtract from
    return sum(table[row][column] for row, column in cells if (row, column) in gone) < k and len(gone) < len(cells)


def _lines(table: list[list[int]]) -> list[list[Place]]:
    """Each row and each column with its total last."""
    height, width = len(table), len(table[0])
    rows = [[(row, column) for column in range(width)] for row in range(height)]
    columns = [[(row, column) for row in range(height)] for column in range(width)]
    return rows + columns


def _smallest(table: list[list[int]], places: list[Place]) -> Place | None:
    return min(places, key=lambda place: (table[place[0]][place[1]], place), default=None)


def _bridge(hidden: set[Place]) -> Place | None:
    """A hidden cell on no cycle of hidden cells: it could be computed from what is shown (Tarjan's search)."""
    neighbours: dict[Point, list[Point]] = {}
    for row, column in sorted(hidden):
        neighbours.setdefault((0, row), []).append((1, column))
        neighbours.setdefault((1, column), []).append((0, row))
    order: dict[Point, int] = {}
    for point in neighbours:
        if point not in order and (found := _search(point, None, neighbours, order, {})) is not None:
            return found
    return None


def _search(
    point: Point, came_from: Point | None, neighbours: dict[Point, list[Point]], order: dict[Point, int],
    low: dict[Point, int],
) -> Place | None:  # fmt: skip
    """Depth first; as deep as the table has rows and columns."""
    order[point] = low[point] = len(order)
    for other in neighbours[point]:
        if other == came_from:
            continue
        if other in order:
            low[point] = min(low[point], order[other])
            continue
        found = _search(other, point, neighbours, order, low)
        if found is not None:
            return found
        low[point] = min(low[point], low[other])
        if low[other] > order[point]:
            return (point[1], other[1]) if point[0] == 0 else (other[1], point[1])
    return None
