"""A lesson's blocks as the file that gives them back."""

from collections.abc import Callable
from typing import Any

from courses.curriculum.html import line_of, markdown_of

Value = dict[str, Any]


def lesson_text(blocks: list[Value]) -> str:
    """The body of a lesson's file; each block by its kind, in order."""
    return "\n\n".join(part for part in (_block(block) for block in blocks) if part) + "\n"


def _block(block: Value) -> str:
    kind, value = block["type"], block["value"]
    if kind == "text":
        return markdown_of(value)
    if kind == "table":
        return _table(value)
    return "\n".join([*WRITERS[kind](value), ":::"])


def _table(value: Value) -> str:
    header = [line_of(cell).replace("|", "\\|") for cell in _items(value["header"])]
    rows = [[line_of(cell).replace("|", "\\|") for cell in _items(row)] for row in _items(value["rows"])]
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _items(raw: Any) -> list[Any]:
    """What a list holds: as files say it, or wrapped with an id as the admin stores it."""
    return [
        one["value"] if isinstance(one, dict) and one.get("type") == "item" and "value" in one else one for one in raw
    ]


def _prose(body: list[Value]) -> list[str]:
    text = "\n\n".join(part for part in (_block(one) for one in body) if part)
    return [text] if text else []


def _plain(text: Any) -> str:
    return " ".join(str(text).split())


def _quoted(text: Any) -> str:
    return '"' + _plain(text).replace('"', "”") + '"'


def _titled(name: str, title: str, rows: str = "") -> Callable[[Value], list[str]]:
    def write(value: Value) -> list[str]:
        head = f":::{name} {_plain(value[title])}".rstrip()
        return [head, *(_listed(value[rows]) if rows else _prose(value["body"]))]

    return write


def _listed(lines: Any) -> list[str]:
    return [f"- {line_of(line)}" for line in _items(lines)]


def _lines(name: str) -> Callable[[Any], list[str]]:
    return lambda value: [f":::{name}", *_listed(value)]


def _reference(value: Value) -> list[str]:
    said = [("instrumento", value["instrument"]), ("articulo", value["article"]), ("url", value["url"])]
    told = " ".join(f"{name}={_quoted(text)}" for name, text in said if text)
    return [f":::norma {told}", *_prose(value["body"])]


def _decision(value: Value) -> list[str]:
    options = [
        f"- ({'x' if one['is_best'] else ' '}) {line_of(one['text'])} :: {line_of(one['feedback'])}"
        for one in _items(value["options"])
    ]
    return [f":::decision {_plain(value['question'])}", *_prose(value["body"]), *options]


def _activity(value: Value) -> list[str]:
    return [f":::actividad minutos={value['minutes']} {_plain(value['title'])}", *_prose(value["body"])]


def _pairs(name: str, rows: str, one: str, other: str) -> Callable[[Value], list[str]]:
    def write(value: Value) -> list[str]:
        pairs = [(line_of(row[one]), line_of(row[other])) for row in _items(value[rows])]
        return [f":::{name} {_plain(value['title'])}", *(f"- {first} :: {second}" for first, second in pairs)]

    return write


def _timeline(value: Value) -> list[str]:
    moments = [(_plain(row["when"]), line_of(row["text"])) for row in _items(value["moments"])]
    return [f":::cronologia {_plain(value['title'])}", *(f"- {when} :: {text}" for when, text in moments)]


def _case(value: Value) -> list[str]:
    rows = [f":::caso clave={value['key']} {_plain(value['title'])}", *_prose(value["body"])]
    for scene in _items(value["scenes"]):
        rows += ["", f"=== {scene['key']} {_plain(scene['title'])}", *_passages(scene["passages"])]
        for one in _items(scene["options"]):
            words = f" {{{one['remembers']}}}" if one["remembers"] else ""
            told = f"{line_of(one['text'])} -> {one['next']}{words} :: {line_of(one['feedback'])}"
            rows.append(f"- ({one['points']}) {told}")
    for ending in _items(value["endings"]):
        when = f" {{si {ending['when']}}}" if ending["when"] else ""
        rows += ["", f"=== final {ending['key']}{when} {_plain(ending['title'])}", *_passages(ending["passages"])]
    return rows


def _passages(raw: Any) -> list[str]:
    rows: list[str] = []
    for passage in _items(raw):
        text = "\n\n".join(_prose(passage["body"]))
        if passage["when"]:  # told only then: one paragraph, on one row
            rows += [f"{{si {passage['when']}}} {_plain(row)}" for row in text.split("\n\n") if row]
        elif text:
            rows.append(text)
    return rows


WRITERS: dict[str, Callable[[Any], list[str]]] = {
    "definition": _titled("definicion", "term"),
    "reference": _reference,
    "example": _titled("ejemplo", "title"),
    "decision": _decision,
    "checklist": _titled("lista", "title", "items"),
    "activity": _activity,
    "annex_place": _titled("anexo", "title"),
    "summary": _lines("resumen"),
    "self_questions": _lines("preguntas"),
    "timeline": _timeline,
    "cards": _pairs("tarjetas", "cards", "front", "back"),
    "case": _case,
    "footnotes": _lines("notas"),
}
