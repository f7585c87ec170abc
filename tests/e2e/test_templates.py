"""The Secretariat designs a certificate: by hand, by keyboard, by figures alone, and publishes it."""

import re
from typing import Any

import pytest

from tests.e2e.watching import Watched
from tests.journeys.running import Platform
from tests.journeys.test_from_nomination_to_certificate import accounts

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SAVED = "[data-status]:has-text('Guardado')"


def figure(page: Any, name: str) -> float:
    return float(page.input_value(f"[name={name}]"))


def settled(page: Any, revision: int) -> None:
    page.wait_for_function("wanted => Number(document.querySelector('[name=revision]').value) === wanted", arg=revision)
    page.locator(SAVED).wait_for()


def sign_in(browser: Any, platform: Platform, **options: Any) -> Watched:
    return Watched(browser, platform.base, **options).sign_in(*accounts(platform)["Secretariat"])


def test_a_template_is_arranged_by_hand_and_published(browser: Any, platform: Platform) -> None:
    secretary = sign_in(browser, platform, width=1440, height=1000)
    page = secretary.page
    secretary.go("/es/certificados/plantillas/")
    page.fill("input[name=name]", "Certificado de la Red")
    secretary.press("Crear la plantilla")

    # Every element by hand: moved, and made smaller by its corner.
    revision = 1
    names = page.locator("[data-element]").evaluate_all("all => all.map((one) => one.dataset.element)")
    assert len(names) == 9
    for name in names:
        box = page.locator(f"[data-element={name}]")
        box.scroll_into_view_if_needed()
        before = {key: figure(page, f"{name}-{key}") for key in "xywh"}
        at = box.locator("rect").first.bounding_box()
        page.mouse.move(at["x"] + 30, at["y"] + at["height"] / 2)
        page.mouse.down()
        page.mouse.move(at["x"] + 36, at["y"] + at["height"] / 2 - 3, steps=3)
        page.mouse.up()
        corner = box.locator("[data-corner]").bounding_box()
        page.mouse.move(corner["x"] + 3, corner["y"] + 3)
        page.mouse.down()
        page.mouse.move(corner["x"] - 9, corner["y"] + 3, steps=3)
        page.mouse.up()
        after = {key: figure(page, f"{name}-{key}") for key in "xywh"}
        assert after["x"] > before["x"], name
        assert after["y"] < before["y"], name
        assert after["w"] < before["w"], name
    page.wait_for_timeout(900)
    settled(page, revision := int(page.input_value("[name=revision]")))

    # By the keyboard.
    page.locator("[data-element=issued]").focus()
    before = {key: figure(page, f"issued-{key}") for key in "xw"}
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Alt+ArrowLeft")
    assert figure(page, "issued-x") == before["x"] - 4.5
    assert figure(page, "issued-w") == before["w"] - 0.5
    settled(page, revision + 1)

    # By figures; the sheet follows.
    page.fill("[name=foot-y]", "181.5")
    settled(page, revision + 2)
    assert page.locator("[data-element=foot] rect").first.get_attribute("y") == "181.5"

    # The preview shows the longest name of the region.
    address = page.locator("iframe[name=preview]").get_attribute("src")
    answer = secretary.context.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert "nombre=K" in address

    secretary.press("Publicar la versión")
    page.get_by_label("Certificado de aprobación").check()
    secretary.press("Dibujar estos con ella")
    assert page.get_by_text(re.compile("está publicada y ya no cambia")).count() == 1
    assert page.locator("[data-design-form]").count() == 0
    secretary.press("Comenzar la versión siguiente")
    assert figure(page, "foot-y") == 181.5
    # The browser's own reader of PDF, in the frame of the preview, is an extension of its own.
    assert [one for one in secretary.findings if "chrome-extension://" not in one and "chrome://" not in one] == []


def test_without_a_script_and_on_a_phone_figures_do_it_all(browser: Any, platform: Platform) -> None:
    options = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}, "base_url": platform.base}
    page = browser.new_context(locale="es-ES", **options).new_page()
    email, password = accounts(platform)["Secretariat"]
    page.goto("/es/entrar/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.goto("/es/certificados/plantillas/")
    page.fill("input[name=name]", "Sin guion")
    page.click("text=Crear la plantilla")

    page.click("summary:has-text('Nombre de la persona titular')")
    page.fill("[name=holder-x]", "31.5")
    page.click("text=Guardar el borrador")

    page.click("summary:has-text('Nombre de la persona titular')")
    assert figure(page, "holder-x") == 31.5
    assert page.locator("[data-element=holder] rect").first.get_attribute("x") == "31.5"
