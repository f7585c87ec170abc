"""The forms of a page, and how a person who means well would fill them in."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from tests.factories.accounts import PASSWORD

WRITABLE = {"text", "search", "textarea", "", "tel", "url"}
MOST_OPTIONS = 5
ORDINARY = {"email": "alguien@example.org", "number": "1", "date": "2026-12-01", "password": PASSWORD, "code": "123456"}


@dataclass(frozen=True, slots=True)
class Field:
    """One name of a form with what the page offers for it."""

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()

    @property
    def is_writable(self) -> bool:
        """A person may type anything at all."""
        return self.kind in WRITABLE

    def ordinary(self, text: str) -> str | None:
        """What an ordinary reader would send."""
        if self.kind in {"hidden", "checkbox"}:
            return self.value
        if self.kind in {"select", "radio"}:
            return next((option for option in self.options if option), None)
        if self.kind in ORDINARY:
            return self.value or ORDINARY[self.kind]
        return None if self.kind == "file" else (self.value or text)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is posted; a button may say something by itself."""

    action: str
    fields: tuple[Field, ...]
    buttons: tuple[tuple[str, str], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields) | frozenset(name for name, _ in self.buttons if name)

    def filled(self, text: str = "Un texto de ensayo", **other: str) -> dict[str, str]:
        """The form as an ordinary reader sends it, ``other`` values by name apart."""
        told = {field.name: value for field in self.fields if (value := field.ordinary(text)) is not None}
        return {**told, **other}

    def ways(self, text: str = "Un texto de ensayo") -> Iterator[dict[str, str]]:
        """By each of its buttons, and with each of the first choices it offers."""
        for name, value in self.buttons or (("", ""),):
            button = {name: value} if name else {}
            yield self.filled(text, **button)
            for field in self.fields:
                for option in [one for one in field.options if one][1:MOST_OPTIONS]:
                    yield self.filled(text, **{**button, field.name: option})


def forms_of(content: bytes, address: str) -> list[Form]:
    """Every form of that page that writes; ``address`` is where a form without an action is sent."""
    page = BeautifulSoup(content, "lxml")
    return [
        Form(
            action=urljoin(address, str(tag.get("action") or "") or address),
            fields=tuple(_fields(tag)),
            buttons=tuple(
                (str(one.get("name", "")), str(one.get("value", "")))
                for one in tag.find_all("button")
                if one.get("type", "submit") == "submit"
            ),
        )
        for tag in page.find_all("form")
        if str(tag.get("method", "get")).lower() == "post"
    ]


def _fields(form: Tag) -> Iterator[Field]:
    radios: dict[str, list[str]] = {}
    for tag in form.find_all(["input", "textarea", "select"]):
        name, kind = str(tag.get("name") or ""), str(tag.get("type") or "") if tag.name == "input" else tag.name
        if not name or name == "csrfmiddlewaretoken" or kind in {"submit", "button", "image"}:
            continue
        if kind == "radio":
            radios.setdefault(name, []).append(str(tag.get("value", "on")))
        elif kind == "select":
            options = tuple(str(one.get("value", one.get_text())) for one in tag.find_all("option"))
            yield Field(name, kind, "", options)
        elif kind == "textarea":
            yield Field(name, kind, tag.get_text())
        else:
            yield Field(name, kind, str(tag.get("value", "on" if kind == "checkbox" else "")))
    for name, options in radios.items():
        yield Field(name, "radio", "", tuple(options))
