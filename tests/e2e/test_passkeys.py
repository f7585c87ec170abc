"""A passkey in a real browser, with an authenticator of the browser's own: added, and then enough to sign in."""

from typing import Any

import pytest

from tests.journeys.running import Platform
from tests.journeys.test_from_nomination_to_certificate import accounts

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_opens_the_sign_in_page_by_itself(browser: Any, platform: Platform):
    email, password = accounts(platform)["learner"]
    context = browser.new_context(locale="es", viewport={"width": 360, "height": 760})
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(f"{platform.base}/es/entrar/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("main form:not([data-passkey]) button")
    page.goto(f"{platform.base}/es/cuenta/segundo-factor/llave/")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/cuenta/segundo-factor/codigos/")
    codes = page.locator(".codes li").count()
    page.goto(f"{platform.base}/es/salir/")
    page.click("main form button")
    page.goto(f"{platform.base}/es/entrar/")
    page.click("form[data-passkey] button")
    page.wait_for_url("**/es/escritorio/")

    assert codes == 10
    assert complaints == []
    context.close()
