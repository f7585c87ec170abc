"""The assessment through HTTP: who may sit it, what each page says, and what it must not say before handing in."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories.learning import (
    RIGHT,
    SECRET_FEEDBACK,
    SECRET_REASON,
    WRONG,
    EnrolledFactory,
    RunningEditionFactory,
)
from tests.factories.network import PersonFactory
from workshops.enums import AttemptState, EditionState, EnrolmentState, StaffRole
from workshops.models import Answer, Attempt, EditionStaff

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return EnrolledFactory()


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.person.user)
    return client


def url(name, *args, language="es"):
    with override(language):
        return reverse(f"workshops:{name}", args=args)


def quiz_url(enrolment, language="es"):
    return url("quiz", enrolment.edition.public_id, language=language)


def attempt_url(attempt, language="es"):
    return url("attempt", attempt.enrolment.edition.public_id, attempt.public_id, language=language)


def question_url(attempt, number, language="es"):
    return url("question", attempt.enrolment.edition.public_id, attempt.public_id, number, language=language)


def submit_url(attempt):
    return url("submit_attempt", attempt.enrolment.edition.public_id, attempt.public_id)


def start(client, enrolment):
    response = client.post(quiz_url(enrolment))
    attempt = enrolment.attempts.get(state=AttemptState.OPEN)
    assert response.url == question_url(attempt, 1)
    return attempt


def place(attempt, number, name):
    return attempt.paper[number - 1]["options"].index(name) + 1


def choose(client, attempt, number, name=RIGHT, revision=0):
    return client.post(question_url(attempt, number), {"option": place(attempt, number, name), "revision": revision})


def run_out(attempt):
    """Let its time be over, by the server's clock."""
    now = timezone.now()
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=now - timedelta(minutes=31), due_at=now - timedelta(minutes=1)
    )


# --- the way through


def test_an_assessment_from_the_first_page_to_the_result(learner, enrolment):
    first = learner.get(quiz_url(enrolment)).text
    attempt = start(learner, enrolment)
    steps = [choose(learner, attempt, number).url for number in (1, 2, 3)]
    overview = learner.get(attempt_url(attempt)).text
    submitted = learner.post(submit_url(attempt))
    result = learner.get(submitted.url).text

    for words in ["Son 3 preguntas", "30 minutos", "Se aprueba con 70 de 100", "Hay 3 intentos y cuenta el mejor"]:
        assert words in first
    assert steps == [question_url(attempt, 2), question_url(attempt, 3), attempt_url(attempt)]
    assert "Todas las preguntas tienen respuesta." in overview
    assert "100 de 100" in result
    assert f"{SECRET_REASON} 0" in result


def test_start_twice_goes_on_with_the_same_attempt(learner, enrolment):
    start(learner, enrolment)
    start(learner, enrolment)

    assert enrolment.attempts.count() == 1


def test_going_on_without_choosing_saves_nothing(learner, enrolment):
    attempt = start(learner, enrolment)

    response = learner.post(question_url(attempt, 1), {"revision": 0})

    assert response.url == question_url(attempt, 2)
    assert not Answer.objects.exists()


def test_what_was_saved_is_there_when_coming_back(learner, enrolment):
    attempt = start(learner, enrolment)
    choose(learner, attempt, 2, WRONG)

    page = learner.get(question_url(attempt, 2)).text
    again = learner.get(quiz_url(enrolment)).text

    assert re.search(rf'value="{place(attempt, 2, WRONG)}" checked', page)
    assert 'name="revision" value="1"' in page
    assert "Su respuesta está guardada." in page
    assert "Su intento 1 está en curso" in again


def test_overview_says_what_is_missing(learner, enrolment):
    attempt = start(learner, enrolment)
    choose(learner, attempt, 1)

    text = learner.get(attempt_url(attempt)).text

    assert "2 preguntas todavía no tienen respuesta." in text
    assert text.count("Sin respuesta") == 2
    assert "cierra a las" in text


