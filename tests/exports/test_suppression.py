"""Counts with small numbers hidden: nothing hidden can be computed, found by trying every table that fits."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.exports.suppression import K, suppress


def with_totals(counts):
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def derivable(cells) -> set[tuple[int, int]]:
    """Hidden places whose value the equations of rows and columns fix exactly (Gauss over fractions)."""
    height, width = len(cells), len(cells[0])
    unknown = [(row, column) for row in range(height) for column in range(width) if cells[row][column] is None]
    place = {cell: number for number, cell in enumerate(unknown)}
    equations = []
    for line in [
        *([(row, column) for column in range(width)] for row in range(height)),
        *([(row, column) for row in range(height)] for column in range(width)),
    ]:
        equation = [Fraction(0)] * len(unknown)
        for number, cell in enumerate(line):
            if cell in place:
                equation[place[cell]] = Fraction(-1 if number == len(line) - 1 else 1)
        equations.append(equation)
    reduced, row = equations, 0
    for column in range(len(unknown)):
        pivot = next((number for number in range(row, len(reduced)) if reduced[number][column]), None)
        if pivot is None:
            continue
        reduced[row], reduced[pivot] = reduced[pivot], reduced[row]
        reduced[row] = [value / reduced[row][column] for value in reduced[row]]
        for other in range(len(reduced)):
            if other != row and reduced[other][column]:
                factor = reduced[other][column]
                reduced[other] = [
                    value - factor * by for value, by in zip(reduced[other], reduced[row], strict=True)
                ]  # fmt: skip
        row += 1
    return {
        unknown[next(i for i, value in enumerate(line) if value)] for line in reduced if sum(1 for v in line if v) == 1
    }


COUNTS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 12), min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=300, deadline=None)
@given(COUNTS)
def test_nothing_small_is_shown_and_nothing_hidden_can_be_computed(counts):
    cells = suppress(counts).cells

    for shown, true in zip(cells, with_totals(counts), strict=True):
        assert all(cell is None or cell == value >= K for cell, value in zip(shown, true, strict=True))
    assert derivable(cells) == set()


def test_the_check_finds_what_could_be_computed():
    """A control: one hidden cell beside its totals is no secret."""
    assert derivable([[None, 7, 9], [8, 6, 14], [10, 13, 23]]) == {(0, 0)}


@pytest.mark.parametrize("counts", list(product(range(0, 8, 2), repeat=4)))
def test_every_hidden_number_could_be_another(counts):
    """All tables of two by two that fit what is shown: no hidden cell has the same value in all of them."""
    first = [list(counts[:2]), list(counts[2:])]
    cells = suppress(first).cells
    fitting = []
    for guess in product(range(15), repeat=4):
        whole = with_totals([list(guess[:2]), list(guess[2:])])
        if all(s is None or s == w for show, line in zip(cells, whole, strict=True)
               for s, w in zip(show, line, strict=True)):  # fmt: skip
            fitting.append(whole)
    for row in range(3):
        for column in range(3):
            if cells[row][column] is None:
                assert len({whole[row][column] for whole in fitting}) > 1


def test_plain_tables_are_shown_whole():
    assert suppress([[5, 6], [7, 8]]).cells == [[5, 6, 11], [7, 8, 15], [12, 14, 26]]
    assert suppress([]).cells == [[]]


def test_a_small_cell_takes_three_others_with_it():
    assert suppress([[2, 9, 9], [9, 9, 9], [9, 9, 9]]).cells == [
        [None, None, 9, 20], [None, None, 9, 27], [9, 9, 9, 27], [20, 27, 27, 74],
    ]  # fmt: skip
