"""Whatever the code says in English, it says in Spanish: nothing missing, nothing guessed, nothing left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from tests.architecture.sources import APPS, ROOT, calls, place, python_files, templates

# name of the function: (position of the context, of the text)
FUNCTIONS = {
    "_": (None, 0),
    "gettext": (None, 0),
    "gettext_lazy": (None, 0),
    "gettext_noop": (None, 0),
    "ngettext": (None, 0),
    "ngettext_lazy": (None, 0),
    "pgettext": (0, 1),
    "pgettext_lazy": (0, 1),
    "npgettext": (0, 1),
    "npgettext_lazy": (0, 1),
}
SCRIPT_CALL = re.compile(r"""\b(?:gettext|_)\(\s*(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""")
pytestmark = pytest.mark.machine


def catalogues() -> list[Path]:
    found = (path for app in APPS for path in (ROOT / app).rglob("locale/es/LC_MESSAGES/*.po"))
    return sorted(path for path in found if "borrowed" not in path.parts)


def messages_of(node: ast.Call, name: str) -> str | None:
    context_at, text_at = FUNCTIONS[name]
    parts = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args]
    if len(parts) <= text_at or not isinstance(parts[text_at], str):
        return None
    return parts[text_at] if context_at is None else f"{parts[context_at]}\x04{parts[text_at]}"


def in_code() -> Iterator[tuple[str, str]]:
    for path in python_files():
        if "borrowed" in path.parts or path.name == "production.py":
            continue
        for call, name in calls(path):
            if name in FUNCTIONS and (message := messages_of(call, name)):
                yield message, place(path, call.lineno)


def in_templates() -> Iterator[tuple[str, str]]:
    """Django turns a template into lines of Python for gettext's tools; the same lines are read here."""
    for path in templates():
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for match in re.finditer(r"\b(n?p?gettext|_)\(", source):
            call = first_call(source[match.start() :])
            if call and (message := messages_of(call, match.group(1))):
                yield message, place(path)


def first_call(source: str) -> ast.Call | None:
    """The call with which ``source`` begins; what follows it is the template's own text."""
    for end in (found.end() for found in re.finditer(r"\)", source)):
        try:
            tree = ast.parse(source[:end], mode="eval")
        except SyntaxError:
            continue
        return tree.body if isinstance(tree.body, ast.Call) else None
    return None


@pytest.mark.parametrize("path", catalogues(), ids=place)
def test_catalogue_is_whole(path):
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]

    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [entry.msgid for entry in entries if entry.fuzzy] == []


@pytest.mark.parametrize("path", catalogues(), ids=place)
def test_catalogue_keeps_every_placeholder(path):
    """``%(name)s`` lost in a translation is an error at the reader's, not at ours."""
    marks = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|{\w*}")

    lost = [
        entry.msgid
        for entry in polib.pofile(str(path))
        if not entry.obsolete and entry.msgstr and set(marks.findall(entry.msgid)) != set(marks.findall(entry.msgstr))
    ]

    assert lost == []


@pytest.mark.parametrize("source", [in_code, in_templates])
def test_every_message_has_its_spanish(source):
    known = trans_real.translation("es")._catalog

    missing = sorted(
        {f"{where} {message!r}" for message, where in source() if message not in known and (message, 1) not in known}
    )

    assert missing == []


def test_the_reader_of_messages_sees_what_it_should():
    """A control: a catalogue without these would have to be found wanting."""
    found = {message for message, _where in [*in_code(), *in_templates()]}

    assert {"Spanish", "This cannot be done now.", "category\x04Expert", "Open in Aula Fiscal"} <= found
