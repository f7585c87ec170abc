"""Marking, kind by kind: exact parts of a point, and never below nothing nor above all of it."""

import json
from fractions import Fraction
from random import Random

import pytest

from courses.models import Question
from courses.questions.grading import earned, folded, matches
from courses.questions.papers import draw_row
from courses.services.pictures import html_to_text, question_picture
from tests.factories.questions import SECRETS, freeze_gift
from tests.factories.workshops import CourseVersionFactory

pytestmark = pytest.mark.django_db
HALF = Fraction(1, 2)


@pytest.fixture
def frozen():
    return freeze_gift(CourseVersionFactory())


def named(question, *texts, side="options"):
    """The names of options by what they say."""
    names = {option["text"]["es"]: option["id"] for option in question.asked[side]}
    return [names[text] for text in texts]


def mark(question, chosen):
    return earned(question.kind, question.answer, chosen)


@pytest.mark.parametrize(("text", "part"), [("Uno", 1), ("Dos", 0), ("Medio", Fraction(1, 2))])
def test_single_choice(frozen, text, part):
    assert mark(frozen["unica"], named(frozen["unica"], text)) == part


@pytest.mark.parametrize(
    ("texts", "part"),
    [(["Alfa", "Beta"], 1), (["Alfa"], Fraction(1, 2)), (["Alfa", "Gama"], 0), (["Gama", "Delta"], 0), ([], 0)],
)
def test_multiple_choice(frozen, texts, part):
    assert mark(frozen["multiple"], named(frozen["multiple"], *texts)) == part


def test_multiple_choice_without_minus_gives_nothing_for_choosing_all():
    version = CourseVersionFactory()
    question = freeze_gift(version, "// [id:x]\n¿Cuáles?{~%33.33333%a ~%33.33333%b ~%33.33333%c ~d ~e}\n")["x"]

    assert mark(question, named(question, "a", "b", "c", "d", "e")) == 0
    assert mark(question, named(question, "a", "b", "c")) == 1
    assert mark(question, named(question, "a", "b")) == Fraction(2, 3)
    assert mark(question, named(question, "a", "b", "c", "d")) == Fraction(1, 2)


def test_true_or_false(frozen):
    assert mark(frozen["verdad"], named(frozen["verdad"], "Falso")) == 1
    assert mark(frozen["verdad"], named(frozen["verdad"], "Verdadero")) == 0


def test_matching_counts_the_right_pairs(frozen):
    question = frozen["pares"]
    left = named(question, "Fiscal", "Perito", "Juez")
    acts, explains, decides, files = named(question, "Acusa", "Explica", "Decide", "Archiva", side="choices")

    assert mark(question, [[left[0], acts], [left[1], explains], [left[2], decides]]) == 1
    assert mark(question, [[left[0], acts], [left[1], files]]) == Fraction(1, 3)
    assert mark(question, [[left[0], files]]) == 0


def test_ordering_counts_the_items_in_their_place(frozen):
    question = frozen["orden"]
    one, two, three, four = named(question, "Proteger", "Fotografiar", "Recoger", "Sellar")

    assert mark(question, [one, two, three, four]) == 1
    assert mark(question, [one, three, two, four]) == Fraction(1, 2)
    assert mark(question, [two, one, four, three]) == 0


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("77731", 1),
        ("77733", 1),
        ("77729,0", 1),
        ("77733.01", Fraction(1, 2)),
        ("77751", Fraction(1, 2)),
        ("77752", 0),
        ("-77731", 0),
    ],
)
def test_numeric_with_tolerance(frozen, typed, part):
    assert mark(frozen["numero"], [typed]) == part


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("CLAVE-CORTA", 1),
        ("  clave-corta ", 1),
        ("clavé-córta", 1),
        ("custodia del lugar", Fraction(2, 5)),
        ("CUSTODIA  x", Fraction(2, 5)),
        ("custodia", Fraction(2, 5)),
        ("custodio", 0),
        ("nada", 0),
    ],
)
def test_short_answer_folds_accents_and_capitals(frozen, typed, part):
    assert mark(frozen["corta"], [typed]) == part


