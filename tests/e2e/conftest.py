"""A browser and a running platform for the proofs on the screen; skipped where either is missing."""

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import prepared  # noqa: F401
from tests.journeys.running import Platform, copy_of

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def lacking(what: str) -> None:
    """Skip with the reason, or fail where everything is required."""
    if os.environ.get("AULA_REQUIRE_ALL") == "1":
        pytest.fail(what)
    pytest.skip(what)


def find_browser() -> str | None:
    named = os.environ.get("CHROMIUM") or os.environ.get("AULA_BROWSER") or "/usr/bin/chromium"
    return shutil.which(named)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the run; each person gets a context of their own in it."""
    path = find_browser()
    if path is None:
        lacking("no Chromium: install it, or name one in CHROMIUM")
    if find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
        lacking("playwright is not installed: pip install -r requirements-test.txt")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def platform(browser: Any, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:  # noqa: F811
    """A platform of this module's own, started, with the demonstration's people in it."""
    running = copy_of(prepared, tmp_path_factory.mktemp("platform") / "var")
    try:
        running.start()
        yield running
    finally:
        running.stop()
