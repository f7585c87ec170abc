"""A lesson's Markdown becomes the blocks that an editor would have made in the admin.

Block ids are derived from the lesson's key and the block's place and text (uuid5), so that an unchanged file makes no
revision and translations keep their links.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nh3
from markdown_it import MarkdownIt

from courses.curriculum.case import read_case
from courses.curriculum.errors import Fault

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://aula-fiscal.example.org/curriculum/")
_OPEN = re.compile(r"^:::(?P<name>\w+)\s*(?P<rest>.*)$")
_ATTRIBUTE = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')
_OPTION = re.compile(r"^- \((?P<mark>[ xX])\)\s*(?P<text>.*?)\s*(?:::\s*(?P<feedback>.*))?$")
_HTML = re.compile(r"</?[a-zA-Z!]")
_TAGS = {"h2", "h3", "p", "b", "i", "strong", "em", "ul", "ol", "li", "a", "blockquote", "hr", "br", "code"}
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")

Block = dict[str, Any]


def inline(text: str) -> str:
    """One line of Markdown as safe HTML, without a paragraph around it."""
    return nh3.clean(_markdown.renderInline(text.strip()), tags=_TAGS, link_rel="noopener noreferrer")


def prose(text: str) -> list[Block]:
    """Markdown as a list of ``text`` and ``table`` blocks, without ids."""
    tokens = _markdown.parse(text)
    blocks: list[Block] = []
    pending: list[Any] = []

    def flush() -> None:
        if pending:
            html = nh3.clean(
                _markdown.renderer.render(pending, _markdown.options, {}).strip(),
                tags=_TAGS,
                link_rel="noopener noreferrer",
            )
            blocks.append({"type": "text", "value": html})
            pending.clear()

    position = 0
    while position < len(tokens):
        if tokens[position].type != "table_open":
            pending.append(tokens[position])
            position += 1
            continue
        flush()
        end = next(i for i in range(position, len(tokens)) if tokens[i].type == "table_close")
        blocks.append({"type": "table", "value": _table(tokens[position:end])})
        position = end + 1
    flush()
    return blocks


def _table(tokens: list[Any]) -> Block:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(inline(token.content))
    return {"header": rows[0], "rows": rows[1:]}


def _lines(text: str) -> list[str]:
    found: list[str] = []
    for row in text.splitlines():
        if row.startswith(("- ", "* ")) or re.match(r"^\d+\. ", row):
            found.append(row.split(" ", 1)[1])
        elif row.strip() and found:
            found[-1] += " " + row.strip()
    return [inline(row) for row in found]


@dataclass(slots=True)
class Directive:
    """A ``:::name`` block of a lesson file as it stands there."""

    name: str
    title: str
    attributes: dict[str, str]
    line: int
    rows: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.rows)


def _definition(found: Directive) -> Block:
    return {"type": "definition", "value": {"term": found.title, "body": prose(found.text)}}


def _reference(found: Directive) -> Block:
    value = {
        "instrument": found.attributes.get("instrumento", ""),
        "article": found.attributes.get("articulo", ""),
        "url": found.attributes.get("url", ""),
        "body": prose(found.text),
    }
    if not value["instrument"]:
        raise ValueError('“:::norma” needs instrumento="…".')
    return {"type": "reference", "value": value}


def _example(found: Directive) -> Block:
    return {"type": "example", "value": {"title": found.title, "body": prose(found.text)}}


def _decision(found: Directive) -> Block:
    situation = [row for row in found.rows if not _OPTION.match(row)]
    options = []
    for row in found.rows:
        if match := _OPTION.match(row):
            if not match["feedback"]:
                raise ValueError("Each option of “:::decision” needs its feedback after “::”.")
            options.append(
                {"text": inline(match["text"]), "feedback": inline(match["feedback"]), "is_best": match["mark"] in "xX"}
            )
    if len(options) < 2 or not any(option["is_best"] for option in options):
        raise ValueError("“:::decision” needs two options or more, one of them marked (x).")
    return {
        "type": "decision",
        "value": {"question": found.title, "body": prose("\n".join(situation)), "options": options},
    }


def _checklist(found: Directive) -> Block:
    return {"type": "checklist", "value": {"title": found.title, "items": _lines(found.text)}}


def _activity(found: Directive) -> Block:
    minutes = found.attributes.get("minutos", "")
    if not minutes.isdigit():
        raise ValueError("“:::actividad” needs minutos=N.")
    return {"type": "activity", "value": {"title": found.title, "minutes": int(minutes), "body": prose(found.text)}}


def _annex_place(found: Directive) -> Block:
    return {"type": "annex_place", "value": {"title": found.title, "body": prose(found.text)}}


def _summary(found: Directive) -> Block:
    return {"type": "summary", "value": _lines(found.text)}


def _self_questions(found: Directive) -> Block:
    return {"type": "self_questions", "value": _lines(found.text)}


def _timeline(found: Directive) -> Block:
    moments = [_pair(row, "::") for row in found.rows if row.startswith("- ")]
    if len(moments) < 2:
        raise ValueError("“:::cronologia” needs two lines or more “- when :: what happened”.")
    value = {"title": found.title, "moments": [{"when": when, "text": inline(text)} for when, text in moments]}
    return {"type": "timeline", "value": value}


def _cards(found: Directive) -> Block:
    cards = [_pair(row, "::") for row in found.rows if row.startswith("- ")]
    if not cards:
        raise ValueError("“:::tarjetas” needs lines “- front :: back”.")
    value = {"title": found.title, "cards": [{"front": inline(one), "back": inline(other)} for one, other in cards]}
    return {"type": "cards", "value": value}


def _pair(row: str, mark: str) -> tuple[str, str]:
    one, found, other = row.removeprefix("- ").partition(mark)
    if not (found and one.strip() and other.strip()):
        raise ValueError(f"“{row}” needs two parts with “{mark}” between them.")
    return one.strip(), other.strip()


def _case(found: Directive) -> Block:
    key = found.attributes.get("clave", "")
    return {"type": "case", "value": read_case(key, found.title, found.rows, prose=prose, inline=inline)}


def _footnotes(found: Directive) -> Block:
    return {"type": "footnotes", "value": _lines(found.text)}


# Files are written by schools, so their words are Spanish; the house's names are the field's English ones.
DIRECTIVES: dict[str, Callable[[Directive], Block]] = {
    "definicion": _definition,
    "norma": _reference,
    "ejemplo": _example,
    "decision": _decision,
    "lista": _checklist,
    "actividad": _activity,
    "anexo": _annex_place,
    "resumen": _summary,
    "preguntas": _self_questions,
    "cronologia": _timeline,
    "tarjetas": _cards,
    "caso": _case,
    "notas": _footnotes,
}


def lesson_blocks(path: Path, text: str, *, first_line: int, seed: str) -> tuple[list[Block], list[Fault]]:
    """The blocks of a lesson's body with their ids, and what is wrong with it."""
    blocks: list[Block] = []
    faults = _raw_html(path, text, first_line)
    for part in _parts(path, text, first_line, faults):
        if isinstance(part, str):
            blocks.extend(prose(part))
            continue
        try:
            blocks.append(DIRECTIVES[part.name](part))
        except ValueError as problem:
            faults.append(Fault(path, part.line, str(problem)))
    return [with_id(block, f"{seed}/{place}") for place, block in enumerate(blocks)], faults