def test_cloze_weighs_its_gaps(frozen):
    question = frozen["huecos"]
    here, there = (
        next(one["id"] for one in question.asked["gaps"][1]["options"] if one["text"]["es"] == text)
        for text in ("aquí", "allí")
    )

    assert mark(question, [["g1", "clave-hueco"], ["g2", here], ["g3", "88853"]]) == 1
    assert mark(question, [["g1", "otra"], ["g2", here], ["g3", "900"]]) == Fraction(1, 2)
    assert mark(question, [["g2", there]]) == 0
    assert mark(question, [["g3", "88852"]]) == Fraction(1, 4)


def test_an_essay_waits_for_a_person(frozen):
    assert mark(frozen["ensayo"], ["Escribo."]) is None
    assert mark(frozen["ensayo"], []) == 0


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("año", "ano", False),
        ("acción", "ACCION", True),
        ("*", "lo que sea", True),
        ("a*c", "a larga c", True),
        ("a*b*c", "axbxc", True),
        ("a*b*c", "acb", False),
        ("ab*ba", "aba", False),
        ("5 \\* 3", "5 * 3", True),
        ("5 \\* 3", "5 x 3", False),
    ],
)
def test_patterns(pattern, typed, fits):
    assert matches(pattern, typed) is fits


def test_an_exact_answer_keeps_its_accents():
    assert folded("Acción", is_exact=True) == "Acción"
    assert not matches("Acción", "accion", is_exact=True)


# --- what is frozen


def test_nothing_of_the_key_lies_in_what_may_be_shown(frozen):
    for question in frozen.values():
        assert not [secret for secret in SECRETS if secret in str(question.asked)], question.question_key
        assert "RESERVADO" in str(question.answer)


def test_a_single_choice_is_frozen_as_it_always_was():
    """Character for character: the hashes of versions frozen before there were other kinds hang on it."""
    freeze_gift(CourseVersionFactory(), "// [id:x]\n::X::¿Sí?{=Sí#Una. ~%50%Quizá#Media. ~No#Otra. ####Por eso.}\n")

    assert question_picture(Question.objects.get(key="x")) == {
        "question_key": "x",
        "module_key": "a1",
        "kind": "SINGLE",
        "asked": {
            "stem": {"es": "¿Sí?"},
            "options": [
                {"id": "0ad26820f1", "text": {"es": "No"}},
                {"id": "b6f3902014", "text": {"es": "Quizá"}},
                {"id": "dd4b17b091", "text": {"es": "Sí"}},
            ],
        },
        "answer": {
            "reason": {"es": "Por eso."},
            "options": {
                "dd4b17b091": {"weight": 100, "feedback": {"es": "Una."}},
                "b6f3902014": {"weight": 50, "feedback": {"es": "Media."}},
                "0ad26820f1": {"weight": 0, "feedback": {"es": "Otra."}},
            },
        },
    }
    assert '"weight": 100,' in json.dumps(question_picture(Question.objects.get(key="x")))


def test_markup_is_not_shown_and_scripts_are_gone():
    assert html_to_text("<p>Uno &amp; <b>dos</b></p><script>alert(1)</script><p>a &lt; b</p>") == "Uno & dos\na < b"


# --- orders that say nothing


@pytest.mark.parametrize("key", ["orden", "pares", "huecos", "multiple"])
def test_every_order_comes_equally_often_whatever_the_key(frozen, key):
    question, chance = frozen[key], Random(20261125)

    def first(row):
        return (row["gaps"][1]["options"] if key == "huecos" else row["choices"] if key == "pares" else row["options"])[
            0
        ]

    firsts = [first(draw_row(question.pk, question.kind, question.asked, chance)) for _ in range(2400)]

    counts = [firsts.count(name) for name in set(firsts)]
    assert sum(counts) == 2400
    assert all(abs(count - 2400 / len(counts)) < 130 for count in counts)


def test_true_stands_before_false_for_everybody(frozen):
    question = frozen["verdad"]

    rows = [draw_row(question.pk, question.kind, question.asked, Random(seed)) for seed in range(5)]

    assert {tuple(row["options"]) for row in rows} == {tuple(named(question, "Verdadero", "Falso"))}
