"""Our scripts and templates leave the browser's wall whole: text becomes markup in one place, and nothing is inline."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["lms", "network", "media", "live", "certificates", "courses", "workshops"]
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|setHTML|srcdoc|javascript:"
    r"|createContextualFragment|setAttribute\(\s*[\"']on"
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|\sstyle=|<style|javascript:|hx-on|[\"']js:", re.IGNORECASE
)
OUR_ONE = "lms/static/js/fragments.js"
pytestmark = pytest.mark.machine


def files(pattern: str) -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob(pattern))


def test_text_becomes_markup_in_one_place():
    sinks = {path.relative_to(ROOT).as_posix() for path in files("*.js") if SINKS.search(path.read_text())}

    assert sinks == {OUR_ONE}  # found there: so it would be found elsewhere


def test_no_template_holds_script_or_style():
    # A mail brings its rules with it; no browser of ours draws one outside its frame.
    pages = [path for path in files("*.html") if "templates/mail/" not in path.as_posix()]

    assert [path.name for path in pages if INLINE.search(re.sub(r"{#.*?#}", "", path.read_text()))] == []


@pytest.mark.parametrize("text", ["<script>x", '<a onclick="x">', '<p style="x">', '<div hx-on:click="x">'])
def test_it_would_be_found(text):
    assert INLINE.search(text)
