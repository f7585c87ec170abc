"""What is published, written back as files: they load again and nothing changes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.blocks import LessonBody
from courses.curriculum.html import line_of, markdown_of
from courses.curriculum.markdown import inline, lesson_blocks, prose
from courses.curriculum.writing import WRITERS, lesson_text
from courses.models import CourseVersion
from courses.services import FolderNotEmpty, dump_curriculum, load_curriculum
from tests.courses.conftest import CONTENT
from tests.courses.test_casework import FILE

AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def files_in(root):
    return {path.relative_to(root): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_load_dump_load_is_at_rest(site, folder, tmp_path):
    load_curriculum(root=folder, actor=None, at=AT)

    written = dump_curriculum(root=tmp_path / "out")
    report = load_curriculum(root=tmp_path / "out", actor=None, at=LATER)
    dump_curriculum(root=tmp_path / "again")

    assert (report.created, report.changed, report.versions) == ([], [], [])
    assert CourseVersion.objects.count() == 1
    assert files_in(tmp_path / "out") == files_in(tmp_path / "again")
    assert Path("extorsion/01-a1/01-a1-01.es.md") in written
    assert len(written) == len(set(written)) == len(files_in(tmp_path / "out"))


def test_the_command_writes_and_refuses_a_folder_with_files(site, folder, tmp_path, capsys):
    load_curriculum(root=folder, actor=None, at=AT)

    call_command("dump_curriculum", tmp_path / "out")
    assert "files." in capsys.readouterr().out
    with pytest.raises(CommandError, match="out"):
        call_command("dump_curriculum", tmp_path / "out")
    with pytest.raises(FolderNotEmpty):
        dump_curriculum(root=tmp_path / "out")


def test_the_command_says_when_there_is_nothing(site, tmp_path):
    with pytest.raises(CommandError):
        call_command("dump_curriculum", tmp_path / "out")


def again(text):
    blocks, faults = lesson_blocks(Path("x.es.md"), text, first_line=1, seed="x")
    assert faults == []
    return blocks


# The papers for those who teach have no header and are not loaded.
LESSONS = [path for path in sorted(CONTENT.rglob("*.*.md")) if path.read_text().startswith("---\n")]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_every_lesson_is_written_as_it_was_read(path):
    text = path.read_text()
    blocks = again(text.split("\n---\n", 1)[1])

    assert again(lesson_text(blocks)) == blocks


EVERY = f"""Uno[^1] con *énfasis*, **fuerza**, `clave` y [enlace](https://example.org/a_b?c=1&d=2).

:::cronologia El caso
- Lunes :: Llaman **dos** veces.
- Martes :: Pagan.
:::

:::tarjetas Repaso
- ¿Qué es? :: Esto: a\\:\\:b
:::

:::caso clave=puerta La puerta
{FILE}
:::

:::norma instrumento="Convención" articulo="2(a)" url="https://example.org/ley"
Dice.
:::

:::notas
- Convención, [artículo 5](https://example.org/5).
:::
"""


def test_every_new_block_is_written_as_it_was_read():
    blocks = again(EVERY)

    assert again(lesson_text(blocks)) == blocks
    assert {"timeline", "cards", "case", "footnotes"} <= {block["type"] for block in blocks}


def test_every_kind_of_block_can_be_written():
    assert set(WRITERS) | {"text", "table"} == set(LessonBody().child_blocks)


words = st.text(alphabet="ab *_`[]<>&#-+.1)(\\:|!{}=~>ñ ", min_size=1, max_size=40).filter(lambda text: text.strip())


@given(words)
@settings(max_examples=200, deadline=None)
def test_any_words_are_text_and_nothing_else(text):
    from html import escape

    plain = escape(" ".join(text.split()), quote=False)

    assert inline(line_of(plain)) == plain
    assert prose(markdown_of(f"<p>{plain}</p>")) == [{"type": "text", "value": f"<p>{plain}</p>"}]


@pytest.mark.parametrize(
    "html",
    [
        "<ul>\n<li>Uno</li>\n<li>Dos\n<ol>\n<li>Dentro</li>\n</ol>\n</li>\n</ul>",
        "<ul>\n<li>\n<p>Uno</p>\n</li>\n<li>\n<p>Dos</p>\n<p>más</p>\n</li>\n</ul>",
        "<ul>\n<li>Uno</li>\n</ul>\n<ul>\n<li>Otra lista</li>\n</ul>",
        "<blockquote>\n<p>Cita</p>\n<p>larga</p>\n</blockquote>\n<hr>\n<p>Uno<br>\ndos</p>",
        "<h2>Título con <em>énfasis</em></h2>\n<p>1. no es lista</p>\n<p>- tampoco</p>",
        "<p>Línea\notra línea</p>\n<h3>Menor</h3>",
    ],
    ids=["nested", "loose", "two-lists", "quote", "headings", "soft-break"],
)
def test_each_shape_of_text_comes_back(html):
    assert prose(markdown_of(html)) == [{"type": "text", "value": html}]
