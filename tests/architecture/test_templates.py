"""Templates hold no script, no style, nothing from elsewhere, and no word that is not translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.sources import place, templates

TAGS = re.compile(r"{%\s*(?:comment|verbatim).*?{%\s*end(?:comment|verbatim)\s*%}|{#.*?#}", re.DOTALL)
CLASS_NAMES = re.compile(r"{%\s*block main_class\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
BLOCK = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ELSEWHERE = re.compile(r"(https?:)?//[^/]")  # a host that stands there in letters; one from the settings is allowed
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description"}
# Proper names, and words that are the same in every language of the screen.
SAME_IN_EVERY_LANGUAGE = {
    "Aula Fiscal",
    "REFCO",
    "Aula",
    "Fiscal",
    "PDF",
    "CSV",
    "min",
    "QR",
    "UTC",
    "SHA-256",
    "iCalendar",
}
# The design page shows components to developers of the demonstration; fallback pages speak both languages at once.
SPEAKS_FOR_ITSELF = ("lms/templates/design/", "lms/templates/500.html", "lms/desk/templates/desk/design")


class Page(HTMLParser):
    """What a template says in its own words, and what of it a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[int, str]] = []
        self.refused: list[tuple[int, str]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        given = {name: value or "" for name, value in attributes}
        self.inside = tag if tag in {"script", "style"} else ""
        if tag == "style" or (tag == "script" and "src" not in given and not given.get("type", "").endswith("json")):
            self.refused.append((line, f"<{tag}>"))
        for name, value in given.items():
            if name.startswith("on") or name == "style" or value.strip().lower().startswith("javascript:"):
                self.refused.append((line, f"{name}="))
            is_fetched = name in {"src", "srcset"} or (tag in {"link", "form"} and name in {"href", "action"})
            if is_fetched and ELSEWHERE.match(value):
                self.refused.append((line, f"{name}={value}"))
            if name in SPOKEN:
                self.say(line, value)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.say(self.getpos()[0], data)

    def say(self, line: int, text: str) -> None:
        bare = text
        for known in SAME_IN_EVERY_LANGUAGE:
            bare = bare.replace(known, " ")
        if LETTERS.search(bare):
            self.words.append((line, " ".join(text.split())))


def blank(match: re.Match[str]) -> str:
    """Nothing in place of code, on as many lines."""
    return "\n" * match.group().count("\n")


def read(path: Path) -> Page:
    text = path.read_text(encoding="utf-8")
    for pattern in (TAGS, CLASS_NAMES, BLOCK, CODE):
        text = pattern.sub(blank, text)
    page = Page()
    page.feed(text)
    page.close()
    return page


html = [path for path in templates() if path.suffix == ".html"]
pytestmark = pytest.mark.machine


def test_nothing_that_the_policy_would_refuse():
    # Mail readers know no style sheets: what goes out by mail carries its style with it.
    pages = [path for path in html if "mail" not in path.parts]

    assert [f"{place(path, line)} {what}" for path in pages for line, what in read(path).refused] == []


def test_every_word_is_translated():
    bare = [
        f"{place(path, line)} {words}"
        for path in html
        if not place(path).startswith(SPEAKS_FOR_ITSELF)
        for line, words in read(path).words
    ]

    assert bare == []


def test_the_reader_of_templates_sees_what_it_should(tmp_path):
    """A control: each of these must be found."""
    path = tmp_path / "bad.html"
    path.write_text(
        "<p onclick='x'>Hello</p><style>p{}</style><script>1</script>\n"
        "<img src='https://cdn.example.com/a.png' alt='A photo'>\n"
        '{% translate "Fine" %} {% blocktranslate %}Fine too{% endblocktranslate %} {# fine #}\n'
        "<a href='javascript:x()'>{{ fine }}</a>"
    )

    page = read(path)

    assert [what for _line, what in page.refused] == [
        "onclick=",
        "<style>",
        "<script>",
        "src=https://cdn.example.com/a.png",
        "href=",
    ]
    assert page.words == [(1, "Hello"), (2, "A photo")]
