"""The desk says what is next: for a learner, a contact point, and whoever sees all offices."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from live.enums import ParticipantRole
from lms.desk.selectors import get_desk, when_in_words
from tests.factories.learning import EnrolledFactory, pass_quiz
from tests.factories.live import ParticipantFactory, SessionFactory
from tests.factories.network import PersonFactory
from tests.factories.workshops import EditionFactory, EnrolmentFactory, SeatPoolFactory
from workshops.enums import EnrolmentState
from workshops.models import LessonProgress

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 14:00 in San Salvador
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def spanish():
    with translation.override("es"), timezone.override("America/El_Salvador"):
        yield


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (NOW, "hoy a las 14:00, hora de San Salvador"),
        (NOW + timedelta(hours=9, minutes=59), "hoy a las 23:59, hora de San Salvador"),
        (NOW + timedelta(hours=10), "mañana a las 00:00, hora de San Salvador"),
        (NOW + timedelta(days=2), "el jueves 26 de noviembre de 2026 a las 14:00, hora de San Salvador"),
    ],
    ids=["now", "last-minute-of-today", "midnight", "later"],
)
def test_when_in_words_is_on_the_readers_clock(instant, words):
    assert when_in_words(instant, NOW) == words


def test_an_open_session_comes_before_everything():
    person = PersonFactory(prosecutor=True)
    open_now = ParticipantFactory(session=SessionFactory(starts_at=NOW - timedelta(minutes=5)), person=person).session
    EnrolmentFactory(person=person, state=EnrolmentState.NOMINATED, edition=EditionFactory(current=True))

    desk = get_desk(person.user, NOW)

    assert desk.first.url == reverse("live:session", args=[open_now.public_id])
    assert desk.first.label == "Entrar a la sesión"
    assert [act.label for act in desk.more] == ["Responder a la nominación"]


def test_a_session_that_is_over_is_not_next():
    person = PersonFactory(prosecutor=True)
    ParticipantFactory(session=SessionFactory(starts_at=NOW - timedelta(days=1)), person=person)

    assert get_desk(person.user, NOW).first is None


def test_a_removed_participant_is_not_told_of_the_session():
    person = PersonFactory(prosecutor=True)
    ParticipantFactory(session=SessionFactory(starts_at=NOW), person=person, removed=True)

    assert get_desk(person.user, NOW).first is None


def test_a_contact_point_is_told_of_the_own_offices_free_seats_only():
    contact_point = PersonFactory(contact_point=True)
    office = contact_point.appointments.get().office
    edition = EditionFactory(nomination_opens_at=NOW - timedelta(days=1), nomination_closes_at=NOW + timedelta(days=5))
    SeatPoolFactory(edition=edition, office=office, capacity=2, taken=1)
    SeatPoolFactory(edition=edition, capacity=2)

    desk = get_desk(contact_point.user, NOW)

    assert desk.first.title == f"Su oficina tiene 1 cupo por llenar en «{edition.title}»."
    assert desk.more == []


def test_a_full_office_has_nothing_to_fill():
    contact_point = PersonFactory(contact_point=True)
    office = contact_point.appointments.get().office
    edition = EditionFactory(nomination_opens_at=NOW - timedelta(days=1), nomination_closes_at=NOW + timedelta(days=5))
    SeatPoolFactory(edition=edition, office=office, capacity=2, taken=2)

    assert get_desk(contact_point.user, NOW).first is None


def test_the_secretariat_sees_how_many_take_part_from_how_many_offices():
    secretariat = PersonFactory(secretariat=True)
    edition = EditionFactory()
    EnrolmentFactory(edition=edition)
    EnrolmentFactory(edition=edition)

    card = get_desk(secretariat.user, NOW).editions[0]

    assert card.note == "2 personas de 2 oficinas"


def test_an_account_without_a_person_has_an_empty_desk(client):
    from tests.factories.accounts import UserFactory

    client.force_login(UserFactory())

    response = client.get(reverse("desk:desk"))

    assert response.status_code == 200
    assert "Hoy no tiene nada pendiente." in response.content.decode()


def test_the_desk_needs_a_sign_in(client):
    assert client.get("/es/escritorio/").status_code == 302


def test_the_desk_costs_the_same_with_one_thing_and_with_three(client, django_assert_max_num_queries):
    counts = []
    for things in (1, 3):
        person = PersonFactory(prosecutor=True)
        for number in range(things):
            edition = EditionFactory(current=True)
            EnrolmentFactory(person=person, edition=edition, state=EnrolmentState.NOMINATED)
            ParticipantFactory(
                session=SessionFactory(starts_at=timezone.now() + timedelta(days=1 + number)),
                person=person,
                role=ParticipantRole.PARTICIPANT,
            )
        client.force_login(person.user)
        client.get("/es/escritorio/")
        with django_assert_max_num_queries(40) as queries:
            client.get("/es/escritorio/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_learner_is_led_to_the_next_lesson():
    enrolment = EnrolledFactory()

    desk = get_desk(enrolment.person.user, NOW)

    assert desk.first.url == reverse("workshops:lesson", args=[enrolment.edition.public_id, "a1-01"])
    assert (desk.editions[0].reading.read, desk.editions[0].reading.total) == (0, 4)


def test_a_learner_who_has_read_everything_is_led_to_the_assessment():
    enrolment = EnrolledFactory()
    for key in ("a1-01", "a1-02", "a2-01", "a2-02"):
        LessonProgress.objects.create(enrolment=enrolment, lesson_key=key, completed_at=NOW)

    assert get_desk(enrolment.person.user, NOW).first.label == "Ir a la evaluación"

    pass_quiz(enrolment)

    assert get_desk(enrolment.person.user, NOW).first is None
