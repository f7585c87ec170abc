"""An assessment on a phone whose connection comes and goes: nothing is lost, nothing is doubled, a conflict is told."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories.learning import RIGHT, WRONG, EnrolledFactory
from workshops.models import Answer, Attempt, Enrolment
from workshops.services import quiz

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session", autouse=True)
def _allow_queries() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as surroundings:  # Playwright's loop runs in this thread
        surroundings.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolledFactory()


@pytest.fixture
def attempt(enrolment: Enrolment) -> Attempt:
    user = enrolment.person.user
    assert user is not None
    return quiz.start_attempt(enrolment=enrolment, actor=user, at=timezone.now())


@pytest.fixture
def phone(browser: Any, live_server: Any, attempt: Attempt) -> Iterator[Any]:
    client = Client()
    client.force_login(attempt.enrolment.person.user)
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=live_server.url)
    context.add_cookies(
        [{"name": name, "value": cookie.value, "url": live_server.url} for name, cookie in client.cookies.items()]
    )
    yield context
    context.close()


def address(attempt: Attempt, number: int | None = None) -> str:
    about = [attempt.enrolment.edition.public_id, attempt.public_id]
    with override("es"):
        if number is None:
            return reverse("workshops:attempt", args=about)
        return reverse("workshops:question", args=[*about, number])


def place_of(attempt: Attempt, number: int, name: str) -> int:
    return int(attempt.paper[number - 1]["options"].index(name)) + 1


def saved(attempt: Attempt) -> list[list[str]]:
    return [answer.chosen for answer in Answer.objects.filter(attempt=attempt).order_by("pk")]


def choose(page: Any, attempt: Attempt, number: int, name: str) -> None:
    page.check(f"#option-{place_of(attempt, number, name)}")


def soon(page: Any, found: Callable[[], bool]) -> None:
    for _ in range(100):
        if found():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not happen in ten seconds")


def test_an_answer_without_connection_is_kept_and_sent_when_it_returns(phone: Any, attempt: Attempt) -> None:
    page = phone.new_page()
    page.goto(address(attempt, 1))
    choose(page, attempt, 1, RIGHT)
    phone.set_offline(True)

    page.click("text=Guardar y seguir")
    page.get_by_text("Sin conexión.").wait_for()
    assert saved(attempt) == []

    phone.set_offline(False)
    page.wait_for_url(f"**{address(attempt, 2)}")
    assert saved(attempt) == [[RIGHT]]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_kept_answer_survives_a_closed_tab(phone: Any, attempt: Attempt) -> None:
    page = phone.new_page()
    page.goto(address(attempt, 1))
    choose(page, attempt, 1, RIGHT)
    phone.set_offline(True)
    page.click("text=Guardar y seguir")
    page.get_by_text("Sin conexión.").wait_for()
    page.close()
    phone.set_offline(False)

    page = phone.new_page()
    page.goto(address(attempt))

    soon(page, lambda: saved(attempt) == [[RIGHT]])
    page.get_by_text("1 de 3 respondidas").wait_for()


def test_what_was_chosen_and_not_saved_is_still_there(phone: Any, attempt: Attempt) -> None:
    page = phone.new_page()
    page.goto(address(attempt, 2))
    choose(page, attempt, 2, WRONG)
    page.wait_for_timeout(1200)
    page.close()

    page = phone.new_page()
    page.goto(address(attempt, 2))

    assert page.is_checked(f"#option-{place_of(attempt, 2, WRONG)}")
    page.get_by_text("todavía no guardó").wait_for()
    assert saved(attempt) == []


def test_a_conflict_is_told_and_the_own_answer_offered(phone: Any, attempt: Attempt) -> None:
    page = phone.new_page()
    page.goto(address(attempt, 1))
    choose(page, attempt, 1, WRONG)
    phone.set_offline(True)
    page.click("text=Guardar y seguir")
    page.get_by_text("Sin conexión.").wait_for()
    user = attempt.enrolment.person.user
    question = attempt.paper[0]["question"]
    quiz.save_answer(attempt=attempt, question_id=question, chosen=[RIGHT], revision=0, actor=user, at=timezone.now())
    phone.set_offline(False)

    page.get_by_text("Aquí había respondido otra cosa").wait_for()
    assert saved(attempt) == [[RIGHT]]
    assert page.is_checked(f"#option-{place_of(attempt, 1, RIGHT)}")

    page.click("text=Poner la mía en el formulario")
    page.click("text=Guardar y seguir")
    page.wait_for_url(f"**{address(attempt, 2)}")
    assert saved(attempt) == [[WRONG]]


def test_a_killed_server_is_waited_for(phone: Any, attempt: Attempt) -> None:
    page = phone.new_page()
    page.goto(address(attempt, 1))
    choose(page, attempt, 1, RIGHT)
    phone.route("**/evaluacion/**", lambda route: route.fulfill(status=502, body="no"), times=1)

    page.click("text=Guardar y seguir")
    page.get_by_text("Sin conexión.").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")

    page.wait_for_url(f"**{address(attempt, 2)}")
    assert saved(attempt) == [[RIGHT]]
