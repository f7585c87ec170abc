"""A branching case in a lesson's file. Inside ``:::caso clave=ruta-7 Title``, after the text where it begins:

=== d1 What is decided
What is told.
{si protegido} A passage of one line that is told only then.
- (3) An option -> d2 {protegido, avisado} :: What follows, and why.

=== d2 …

=== final buen-final {si protegido, puntos>=9} Title of an ending
What is told.
"""

import re
from collections.abc import Callable
from typing import Any

from courses.casework import MOST_POINTS, faults_of

_SCENE = re.compile(r"^===\s+(?P<end>final\s+)?(?P<key>\S+)\s*(?:\{si (?P<when>[^}]*)\}\s*)?(?P<title>.*)$")
_OPTION = re.compile(
    r"^- \((?P<points>\d{1,3})\)\s*(?P<text>.*?)\s*->\s*(?P<next>[\w-]+)\s*"
    r"(?:\{(?P<words>[^}]*)\})?\s*::\s*(?P<why>.+)$"
)
_PASSAGE = re.compile(r"^\{si (?P<when>[^}]*)\}\s*(?P<text>.+)$")

Prose = Callable[[str], list[dict[str, Any]]]
Inline = Callable[[str], str]


def read_case(key: str, title: str, rows: list[str], *, prose: Prose, inline: Inline) -> dict[str, Any]:
    """The value of a ``case`` block; ``ValueError`` says what is wrong with it."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", key):
        raise ValueError("“:::caso” needs clave=… in small letters, numbers and hyphens.")
    intro, *chapters = _chapters(rows)
    value: dict[str, Any] = {"key": key, "title": title, "body": prose("\n".join(intro)), "scenes": [], "endings": []}
    for head, *told in chapters:
        _chapter(value, head, told, prose, inline)
    if faults := faults_of(value):
        raise ValueError(" ".join(faults))
    return value


def _chapters(rows: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for row in rows:
        if row.startswith("==="):
            found.append([])
        found[-1].append(row)
    return found


def _chapter(value: dict[str, Any], head: str, rows: list[str], prose: Prose, inline: Inline) -> None:
    found = _SCENE.match(head)
    if found is None:
        raise ValueError(f"“{head}” is no beginning of a scene: write “=== name What is decided”.")
    told = [row for row in rows if not row.startswith("- (")]
    chapter: dict[str, Any] = {"key": found["key"], "title": found["title"]}
    if found["end"]:
        chapter["when"] = (found["when"] or "").strip()
    chapter["passages"] = _passages(told, prose)
    if found["end"]:
        value["endings"].append(chapter)
        return
    chapter["options"] = [_option(row, inline) for row in rows if row.startswith("- (")]
    value["scenes"].append(chapter)


def _passages(rows: list[str], prose: Prose) -> list[dict[str, Any]]:
    """Stretches of text, each with the condition under which it is told."""
    stretches: list[tuple[str, list[str]]] = [("", [])]
    for row in rows:
        if found := _PASSAGE.match(row):
            stretches += [(found["when"].strip(), [found["text"]]), ("", [])]
        else:
            stretches[-1][1].append(row)
    return [{"when": when, "body": prose("\n".join(text))} for when, text in stretches if "".join(text).strip()]


def _option(row: str, inline: Inline) -> dict[str, Any]:
    found = _OPTION.match(row)
    if found is None or int(found["points"]) > MOST_POINTS:
        raise ValueError(f"“{row}” is no option: write “- (points) Text -> scene {{words}} :: what follows”.")
    return {
        "text": inline(found["text"]),
        "feedback": inline(found["why"]),
        "points": int(found["points"]),
        "next": found["next"],
        "remembers": (found["words"] or "").strip(),
    }
