"""The way into a session on the screen: waits, opens by itself, joins, is seen, leaves, and the minutes appear."""

import os
import re
import time
from datetime import datetime
from typing import Any

import pytest

from tests.e2e.watching import Watched
from tests.journeys.running import Platform
from tests.journeys.test_from_nomination_to_certificate import accounts

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BEFORE, SECONDS = 25, 75


def reload_until(person: Watched, words: str, seconds: float = 60) -> str:
    ends = time.monotonic() + seconds
    while not (found := re.search(words, person.text)):
        assert time.monotonic() < ends, f"no {words!r} on {person.page.url}: {person.text}"
        time.sleep(2)
        person.go(person.page.url)
    return found[0]


def test_a_session_from_the_waiting_page_to_the_minutes(platform: Platform, browser: Any) -> None:
    people = accounts(platform)
    participant_email, password = people["learner"]
    teacher_email = people["facilitator"][0]
    participant, teacher = Watched(browser, platform.base, width=320), Watched(browser, platform.base, width=1280)
    participant.sign_in(participant_email, password)
    teacher.sign_in(teacher_email, password)
    held = platform.ask(
        "meet_soon", facilitator=teacher_email, participant=participant_email, starts_in=BEFORE, seconds=SECONDS
    )
    page, address = participant.page, f"/es/sesiones/{held['session']}/"

    # --- waits, and opens by itself: nobody touches the page, and nothing of the room is in it before
    participant.go(address)
    assert "La sala se abre a las" in participant.text
    before = page.content()
    assert "/sala/" not in before
    assert not re.search(r"\b[0-9a-f]{32}\b", before)
    page.get_by_role("link", name="Entrar a la sesión").wait_for(timeout=(BEFORE + 30) * 1000)
    participant.look()

    # --- in with one tap, seen by the facilitator
    participant.press("Entrar a la sesión")
    page.get_by_text("Usted está en la sala y su presencia se cuenta.").wait_for()
    teacher.go(address)
    teacher.press("Conducir la sesión")
    reload_until(teacher, "1 de 2 están en la sala")

    # --- out, and the minutes appear for both
    page.wait_for_timeout(max(0, datetime.fromisoformat(held["ends_at"]).timestamp() - time.time()) * 1000 + 500)
    participant.press("Salir de la sala")
    reload_until(participant, r"1 de 1 minutos?")
    teacher.go(f"{address}conduccion/")
    reload_until(teacher, "Definitiva|Provisional")
    row = teacher.page.locator("tr", has_text=people_name(platform, participant_email))
    assert row.locator("td[data-label='Minutos hasta ahora']").inner_text().strip() == "1"

    for url in ("/es/calendario/red/", "/es/calendario/red/?vista=lista", "/es/calendario/"):
        participant.go(url)
        teacher.go(url)
        if folder := os.environ.get("AULA_SHOTS"):
            for who, name in ((participant, "phone"), (teacher, "desk")):
                who.page.screenshot(path=f"{folder}/{name}-{url.count('/')}{'lista' in url}.png", full_page=True)
    assert participant.close() == []
    assert teacher.close() == []


def people_name(platform: Platform, email: str) -> str:
    return str(platform.ask("name_of", email=email)["name"])