def test_handing_in_twice_gives_one_result(learner, enrolment):
    attempt = start(learner, enrolment)
    choose(learner, attempt, 1)

    urls = [learner.post(submit_url(attempt)).url for _ in range(2)]

    attempt.refresh_from_db()
    assert urls == [attempt_url(attempt)] * 2
    assert (attempt.state, int(attempt.points)) == (AttemptState.SUBMITTED, 1)


def test_a_failed_result_says_what_to_do_next(learner, enrolment):
    attempt = start(learner, enrolment)
    for number in (1, 2, 3):
        choose(learner, attempt, number, WRONG)
    learner.post(submit_url(attempt))

    text = learner.get(attempt_url(attempt)).text

    assert "0 de 100" in text
    assert "Vuelva a leer estos módulos" in text
    assert url("lesson", enrolment.edition.public_id, "a1-01") in text
    assert "Le quedan 2 intentos" in text


def test_a_passed_result_shows_what_is_still_needed(learner, enrolment):
    attempt = start(learner, enrolment)
    for number in (1, 2, 3):
        choose(learner, attempt, number)
    learner.post(submit_url(attempt))

    text = learner.get(attempt_url(attempt)).text

    assert "Usted aprobó la evaluación" in text
    assert "Asistir al menos al 80" in text


def test_using_up_the_attempts_is_said_and_refused(client):
    enrolment = EnrolledFactory(edition__quiz_attempts=1)
    client.force_login(enrolment.person.user)
    learner_post = client.post
    attempt = start(client, enrolment)
    client.post(submit_url(attempt))

    response = learner_post(quiz_url(enrolment), follow=True)

    assert enrolment.attempts.count() == 1
    assert "Usted ya usó sus 1 intentos" in response.text or "Usted ya usó todos sus intentos" in response.text
    assert "Empezar la evaluación" not in response.text


def test_results_stay_readable_after_the_edition_closed(client):
    enrolment = EnrolledFactory()
    client.force_login(enrolment.person.user)
    attempt = start(client, enrolment)
    client.post(submit_url(attempt))
    type(enrolment.edition).objects.update(state=EditionState.CLOSED)

    page = client.get(quiz_url(enrolment)).text
    refused = client.post(quiz_url(enrolment), follow=True).text

    assert "está cerrada para usted" in page
    assert client.get(attempt_url(attempt)).status_code == 200
    assert "no está abierta para usted" in refused
    assert enrolment.attempts.count() == 1


# --- the clock


def test_a_late_answer_is_refused_in_words_and_the_attempt_closed(learner, enrolment):
    attempt = start(learner, enrolment)
    choose(learner, attempt, 1)
    run_out(attempt)

    response = learner.post(question_url(attempt, 2), {"option": place(attempt, 2, RIGHT), "revision": 0}, follow=True)

    attempt.refresh_from_db()
    assert (attempt.state, int(attempt.points)) == (AttemptState.EXPIRED, 1)
    assert "El tiempo de este intento ya había terminado" in response.text
    assert "33,3 de 100" in response.text


def test_looking_at_an_overdue_attempt_writes_nothing_and_says_so(learner, enrolment):
    attempt = start(learner, enrolment)
    run_out(attempt)

    assert learner.get(question_url(attempt, 1)).url == attempt_url(attempt)
    text = learner.get(attempt_url(attempt)).text
    start_page = learner.get(quiz_url(enrolment)).text

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN
    assert "El tiempo de este intento terminó" in text
    assert "Ver el resultado" in text
    assert "Entregar la evaluación" not in text
    assert "El tiempo de su intento terminó" in start_page


# --- two tabs


def test_an_older_tab_is_told_that_the_answer_was_given_elsewhere(learner, enrolment):
    attempt = start(learner, enrolment)
    choose(learner, attempt, 1, RIGHT)

    response = choose(learner, attempt, 1, WRONG, revision=0)
    page = learner.get(response.url).text

    assert response.url == question_url(attempt, 1)
    assert "Usted respondió esta pregunta en otra pestaña" in page
    assert Answer.objects.get().chosen == [RIGHT]