def _parts(path: Path, text: str, first_line: int, faults: list[Fault]) -> Iterator[str | Directive]:
    """Running text and known directives, in order; whatever does not fit is a fault."""
    plain: list[str] = []
    current: Directive | None = None
    for number, row in enumerate(text.splitlines(), start=first_line):
        opened = _OPEN.match(row)
        if current is not None:
            if opened:
                message = f"“:::{opened['name']}” opens inside “:::{current.name}”: blocks do not nest."
                faults.append(Fault(path, number, message))
            elif row.strip() != ":::":
                current.rows.append(row)
            else:
                if current.name in DIRECTIVES:
                    yield current
                current = None
        elif opened:
            yield "\n".join(plain)
            plain = []
            current = _directive(opened, number)
            if current.name not in DIRECTIVES:
                message = f"“:::{current.name}” is no kind of block. Known: {', '.join(DIRECTIVES)}."
                faults.append(Fault(path, number, message))
        else:
            plain.append(row)
    if current is not None:
        faults.append(Fault(path, current.line, f"“:::{current.name}” is never closed with “:::”."))
    yield "\n".join(plain)


def _raw_html(path: Path, text: str, first_line: int) -> list[Fault]:
    return [
        Fault(path, number, "Raw HTML is not taken; write Markdown.")
        for number, row in enumerate(text.splitlines(), start=first_line)
        if _HTML.search(row)
    ]


def _directive(opened: re.Match[str], line: int) -> Directive:
    attributes = {key: quoted or bare for key, quoted, bare in _ATTRIBUTE.findall(opened["rest"])}
    return Directive(
        name=opened["name"], title=_ATTRIBUTE.sub("", opened["rest"]).strip(), attributes=attributes, line=line
    )


def with_id(block: Block, seed: str) -> Block:
    """``block`` and the blocks inside it with ids that follow from ``seed`` and their content."""
    content = json.dumps(block["value"], sort_keys=True, ensure_ascii=False)
    block_id = str(uuid.uuid5(NAMESPACE, f"{seed}/{block['type']}/{content}"))
    return {"type": block["type"], "id": block_id, "value": _inner(block["value"], block_id)}


def _inner(value: Any, seed: str) -> Any:
    if isinstance(value, dict):
        return {key: _inner(item, f"{seed}/{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_inner_item(item, f"{seed}/{place}") for place, item in enumerate(value)]
    return value


def _inner_item(item: Any, seed: str) -> Block:
    if isinstance(item, dict) and set(item) == {"type", "value"}:
        return with_id(item, seed)
    return {"type": "item", "id": str(uuid.uuid5(NAMESPACE, seed)), "value": _inner(item, seed)}
