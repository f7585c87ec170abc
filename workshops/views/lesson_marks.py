"""Marks that are set into a lesson's drawn text: calls of footnotes, and terms that open beside it. No script."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape

from workshops.selectors.study import Term

_CALL = re.compile(r"\[\^(\d{1,3})\]")
_TAG = re.compile(r"(<[^>]+>)")
_CLOSED = {"a", "summary", "h2", "h3", "dfn", "button", "label", "strong", "th", "code"}  # no term opens inside
_NAME = re.compile(r"</?([a-z0-9]+)")


def call_footnotes(blocks: list[dict[str, Any]]) -> set[int]:
    """The notes that are called in ``blocks`` and stand in them; each footnotes block is told which."""
    notes = sum(len(block["value"]) for block in blocks if block["type"] == "footnotes")
    text = json.dumps([block["value"] for block in blocks], ensure_ascii=False)
    called = {int(number) for number in _CALL.findall(text) if 1 <= int(number) <= notes}
    for block in blocks:
        if block["type"] == "footnotes":
            block["called"] = called
    return called


def link_footnotes(html: str, called: set[int]) -> str:
    """Each ``[^1]`` becomes a small raised number that leads to its note; a call without a note stays as it is."""
    seen: set[int] = set()

    def link(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in called:
            return found[0]
        name = f' id="llamada-{number}"' if number not in seen else ""
        seen.add(number)
        return f'<sup class="call"><a href="#nota-{number}"{name}>{number}</a></sup>'

    return _CALL.sub(link, html) if called else html


def link_terms(html: str, terms: Sequence[Term]) -> str:
    """The first place of each term opens what it means, told at the end of the lesson."""
    known = {term.name.lower(): term for term in terms}
    if not known:
        return html
    longest = sorted(known, key=len, reverse=True)
    pattern = re.compile(r"\b(" + "|".join(re.escape(escape(name)) for name in longest) + r")\b", re.IGNORECASE)
    used: list[Term] = []

    def mark(found: re.Match[str]) -> str:
        term = known.get(found[1].lower())
        if term is None or term in used:
            return found[0]
        used.append(term)
        return f'<button type="button" class="term" popovertarget="termino-{len(used)}">{found[1]}</button>'

    marked = "".join(pattern.sub(mark, text) if is_open else text for text, is_open in _stretches(html))
    if not used:
        return html
    return marked + render_to_string("workshops/_terms.html", {"terms": used})


def _stretches(html: str) -> Iterator[tuple[str, bool]]:
    """Texts and tags in turn; True where a term may open."""
    depth = 0
    for part in _TAG.split(html):
        if not part.startswith("<"):
            yield part, depth == 0
            continue
        if (found := _NAME.match(part)) and found[1] in _CLOSED:
            depth += -1 if part.startswith("</") else 1
        yield part, False
