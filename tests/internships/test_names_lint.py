"""The lint finds nineteen in twenty, and hardly ever cries wolf."""

import pytest

from internships.names_lint import FindingKind, find_names
from tests.internships.passages import CLEAN, ENGLISH, SPANISH


@pytest.mark.parametrize(("passages", "language"), [(SPANISH, "es"), (ENGLISH, "en")], ids=["es", "en"])
def test_ninety_five_in_a_hundred_are_found(passages, language):
    missed = [passage for passage in passages if not find_names(passage)]

    assert len(passages) == 30
    assert len(missed) * 100 <= 5 * len(passages), missed


def test_at_most_one_false_alarm_in_four_hundred_words():
    words, found = len(CLEAN.split()), find_names(CLEAN)

    assert words >= 400
    assert len(found) * 400 <= words, found


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("El expediente 245-2011 es público.", FindingKind.CASE, "expediente 245-2011"),
        ("Llame al 2255-8899.", FindingKind.TELEPHONE, "2255-8899"),
        ("Con placas P 345-982.", FindingKind.PLATE, "placas P 345-982"),
        ("Vino Ixchel Vela.", FindingKind.NAME, "Ixchel Vela"),
    ],
    ids=["case", "telephone", "plate", "name"],
)
def test_a_finding_says_what_and_where(text, kind, said):
    first = find_names(text)[0]

    assert first.kind == kind
    assert text[first.start :].startswith(first.text)
    assert first.text in said or said in first.text


def test_odd_texts_are_read_quickly():
    for text in ("", "A" * 60_000, "Ana " * 15_000, "1" * 60_000, "Él de la " * 5_000):
        find_names(text)
