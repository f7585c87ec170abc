"""A branching case: what is remembered, where it leads, and what keeps it from being played through."""

from copy import deepcopy

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks import CaseBlock
from courses.casework import NotInThisCase, best_points, faults_of, holds, replay, shape_of
from courses.curriculum.case import read_case
from courses.curriculum.markdown import inline, prose
from tests.factories.learning import CASE

FILE = """Alguien llama.

=== abrir ¿Abre?
Es de noche.
- (0) Abrir -> dentro {abierta} :: Por qué: Abrir.
- (2) Preguntar -> dentro {sabe} :: Por qué: Preguntar.

=== dentro ¿Y ahora?
{si abierta} La puerta quedó abierta.
{si sabe, no abierta} Sabe quién es.
- (1) Esperar -> fin :: Por qué: Esperar.
- (0) Salir -> huida :: Por qué: Salir.

=== final calma {si sabe, puntos>=3} Final en calma
Todo en orden.

=== final huida {si sabe, no sabe} Final fuera
Se fue.

=== final susto Final con susto
{si abierta} Un susto.
"""


def read(text=FILE, key="puerta"):
    return read_case(key, "La puerta", text.splitlines(), prose=prose, inline=inline)


def test_a_file_says_the_same_case_as_the_block():
    assert read() == CASE
    assert faults_of(CASE) == []


@pytest.mark.parametrize(
    ("choices", "scene", "ending", "points"),
    [
        ([], "abrir", None, 0),
        ([0], "dentro", None, 0),
        ([1, 0], None, "calma", 3),
        ([0, 0], None, "susto", 1),
        ([1, 1], None, "huida", 2),
    ],
    ids=["begun", "first", "calm", "scare", "named"],
)
def test_replay_leads_where_the_decisions_lead(choices, scene, ending, points):
    found = replay(CASE, choices)

    assert found.scene and found.scene["key"] if scene else found.scene is None
    assert ((found.scene or {}).get("key"), (found.ending or {}).get("key")) == (scene, ending)
    assert found.points == points
    assert len(found.steps) == len(choices)


def test_a_consequence_is_remembered():
    def told(choices):
        return [passage["body"][0]["value"] for passage in replay(CASE, choices).passages]

    assert told([0]) == ["<p>La puerta quedó abierta.</p>"]
    assert told([1]) == ["<p>Sabe quién es.</p>"]


@pytest.mark.parametrize("choices", [[2], [-1], [0, 0, 0]], ids=["no-such", "negative", "after-the-end"])
def test_replay_refuses_what_is_not_in_the_case(choices):
    with pytest.raises(NotInThisCase):
        replay(CASE, choices)


def test_best_points_are_those_of_the_best_way():
    assert best_points(CASE) == 3


def test_shape_does_not_hang_on_words():
    told = deepcopy(CASE)
    told["title"] = told["scenes"][0]["options"][0]["text"] = "Otra cosa"
    bent = deepcopy(CASE)
    bent["scenes"][0]["options"][0]["points"] = 1

    assert shape_of(told) == shape_of(CASE) != shape_of(bent)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("-> fin ::", "-> nunca ::", "“nunca”"),
        ("-> fin ::", "-> abrir ::", "abrir, dentro"),
        ("-> dentro {", "-> fin {", "dentro"),
        ("=== final susto Final", "=== final susto {si sabe} Final", "no condition"),
        ("{si abierta} La", "{si cerrada} La", "“cerrada”"),
        ("=== dentro", "=== abrir", "“abrir”"),
        ("=== abrir", "=== fin", "“fin”"),
        ("- (1) Esperar -> fin :: Por qué: Esperar.\n", "", "“dentro”"),
        ("- (1) Esperar -> fin :: Por qué: Esperar.", "- (1) Esperar -> fin", "no option"),
        ("- (1) Esperar", "- (101) Esperar", "no option"),
        ("=== dentro ¿Y ahora?", "===", "no beginning"),
    ],
    ids=lambda value: "" if len(value) > 12 else value.replace(" ", "_"),
)
def test_a_case_that_cannot_be_played_is_refused(before, after, said):
    with override("en"), pytest.raises(ValueError, match=said):
        read(FILE.replace(before, after))


def test_a_case_needs_its_name():
    with pytest.raises(ValueError, match="clave"):
        read(key="La Puerta")


def test_the_admin_refuses_the_same():
    block = CaseBlock()
    bad = deepcopy(CASE)
    bad["scenes"][1]["options"][0]["next"] = "nunca"

    block.clean(block.to_python(CASE))
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(bad))
    assert "nunca" in str(refused.value.non_block_errors)


@given(st.text(alphabet="abc ,no>=0123456789", max_size=30))
def test_conditions_never_break(when):
    assert holds(when, {"a"}, 5) in (True, False)