def test_a_tab_left_open_after_handing_in_changes_nothing(learner, enrolment):
    attempt = start(learner, enrolment)
    learner.post(submit_url(attempt))

    response = learner.post(question_url(attempt, 1), {"option": 1, "revision": 0}, follow=True)

    assert "Este intento ya se había entregado" in response.text
    assert not Answer.objects.exists()


# --- what is not said before


def every_page_before_handing_in(client, attempt):
    """Every byte a learner can be sent while the first attempt is open, in both languages, refusals included."""
    number = 1
    for language in ("es", "en"):
        yield client.get(quiz_url(attempt.enrolment, language=language))
        yield client.get(attempt_url(attempt, language=language))
        for number in range(1, attempt.max_points + 1):
            yield client.get(question_url(attempt, number, language=language))
            yield client.post(question_url(attempt, number, language=language), {"option": 1, "revision": 0})
            yield client.post(question_url(attempt, number), {"option": 2, "revision": 0}, follow=True)
            yield client.post(question_url(attempt, number), {"option": 9, "revision": 0})
            yield client.post(question_url(attempt, number), {"option": RIGHT, "revision": "x"})
    yield client.get(submit_url(attempt))


def test_no_byte_of_the_key_is_sent_before_handing_in(learner, enrolment):
    attempt = start(learner, enrolment)
    secrets = [SECRET_FEEDBACK, SECRET_REASON, "weight", RIGHT, WRONG]
    responses = list(every_page_before_handing_in(learner, attempt))

    sent = [response.content.decode() + str(response.headers) for response in responses]
    found = [(secret, index) for index, text in enumerate(sent) for secret in secrets if _leaks(secret, text)]

    assert len(sent) > 20
    assert found == []
    learner.post(submit_url(attempt))
    assert SECRET_REASON in learner.get(attempt_url(attempt)).text  # the control: afterwards it is found


def _leaks(secret, text):
    # The factory names its options in their own texts ("Opción c-right 0"); an attribute or a value would be a leak.
    return secret in re.sub(r"<span>(Opción|Option) [^<]*</span>", "", text)


def test_reasons_of_an_earlier_attempt_wait_while_another_is_open(learner, enrolment):
    first = start(learner, enrolment)
    learner.post(submit_url(first))
    start(learner, enrolment)

    text = learner.get(attempt_url(first)).text

    assert SECRET_REASON not in text
    assert "Usted tiene otro intento en curso" in text


# --- who may


@pytest.mark.parametrize("state", [EnrolmentState.NOMINATED, EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED])
def test_assessment_does_not_exist_for_other_states(client, state):
    enrolment = EnrolledFactory(state=state)
    client.force_login(enrolment.person.user)

    assert client.get(quiz_url(enrolment)).status_code == 404
    assert client.post(quiz_url(enrolment)).status_code == 404


@pytest.mark.parametrize("trait", ["secretariat", "coordinator", "contact_point", "auditor", "prosecutor"])
def test_nobody_sits_or_reads_the_assessment_of_another(client, enrolment, trait):
    client.force_login(enrolment.person.user)
    attempt = start(client, enrolment)
    client.force_login(PersonFactory(**{trait: True}).user)

    answers = {
        client.get(quiz_url(enrolment)).status_code,
        client.post(quiz_url(enrolment)).status_code,
        client.get(attempt_url(attempt)).status_code,
        client.get(question_url(attempt, 1)).status_code,
        client.post(question_url(attempt, 1), {"option": 1, "revision": 0}).status_code,
        client.post(submit_url(attempt)).status_code,
    }

    assert answers == {404}
    attempt.refresh_from_db()
    assert attempt.is_open


