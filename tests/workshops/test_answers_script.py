"""What the page's script is told about an answer: saved, refused, closed or in conflict, and never the key."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories.learning import RIGHT, SECRET_FEEDBACK, SECRET_REASON, WRONG, EnrolledFactory
from workshops.models import Answer, Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client):
    enrolment = EnrolledFactory()
    client.force_login(enrolment.person.user)
    with override("es"):
        client.post(reverse("workshops:quiz", args=[enrolment.edition.public_id]))
    return Attempt.objects.get()


def address(attempt, number=None):
    about = [attempt.enrolment.edition.public_id, attempt.public_id]
    with override("es"):
        if number is None:
            return reverse("workshops:attempt", args=about)
        return reverse("workshops:question", args=[*about, number])


def send(client, attempt, number, name, revision=0):
    place = attempt.paper[number - 1]["options"].index(name) + 1
    data = {"option": str(place), "revision": str(revision)}
    return client.post(address(attempt, number), data, headers={"Accept": "application/json"})


def test_a_saved_answer_says_what_comes_next(client, attempt):
    answers = [send(client, attempt, number, RIGHT) for number in (1, 1, 3)]

    assert [one.json() for one in answers] == [
        {"state": "saved", "next": address(attempt, 2)},
        {"state": "saved", "next": address(attempt, 2)},
        {"state": "saved", "next": address(attempt)},
    ]
    assert Answer.objects.count() == 2
    assert not any(secret in one.text for one in answers for secret in (SECRET_FEEDBACK, SECRET_REASON, RIGHT))


def test_a_conflict_is_told_and_the_saved_answer_kept(client, attempt):
    send(client, attempt, 1, RIGHT)

    assert send(client, attempt, 1, WRONG).json() == {"state": "conflict", "next": address(attempt, 1)}
    assert Answer.objects.get().chosen == [RIGHT]
    assert "en otra pestaña" in client.get(address(attempt, 1)).text


def test_a_late_answer_is_told(client, attempt):
    Attempt.objects.update(started_at=attempt.started_at - timedelta(days=1), due_at=attempt.due_at - timedelta(days=1))

    assert send(client, attempt, 1, RIGHT).json() == {"state": "closed", "next": address(attempt)}
    assert Answer.objects.count() == 0


def test_a_forged_answer_is_not_found(client, attempt):
    response = client.post(
        address(attempt, 1), {"option": "9", "revision": "0"}, headers={"Accept": "application/json"}
    )

    assert response.status_code == 404
