"""A person at a browser, watched: what must hold on every page is looked for on every page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urldefrag, urlsplit

from axe_playwright_python.sync_playwright import Axe

# The address stands in the text, because the page may be gone when it is read.
TELL_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(
  `CSP: ${event.effectiveDirective} refused ${event.blockedURI} (${event.sourceFile ?? ""}:${event.lineNumber}) `
  + event.sample));
"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1);
  return [...wide.map((one) => one.tagName.toLowerCase() + "." + one.className).slice(-3), "the page"];
}"""
# Some answers are refusals by intent; the browser writes each into its console.
REFUSED = "Failed to load resource: the server responded with a status of 4"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


class Watched:
    """One context and its one page. ``findings`` holds what was wrong, with the address it was seen at."""

    def __init__(self, browser: Any, base: str, *, width: int, height: int = 800, **options: Any) -> None:
        self.base = base
        self.host = urlsplit(base).netloc
        self.context = browser.new_context(
            base_url=base, locale="es-ES", viewport={"width": width, "height": height}, **options
        )
        self.context.set_default_timeout(15_000)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.find(f"script error: {error.error}"))
        self.context.on("request", self._request)
        self.context.on("response", self._response)
        self.page = self.context.new_page()
        self.page.on("framenavigated", self._navigated)
        self.findings: list[str] = []
        self.visited: set[str] = set()
        self.looked: set[str] = set()

    def find(self, what: str, address: str | None = None) -> None:
        line = f"{address or self.page.url}: {what}"
        if line not in self.findings:
            self.findings.append(line)

    def go(self, path: str) -> "Watched":
        self.page.goto(path)
        return self.look()

    def act(self, action: Callable[[], Any]) -> "Watched":
        """Do what leads to another page, then look at that."""
        with self.page.expect_navigation():
            action()
        return self.look()

    def press(self, label: str) -> "Watched":
        """Click the button or link whose name begins with ``label``, and look at the page it leads to."""
        main = self.page.get_by_role("main")
        either = main.get_by_role("button", name=label).or_(main.get_by_role("link", name=label)).first
        return self.act(either.click)

    def sign_in(self, email: str, password: str) -> "Watched":
        self.go("/es/entrar/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        return self.press("Entrar")

    def look(self) -> "Watched":
        """axe, and whether the page is as wide as the screen."""
        self.page.wait_for_load_state("load")
        self.looked.add(urldefrag(self.page.url)[0])
        for violation in Axe().run(self.page, options=AXE_OPTIONS).response["violations"]:
            places = [" ".join(map(str, node["target"])) + " " + node["html"][:120] for node in violation["nodes"][:3]]
            self.find(f"axe {violation['id']} ({violation['impact']}): {' | '.join(places)}")
        if wide := self.page.evaluate(OVERFLOW):
            self.find(f"overflows {self.page.viewport_size['width']} px: {', '.join(wide)}")
        return self

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def close(self) -> list[str]:
        """Everything found, pages that nobody looked at included."""
        self.context.close()
        return self.findings + [f"{address}: visited and not looked at" for address in self.visited - self.looked]

    def _console(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(REFUSED):
            self.find(f"console: {message.text}", message.page.url if message.page else None)

    def _request(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != self.host:
            self.find(f"asks another host: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.find(f"{response.url} answered {response.status}")

    def _navigated(self, frame: Any) -> None:
        if frame.parent_frame is None and frame.url.startswith("http"):
            self.visited.add(urldefrag(frame.url)[0])
