"""The body of a frozen lesson as HTML: each block by its own small template, kept by the hash of what it says."""

import zlib
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

from courses.selectors import FrozenLesson
from workshops.selectors.study import Term
from workshops.views.lesson_marks import call_footnotes, link_footnotes, link_terms

TEMPLATES = 2  # raised when a template below workshops/blocks/ changes what it draws
KEEP_SECONDS = 7 * 24 * 3600


def render_lesson_body(lesson: FrozenLesson, terms: Sequence[Term] = ()) -> SafeString:
    """The blocks of ``lesson`` drawn in their own language; drawn once per content, then taken from the cache.

    ``terms`` of the course that other lessons define open beside the text, where they first stand in it.
    """
    others = [term for term in terms if term.lesson_key != lesson.key and term.language == lesson.text_language]
    told = zlib.crc32("|".join(f"{term.name}:{term.text}" for term in others).encode())
    language = lesson.text_language if lesson.text_language in settings.SCREEN_LANGUAGES else get_language() or "es"
    key = f"lesson:{lesson.schema}.{TEMPLATES}:{language}:{lesson.content_hash}:{told:x}"
    html: str | None = cache.get(key)
    if html is None:
        with override(language):
            blocks = [drawable(block) for block in lesson.blocks]
            called = call_footnotes(blocks)
            html = render_to_string("workshops/_lesson_body.html", {"blocks": blocks})
            html = link_terms(link_footnotes(html, called), others)
        cache.set(key, html, KEEP_SECONDS)
    # Drawn by our templates from HTML that was made safe when the lesson was frozen.
    return mark_safe(html)  # noqa: S308  # nosec B308 B703


# Lists in a block whose lines are drawn inside a line of ours.
LINES_IN: dict[str, dict[str, tuple[str, ...]]] = {
    "decision": {"options": ("text", "feedback")},
    "timeline": {"moments": ("text",)},
    "cards": {"cards": ("front", "back")},
}


def drawable(block: dict[str, Any]) -> dict[str, Any]:
    """``block`` with the name of its template, and its tables with the column's heading beside each cell."""
    value = block["value"]
    drawn = {**block, "template": f"workshops/blocks/{block['type']}.html"}
    if block["type"] == "table":
        labels = [strip_tags(cell) for cell in value["header"]]
        drawn["rows"] = [
            [{"label": label, "html": cell} for label, cell in zip(labels, row, strict=False)] for row in value["rows"]
        ]
    elif isinstance(value, dict) and "body" in value:
        drawn["value"] = {**value, "body": [drawable(part) for part in value["body"]]}
    for name, parts in LINES_IN.get(block["type"], {}).items():
        drawn["value"] = {
            **drawn["value"],
            name: [{**one, **{part: inline(one[part]) for part in parts}} for one in value[name]],
        }
    if block["type"] == "footnotes":
        drawn["value"] = [inline(line) for line in value]
    return drawn


def inline(html: str) -> str:
    """A line as the admin stores it, without the paragraph around it: it is drawn inside one."""
    inner = html.strip().removeprefix("<p>").removesuffix("</p>")
    return html if "<p>" in inner else inner
