"""A person with a browser that has no JavaScript: follows links, fills forms, keeps cookies."""

import re
from typing import Any
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, Tag

PASSWORD = "Guacamaya-azul-en-marzo"  # what a visitor chooses when asked for one


class Visitor:
    """One session. ``page`` is the document last seen; all are kept in ``seen`` for what must hold on every one."""

    def __init__(self, base: str, *, language: str = "es") -> None:
        self.base = base
        self.http = requests.Session()
        self.http.headers["Accept-Language"] = language
        self.response = requests.Response()
        self.page = BeautifulSoup("", "html.parser")
        self.seen: list[tuple[str, str]] = []

    def go(self, path: str) -> "Visitor":
        return self._keep(self.http.get(urljoin(self.base, path), timeout=30))

    def follow(self, text: str) -> "Visitor":
        """The first link that says ``text``."""
        link = next((link for link in self.page.find_all("a") if text in link.get_text(" ", strip=True)), None)
        assert link is not None, f"no link says “{text}” on {self.response.url}:\n{self.text}"
        return self.go(urljoin(self.response.url, link["href"]))

    def submit(self, button: str, /, **values: str) -> "Visitor":
        """Send the form whose button says ``button``, its other fields as they stand; ``values`` by field name."""
        form = next(
            (
                form
                for form in self.page.find_all("form")
                if any(button in one.get_text(" ", strip=True) for one in form.find_all("button"))
            ),
            None,
        )
        assert form is not None, f"no form with a button “{button}” on {self.response.url}:\n{self.text}"
        data = {**self._fields(form), **values}
        address = urljoin(self.response.url, form.get("action") or self.response.url)
        return self._keep(self.http.post(address, data=data, headers={"Referer": self.response.url}, timeout=30))

    def sign_in(self, email: str, password: str) -> "Visitor":
        return self.go("/es/entrar/").submit("Entrar", login=email, password=password)

    def choices(self, name: str) -> dict[str, str]:
        """The radio buttons of a field: value by label."""
        found = {}
        for radio in self.page.find_all("input", {"type": "radio", "name": name}):
            label = self.page.find("label", {"for": radio.get("id")}) or radio.find_parent("label")
            found[label.get_text(" ", strip=True) if label else radio["value"]] = radio["value"]
        return found

    @property
    def text(self) -> str:
        """What the page says, in one line."""
        return re.sub(r"\s+", " ", self.page.get_text(" ", strip=True))

    @property
    def status(self) -> int:
        return self.response.status_code

    @staticmethod
    def _fields(form: Tag) -> dict[str, Any]:
        data = {}
        for field in form.find_all(["input", "textarea", "select"]):
            name = field.get("name")
            if not name or field.get("type") in {"submit", "button", "file"}:
                continue
            if field.get("type") in {"radio", "checkbox"} and not field.has_attr("checked"):
                continue
            if field.name == "select":
                chosen = field.find("option", selected=True) or field.find("option")
                data[name] = chosen.get("value", chosen.get_text(strip=True)) if chosen else ""
            else:
                data[name] = field.get("value", "") if field.name == "input" else field.get_text()
        return data

    def _keep(self, response: requests.Response) -> "Visitor":
        assert response.status_code < 500, f"{response.url} answered {response.status_code}"
        self.response = response
        is_page = "html" in response.headers.get("Content-Type", "")
        self.page = BeautifulSoup(response.text if is_page else "", "html.parser")
        self.seen.append((response.url, response.text if is_page else ""))
        return self
