"""Lessons are read by tired people on telephones: none falls below “normal” on the INFLESZ scale."""

import pytest

from tests.courses.readability import lesson_paths, lesson_text, measure, syllables

FLOOR = 60


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("fiscal", 2), ("extorsión", 3), ("policía", 4), ("quien", 1), ("guerra", 2), ("pingüino", 3), ("ley", 1),
        ("leer", 2), ("ciudad", 2), ("y", 1), ("país", 2), ("averigüéis", 4), ("causa", 2), ("oído", 3),
    ],
)  # fmt: skip
def test_syllables(word, count):
    assert syllables(word) == count


def test_the_indices_follow_their_formulas():
    found = measure("La fiscal lee la denuncia. Después llama a la víctima.\n")

    assert (found.words, found.sentences, found.syllables) == (10, 2, 18)
    assert round(found.szigriszt, 3) == round(206.835 - 62.3 * 1.8 - 5, 3)
    assert round(found.huerta, 2) == round(206.84 - 60 * 1.8 - 1.02 * 5, 2)
    assert found.grade == "muy fácil"


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda one: one.stem)
def test_a_lesson_is_not_hard_to_read(path):
    assert measure(lesson_text(path)).szigriszt >= FLOOR
