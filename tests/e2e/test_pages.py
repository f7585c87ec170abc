"""Every role's main pages on the smallest phone at night, the keyboard, no JavaScript, and what a first visit costs."""

from typing import Any

import pytest

from tests.e2e.watching import Watched
from tests.journeys.running import Platform
from tests.journeys.test_from_nomination_to_certificate import accounts

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# Where each role goes: a path, or one and what the address of a link on it holds, to be followed from there.
PUBLIC = [
    "/es/", "/es/programa/", "/es/programa/extorsion/", "/es/verificar/", "/es/entrar/", "/es/contrasena/olvidada/",
    "/en/", "/en/programa/extorsion/", "/es/no-existe/", "/v/0000-0000-0000-0000", "/demo/mail/",
]  # fmt: skip
DESK, EDITIONS, PEOPLE = "/es/escritorio/", "/es/ediciones/", "/es/personas/"
PLACES: dict[str, list[Any]] = {
    "guest": PUBLIC,
    "learner": [
        DESK, EDITIONS, (EDITIONS, "/ediciones/"), (DESK, "/sesiones/"), "/es/sesiones/", "/es/certificados/",
        "/es/preferencias/", ((EDITIONS, "/ediciones/"), "/lecciones/"), ((EDITIONS, "/ediciones/"), "/evaluacion/"),
    ],
    "nominee": [DESK, (DESK, "/inscripciones/")],
    "contact point": [
        DESK, EDITIONS, (EDITIONS, "/ediciones/"), ((EDITIONS, "/ediciones/"), "/nominar/"),
        PEOPLE, (PEOPLE, "/personas/"), "/es/personas/invitar/", "/es/delegaciones/", "/es/oficinas/",
    ],
    "facilitator": [DESK, (DESK, "/ediciones/"), (DESK, "/sesiones/")],
    "coordinator": [DESK, EDITIONS],
    "Secretariat": [
        DESK, EDITIONS, (EDITIONS, "/ediciones/"),
        PEOPLE, (PEOPLE, "/personas/"), "/es/personas/invitar/", "/es/personas/invitar/archivo/",
        "/es/oficinas/", ("/es/oficinas/", "/oficinas/"),
    ],
    "school editor": [DESK],
    "auditor": [DESK],
}  # fmt: skip
FIRST_VISIT_BYTES = 60 * 1024
FIRST_VISIT_REQUESTS = 8


def visit(person: Watched, place: Any) -> bool:
    """Open a path, or follow the first link of its page that holds a piece; False where there is no such link."""
    if isinstance(place, str):
        if not person.page.url.endswith(place):
            person.go(place)
        return True
    if not visit(person, place[0]):
        return False
    link = person.page.locator(f"main a[href*='{place[1]}']")
    if not link.count():
        return False
    person.act(link.first.click)
    return True


FAULTS = """() => {
  const picture = Object.assign(document.createElement("img"), { src: "http://example.org/picture.png" });
  const band = document.createElement("p");
  band.style.minWidth = "2000px";
  band.textContent = "wide";
  document.querySelector("main").append(picture, band);
}"""


def test_the_watch_sees_what_is_wrong(platform: Platform, browser: Any) -> None:
    person = Watched(browser, platform.base, width=320)
    person.go("/es/verificar/")
    assert not person.findings

    person.page.evaluate(FAULTS)
    person.page.wait_for_timeout(300)
    person.look()
    person.page.goto("/es/")

    found = "\n".join(person.close())
    for fault in ["axe image-alt", "overflows 320 px", "CSP: img-src refused http://example.org", "not looked at"]:
        assert fault in found
    assert "console: Loading the image" in found


@pytest.mark.parametrize("role", PLACES)
def test_on_a_small_phone_at_night(platform: Platform, browser: Any, role: str) -> None:
    person = Watched(browser, platform.base, width=320, height=640, color_scheme="dark")
    if role != "guest":
        person.sign_in(*accounts(platform)[role])

    missing = [place for place in PLACES[role] if not visit(person, place)]

    findings = person.close()
    assert not findings, "\n".join(findings)
    assert not missing


FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    what: one.tagName + " " + (one.textContent.trim() || one.name || "").slice(0, 40),
    skips: one.classList.contains("skip-link"),
    isBody: one === document.body,
    isSeen: box.width > 0 && box.height > 0 && box.top >= 0 && box.left >= 0,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
  };
}"""


@pytest.mark.parametrize("path", ["/es/", "/es/entrar/", "/es/verificar/"])
def test_by_keyboard(platform: Platform, browser: Any, path: str) -> None:
    person = Watched(browser, platform.base, width=1280)
    person.go(path)
    page = person.page

    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert first["skips"]
    assert first["isSeen"]
    stops = [first]
    for _ in range(25):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isBody"] or stop["skips"]:
            break
        stops.append(stop)
    assert len(stops) > 4
    assert not [stop for stop in stops if not (stop["isSeen"] and stop["isMarked"])]

    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenido"
    assert not person.close()


def test_the_sign_in_needs_no_javascript(platform: Platform, browser: Any) -> None:
    email, password = accounts(platform)["learner"]
    context = browser.new_context(base_url=platform.base, locale="es-ES", java_script_enabled=False)
    page = context.new_page()

    page.goto("/es/entrar/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/es/escritorio/")

    assert page.locator("main h1").first.inner_text()
    context.close()


@pytest.mark.parametrize("path", ["/es/", "/es/programa/extorsion/", "/es/entrar/"])
def test_a_first_visit_is_light(platform: Platform, browser: Any, path: str) -> None:
    context = browser.new_context(base_url=platform.base, locale="es-ES")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    requests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    network.on("Network.requestWillBeSent", lambda told: requests.update({told["requestId"]: told["request"]["url"]}))
    network.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))

    page.goto(path, wait_until="networkidle")

    spent = {requests[name]: round(size) for name, size in sizes.items() if name in requests}
    context.close()
    assert sum(spent.values()) > 2000
    assert sum(spent.values()) <= FIRST_VISIT_BYTES, spent
    assert len(requests) <= FIRST_VISIT_REQUESTS, requests


def test_a_lesson_has_no_script(platform: Platform, browser: Any) -> None:
    learner = Watched(browser, platform.base, width=360)
    learner.sign_in(*accounts(platform)["learner"])
    scripts: list[str] = []
    learner.page.on("request", lambda one: scripts.append(one.url) if one.resource_type == "script" else None)

    assert visit(learner, ((EDITIONS, "/ediciones/"), "/lecciones/"))

    assert "/lecciones/" in learner.page.url
    assert learner.page.locator("script").count() == 0
    assert not scripts
    assert not learner.close()
