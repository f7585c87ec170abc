"""The safe HTML of a lesson as the Markdown that gives it back."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SPECIAL = re.compile(r"([\\`*_\[\]])")
_CALL = re.compile(r"\\\[\^(\d{1,3})\\\]")  # a footnote's call stands as it is
_KEPT = "/:?#[]@!$&'*+,;=%~"  # what an address may hold; brackets and blanks would end it
_ENTITY = re.compile(r"&(?=#?\w+;)")
_BEGIN = re.compile(r"^(\s*)(?:([#>+\-=~:])|(\d+)([.)]))")


class _Node:
    def __init__(self, tag: str, attributes: dict[str, str] | None = None) -> None:
        self.tag, self.attributes = tag, attributes or {}
        self.children: list[_Node | str] = []


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in ("br", "hr"):
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in [node.tag for node in self.open[1:]]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def markdown_of(html: str) -> str:
    """Paragraphs, headings, lists and quotations."""
    return _blocks(_parse(html))


def line_of(html: str) -> str:
    """One line, such as an option or a step; ``::`` and ``->`` in it divide nothing."""
    root = _parse(html)
    inner = [child for child in root.children if not isinstance(child, str) or child.strip()]
    if len(inner) == 1 and not isinstance(inner[0], str) and inner[0].tag == "p":
        root = inner[0]
    line = re.sub(r"\s+", " ", _inline(root).replace("\\\n", " ")).strip()
    return line.replace("::", ":\\:").replace("->", "-\\>").replace("{", "\\{")


def _parse(html: str) -> _Node:
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return tree.open[0]


BLOCKS = {"p", "h2", "h3", "ul", "ol", "blockquote", "hr"}


def _blocks(node: _Node) -> str:
    parts: list[str] = []
    before, turns = "", 0
    for child in _gathered(node):
        turns = turns + 1 if child.tag == before and child.tag in ("ul", "ol") else 0
        before = child.tag
        parts.append(_block(child, turns))
    return "\n\n".join(part for part in parts if part)


def _gathered(node: _Node) -> list[_Node]:
    """The blocks of a node; loose words between them are a paragraph."""
    found: list[_Node] = []
    for child in node.children:
        if not isinstance(child, str) and child.tag in BLOCKS:
            found.append(child)
        elif not isinstance(child, str) or child.strip():
            if not found or found[-1].tag != "loose":
                found.append(_Node("loose"))
            found[-1].children.append(child)
    return found


def _block(node: _Node, turns: int) -> str:
    if node.tag == "hr":
        return "***"
    if node.tag in ("h2", "h3"):
        return f"{'#' * int(node.tag[1])} {' '.join(_inline(node).split())}"
    if node.tag == "blockquote":
        return "\n".join(f"> {row}".rstrip() for row in _blocks(node).split("\n"))
    if node.tag in ("ul", "ol"):
        return _list(node, turns)
    return "\n".join(_begun(row) for row in _inline(node).strip().split("\n"))


def _list(node: _Node, turns: int) -> str:
    items = [child for child in node.children if not isinstance(child, str) and child.tag == "li"]
    is_loose = any(not isinstance(one, str) and one.tag == "p" for item in items for one in item.children)
    first = int(node.attributes.get("start", "1"))
    rows = []
    for place, item in enumerate(items):
        # Another sign begins another list.
        sign = "-*"[turns % 2] if node.tag == "ul" else f"{first + place}{'.)'[turns % 2]}"
        text = _blocks(item) if is_loose else re.sub(r"\n\n(?=[-*\d])", "\n", _blocks(item))
        inner = text.split("\n")
        pad = " " * (len(sign) + 1)
        rows.append("\n".join([f"{sign} {inner[0]}", *(f"{pad}{row}".rstrip() for row in inner[1:])]))
    return ("\n\n" if is_loose else "\n").join(rows)


def _inline(node: _Node) -> str:
    text = "".join(_escaped(child) if isinstance(child, str) else _marked(child) for child in node.children)
    return text.replace("\\\n\n", "\\\n")


def _marked(node: _Node) -> str:
    if node.tag == "br":
        return "\\\n"
    if node.tag == "code":
        return "`" + "".join(child for child in node.children if isinstance(child, str)) + "`"
    text = _inline(node)
    if node.tag == "a":
        return f"[{text}]({quote(node.attributes.get('href', ''), safe=_KEPT)})"
    mark = _MARKS.get(node.tag, "")
    # Marks hold to words: what stands at the edges stands outside.
    bare = text.strip()
    if not mark or not bare:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{lead}{mark}{bare}{mark}{tail}"


def _escaped(text: str) -> str:
    text = _CALL.sub(r"[^\1]", _SPECIAL.sub(r"\\\1", text))
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _begun(row: str) -> str:
    """A row whose beginning would make it something else than text."""
    found = _BEGIN.match(row)
    if found is None:
        return row
    if found[3]:
        return f"{found[1]}{found[3]}\\{found[4]}{row[found.end() :]}"
    return f"{found[1]}\\{row[len(found[1]) :]}"