def test_a_facilitator_does_not_sit_the_assessment(client, enrolment):
    teacher = PersonFactory(with_user=True)
    EditionStaff.objects.create(edition=enrolment.edition, person=teacher, role=StaffRole.FACILITATOR)
    client.force_login(teacher.user)

    assert client.get(quiz_url(enrolment)).status_code == 404


def test_an_attempt_is_found_under_its_own_edition_only(learner, enrolment):
    attempt = start(learner, enrolment)
    elsewhere = EnrolledFactory(person=enrolment.person, office=enrolment.office)

    wrong = url("attempt", elsewhere.edition.public_id, attempt.public_id)

    assert learner.get(wrong).status_code == 404
    assert learner.get(attempt_url(attempt)).status_code == 200


def test_somebody_who_withdrew_meanwhile_no_longer_answers(learner, enrolment):
    attempt = start(learner, enrolment)
    type(enrolment).objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN, pool=None)

    assert choose(learner, attempt, 1).status_code == 404
    assert not Answer.objects.exists()


def test_guests_are_asked_to_sign_in(client, enrolment):
    for response in (client.get(quiz_url(enrolment)), client.post(quiz_url(enrolment))):
        assert response.status_code == 302
        assert response.url.startswith("/es/entrar/")


@pytest.mark.parametrize("number", [0, 4, 99999])
def test_questions_outside_the_paper_do_not_exist(learner, enrolment, number):
    attempt = start(learner, enrolment)

    assert learner.get(question_url(attempt, number)).status_code == 404
    assert learner.post(question_url(attempt, number), {"option": 1}).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"option": "4", "revision": "0"},
        {"option": "0", "revision": "0"},
        {"option": "c-right", "revision": "0"},
        {"option": "1", "revision": "-1"},
        {"option": "1", "revision": "²"},
        {"option": "1"},
        {"option": "1", "revision": "1e3"},
    ],
)
def test_forged_answers_are_refused(learner, enrolment, data):
    attempt = start(learner, enrolment)

    assert learner.post(question_url(attempt, 1), data).status_code == 404
    assert not Answer.objects.exists()


def test_result_cannot_be_posted(learner, enrolment):
    attempt = start(learner, enrolment)

    learner.post(submit_url(attempt), {"points": 3, "is_passed": "true", "state": "SUBMITTED", "pass_mark": 0})

    attempt.refresh_from_db()
    assert (int(attempt.points), attempt.is_passed, attempt.pass_mark) == (0, False, 70)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_known(learner, enrolment, method):
    attempt = start(learner, enrolment)

    for address in (quiz_url(enrolment), attempt_url(attempt), question_url(attempt, 1), submit_url(attempt)):
        assert getattr(learner, method)(address).status_code == 405
    assert learner.get(submit_url(attempt)).status_code == 405


def test_forms_without_a_token_are_refused(enrolment):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(enrolment.person.user)

    assert client.post(quiz_url(enrolment)).status_code == 403
    assert not enrolment.attempts.exists()


# --- cost


def test_pages_take_the_same_queries_for_short_and_long_papers(client, django_assert_num_queries):
    for count in (3, 12):
        edition = RunningEditionFactory(course_version__question_count=count)
        enrolment = EnrolledFactory(edition=edition)
        client.force_login(enrolment.person.user)
        attempt = start(client, enrolment)
        client.get(quiz_url(enrolment))
        with django_assert_num_queries(4):
            client.get(question_url(attempt, 2))
        with django_assert_num_queries(4):
            client.get(attempt_url(attempt))


def test_the_only_script_keeps_answers_while_the_line_is_down(learner, enrolment):
    attempt = start(learner, enrolment)

    assert "<script" not in learner.get(quiz_url(enrolment)).text
    for address in (attempt_url(attempt), question_url(attempt, 1)):
        scripts = re.findall(r"<script[^>]*>", learner.get(address).text)
        assert scripts == ['<script type="module" src="/static/workshops/js/answers.js">']
