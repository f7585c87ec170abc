"""What the public sees of courses, and what nobody sees but their authors."""

import pytest
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage
from tests.accounts.signing_in import sign_in_fresh
from tests.courses.test_loading import load
from tests.factories.accounts import UserFactory


@pytest.fixture
def loaded(site, folder):
    load(folder)
    return site


def test_the_catalogue_shows_courses_and_the_gap(client, loaded):
    response = client.get("/es/programa/")

    assert response.status_code == 200
    text = response.content.decode()
    assert "Investigación y persecución de la extorsión" in text
    assert "En preparación" in text
    assert response.is_public_page


def test_a_course_page_shows_objectives_but_no_lesson(client, loaded):
    text = client.get("/es/programa/extorsion/").content.decode()

    assert "El fenómeno extorsivo en la región" in text
    assert "Sistemática, ocasional o imitada" not in text


def test_a_course_page_is_wholly_english_in_english(client, loaded):
    text = client.get("/en/programa/extorsion/").content.decode()

    assert "The extortion phenomenon in the region" in text
    assert "El fenómeno extorsivo" not in text


@pytest.mark.parametrize("model", [ModulePage, LessonPage])
def test_pages_for_authors_have_no_address(client, loaded, model):
    page = model.objects.filter(locale__language_code="es").first()
    course = CoursePage.objects.get(key="extorsion", locale__language_code="es")
    tail = "/".join(page.url_path.removeprefix(course.url_path).strip("/").split("/"))

    assert page.get_url() is None
    assert client.get(f"/es/programa/extorsion/{tail}/").status_code == 404
    assert client.get("/es/programa/extorsion/a1/").status_code == 404


def test_public_pages_cost_a_constant_number_of_queries(client, loaded, django_assert_max_num_queries):
    client.get("/es/programa/")

    with django_assert_max_num_queries(16):
        client.get("/es/programa/")


def test_the_explorer_opens_at_the_root_and_at_every_page(client, loaded):
    """Wagtail links to its own sections by name: one that is not installed breaks the page that names it."""
    sign_in_fresh(client, UserFactory(is_superuser=True, is_staff=True))
    places = Page.objects.values_list("pk", flat=True)

    answers = {path: client.get(path).status_code for path in ["/admin/", "/admin/pages/", "/admin/images/"]}
    answers |= {pk: client.get(f"/admin/pages/{pk}/").status_code for pk in places}

    assert {path: status for path, status in answers.items() if status != 200} == {}
    assert len(answers) > 5
