"""A program in every text that a person may write: Chromium goes to every page as everybody, and none runs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest

from tests.e2e.payload import PAYLOAD
from tests.e2e.watching import REFUSED, TELL_VIOLATIONS
from tests.journeys.running import Platform, copy_of
from tests.journeys.test_from_nomination_to_certificate import accounts

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
POISON = str(Path(__file__).with_name("poison.py"))
BEGINNINGS = [
    "/es/", "/es/programa/", "/es/verificar/", "/es/escritorio/", "/es/ediciones/", "/es/sesiones/",
    "/es/certificados/", "/es/avisos/", "/es/mis-datos/", "/es/preferencias/", "/es/cuenta/seguridad/",
    "/es/aprobaciones/",
]  # fmt: skip
ROLES = [
    "guest",
    "learner",
    "nominee",
    "contact point",
    "facilitator",
    "coordinator",
    "Secretariat",
    "school editor",
    "auditor",
]
MOST_PAGES, MOST_FORMS = 24, 6
INJECTED = "[...document.querySelectorAll('[data-xss]')].map((one) => one.outerHTML.slice(0, 80))"
LINKS = (
    "[...document.querySelectorAll('a[href]')].filter((one) => !one.hasAttribute('download')).map((one) => one.href)"
)
WRITABLE = "input:not([type]), input[type=text], input[type=search], textarea"


class Target:
    """A browser that notes whatever a program in a text brings about."""

    def __init__(self, browser: Any, base: str, **options: Any) -> None:
        self.base = base
        self.context = browser.new_context(base_url=base, locale="es-ES", **options)
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.findings: list[str] = []
        self.shown: set[str] = set()  # pages on which the payload stands, as a text
        self.visited: set[str] = set()
        self.context.on("console", self._console)
        self.page = self.context.new_page()
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.findings.append(f"{self.page.url}: a dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            self.findings.append(f"{self.page.url}: {message.text[:200]}")

    def go(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def look(self) -> None:
        self.page.wait_for_load_state("load")
        where = urldefrag(self.page.url)[0]
        self.visited.add(where)
        self.findings += [f"{where}: became markup: {one}" for one in self.page.evaluate(INJECTED)]
        if "data-xss" in self.page.locator("body").inner_text():
            self.shown.add(urlsplit(where).path)

    def links(self) -> list[str]:
        """Pages of this platform, each kind of thing once or twice."""
        ours = [
            urldefrag(one)[0] for one in self.page.evaluate(LINKS) if urlsplit(one).netloc == urlsplit(self.base).netloc
        ]
        skipped = ("/salir/", "/descargar", ".ics", "/static/", "/media/", "/documents/", "/admin/", "/en/", "/demo/")
        return [one for one in ours if not any(part in one for part in skipped)]

    def wander(self, beginnings: list[str]) -> None:
        """From each beginning along the links."""
        waiting, known = [self.base + one for one in beginnings], set()
        while waiting and len(known) < MOST_PAGES:
            address = waiting.pop(0)
            if address in known:
                continue
            known.add(address)
            answer = self.page.goto(address)
            if answer is None or "text/html" not in (answer.headers.get("content-type") or ""):
                continue
            self.look()
            waiting += [one for one in self.links() if one not in known]

    def write(self) -> None:
        """Send the program through every form with a field to write in that was met."""
        sent: set[str] = set()
        for address in sorted(self.visited):
            if len(sent) >= MOST_FORMS:
                return
            self.page.goto(address)
            for field in self.page.locator("main").locator(WRITABLE).all():
                name = f"{urlsplit(address).path} {field.get_attribute('name')}"
                if name in sent or not field.is_visible() or not field.is_editable():
                    continue
                sent.add(name)
                field.fill(PAYLOAD)
                button = field.locator("xpath=ancestor::form").locator("button, input[type=submit]").first
                if button.count():
                    button.click()
                    self.look()
                break

    def close(self) -> list[str]:
        self.context.close()
        return self.findings


@pytest.fixture(scope="module")
def platform(browser: Any, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    running = copy_of(prepared, tmp_path_factory.mktemp("poisoned") / "var")
    taken = int(running.run(POISON).splitlines()[-1])
    assert taken > 100
    try:
        running.start()
        yield running
    finally:
        running.stop()
        running.forget()


@pytest.mark.parametrize("role", ROLES)
def test_a_program_in_a_text_stays_a_text(platform: Platform, browser: Any, role: str) -> None:
    target = Target(browser, platform.base)
    if role != "guest":
        email, password = accounts(platform)[role]
        target.page.goto("/es/entrar/")
        target.page.fill("input[name=login]", email)
        target.page.fill("input[name=password]", password)
        with target.page.expect_navigation():
            target.page.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()

    target.wander(BEGINNINGS)
    target.write()

    findings = target.close()
    assert findings == []
    assert len(target.visited) > 8
    assert len(target.shown) > 2


CONTROL = f"<!doctype html><title>control</title><p class='{PAYLOAD}</p><p>{PAYLOAD}</p>"


@pytest.mark.parametrize(
    ("policy", "seen"),
    [("", "a dialog"), ("default-src 'self'; script-src 'self'; img-src 'self'", "CSP: script-src")],
    ids=["fires", "is-stopped"],
)
def test_the_control_fires(platform: Platform, browser: Any, policy: str, seen: str) -> None:
    """The same look at a page that lets the program in: without a policy it runs, with one the browser tells."""
    target = Target(browser, platform.base)
    headers = {"Content-Type": "text/html", **({"Content-Security-Policy": policy} if policy else {})}
    target.page.route("**/control/", lambda route: route.fulfill(status=200, body=CONTROL, headers=headers))

    target.go("/control/")
    target.page.wait_for_timeout(500)

    findings = "\n".join(target.close())
    assert "became markup" in findings
    assert seen in findings
