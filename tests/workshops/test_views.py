"""The screens through HTTP, as each role."""

import re

import pytest
from django.urls import reverse

from lms.mail.models import Mail
from tests.factories.live import SeriesFactory, SessionFactory
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import (
    EditionFactory,
    EditionStaffFactory,
    EnrolmentFactory,
    SeatPoolFactory,
    office_with_people,
)
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Enrolment, SeatPool

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(current=True, series=SeriesFactory())


@pytest.fixture
def office(edition):
    """(contact point, people, pool)."""
    return office_with_people(edition)


def sign_in(client, person):
    client.force_login(person.user)
    return client


def edition_url(edition, name="edition"):
    return reverse(f"workshops:{name}", args=[edition.public_id])


def enrolment_url(enrolment, name="enrolment"):
    return reverse(f"workshops:{name}", args=[enrolment.public_id])


def text(response):
    return response.content.decode()


# --- who sees what


@pytest.mark.parametrize("name", ["edition_list"])
def test_guests_are_asked_to_sign_in(client, edition, name):
    assert client.get(reverse(f"workshops:{name}")).status_code == 302
    assert client.get(edition_url(edition)).status_code == 302


@pytest.mark.parametrize(
    ("trait", "status"),
    [
        ("secretariat", 200),
        ("coordinator", 200),
        ("contact_point", 404),
        ("prosecutor", 404),
        ("auditor", 404),
        ("mentor", 404),
        ("school_editor", 404),
    ],
)
def test_an_edition_exists_only_for_whom_it_concerns(client, edition, office, trait, status):
    sign_in(client, PersonFactory(**{trait: True}))

    assert client.get(edition_url(edition)).status_code == status


def test_a_draft_exists_for_the_secretariat_only(client):
    edition = EditionFactory(draft=True)
    contact_point, _people, _pool = office_with_people(edition)

    assert sign_in(client, contact_point).get(edition_url(edition)).status_code == 404
    assert sign_in(client, PersonFactory(secretariat=True)).get(edition_url(edition)).status_code == 200


def test_the_contact_point_sees_the_own_office_and_nobody_elses_people(client, edition, office):
    contact_point, people, pool = office
    own = EnrolmentFactory(edition=edition, office=pool.office, person=people[0])
    other = EnrolmentFactory(edition=edition, person__family_names="Ajena Oficina")

    page = text(sign_in(client, contact_point).get(edition_url(edition)))

    assert own.person.full_name in page
    assert other.person.full_name not in page
    assert "Nominar" in page
    assert client.get(enrolment_url(own)).status_code == 200
    assert client.get(enrolment_url(other)).status_code == 404
    assert client.get(enrolment_url(other, "withdraw")).status_code == 404


def test_the_learner_sees_the_own_state_and_nobody(client, edition):
    own = EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED)
    other = EnrolmentFactory(edition=edition, office=own.office, person__family_names="Otra Persona")

    page = text(sign_in(client, own.person).get(edition_url(edition)))

    assert "Se le ha nominado" in page
    assert "Otra Persona" not in page
    assert "Nominar" not in page
    assert client.get(enrolment_url(own)).status_code == 200
    assert client.get(enrolment_url(other)).status_code == 404


def test_the_facilitator_sees_who_takes_part_and_withdraws_nobody(client, edition):
    facilitator = EditionStaffFactory(edition=edition).person
    enrolment = EnrolmentFactory(edition=edition)

    page = text(sign_in(client, facilitator).get(edition_url(edition)))

    assert enrolment.person.full_name in page
    assert client.get(enrolment_url(enrolment)).status_code == 200
    assert client.get(enrolment_url(enrolment, "withdraw")).status_code == 403
    assert client.post(enrolment_url(enrolment, "accept"), {"certificate_name": "X"}).status_code == 403


def test_an_expert_sees_the_edition_without_names(client, edition):
    expert = EditionStaffFactory(edition=edition, expert=True).person
    enrolment = EnrolmentFactory(edition=edition)

    page = text(sign_in(client, expert).get(edition_url(edition)))

    assert enrolment.person.full_name not in page
    assert client.get(enrolment_url(enrolment)).status_code == 404


def test_the_facilitator_of_another_edition_sees_nothing(client, edition):
    sign_in(client, EditionStaffFactory().person)

    assert client.get(edition_url(edition)).status_code == 404
    assert client.get(enrolment_url(EnrolmentFactory(edition=edition))).status_code == 404


def test_the_auditor_sees_nobody_by_name(client, edition):
    sign_in(client, PersonFactory(auditor=True))

    assert client.get(enrolment_url(EnrolmentFactory(edition=edition))).status_code == 404


def test_session_doors_are_shown_to_the_admitted_only(client, edition):
    session = SessionFactory(series=edition.series)
    enrolment = EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED)

    page = text(sign_in(client, enrolment.person).get(edition_url(edition)))

    assert session.title["es"] in page
    assert session.public_id not in page


# --- nominating


def nominate(client, edition, person, modality=SeatKind.IN_PERSON, name="nominate"):
    return client.post(edition_url(edition, name), {"person": person.public_id, "modality": modality})


def test_nominating_takes_one_form(client, edition, office):
    contact_point, people, pool = office
    sign_in(client, contact_point)

    form = text(client.get(edition_url(edition, "nominate")))
    response = nominate(client, edition, people[0])

    assert re.findall(r'name="person" value="(\w+)"', form)
    assert {person.public_id in form for person in people} == {True}
    assert "Presencial: 2 de 2 libres" in form
    assert response.status_code == 302
    assert response.url == edition_url(edition)
    enrolment = Enrolment.objects.get()
    assert (enrolment.person, enrolment.pool, enrolment.state) == (people[0], pool, EnrolmentState.NOMINATED)
    page = text(client.get(edition_url(edition)))
    assert people[0].full_name in page
    assert "1" in page


def test_the_form_offers_only_the_own_office_and_who_is_not_on_the_list(client, edition, office):
    contact_point, people, pool = office
    EnrolmentFactory(edition=edition, office=pool.office, person=people[0])
    stranger = PersonFactory(prosecutor=True)
    sign_in(client, contact_point)

    form = text(client.get(edition_url(edition, "nominate")))
    response = nominate(client, edition, stranger)

    assert people[0].public_id not in form
    assert people[1].public_id in form
    assert stranger.public_id not in form
    assert response.status_code == 200
    assert not Enrolment.objects.filter(person=stranger).exists()


def test_the_third_of_two_is_refused_with_the_offer_of_an_alternate(client, edition, office):
    contact_point, people, _pool = office
    sign_in(client, contact_point)
    nominate(client, edition, people[0])
    nominate(client, edition, people[1])

    refused = nominate(client, edition, people[2])

    assert refused.status_code == 409
    assert "El cupo de su oficina ya está completo (2 de 2). Puede registrar una suplencia." in text(refused)
    assert edition_url(edition, "register_alternate") in text(refused)
    assert "cupo a distancia" not in text(refused)

    done = nominate(client, edition, people[2], name="register_alternate")

    assert done.url == edition_url(edition)
    alternate = Enrolment.objects.get(person=people[2])
    assert (alternate.state, alternate.alternate_position) == (EnrolmentState.ALTERNATE, 1)


def test_the_refusal_offers_a_remote_place_where_one_is_free(client, edition, office):
    contact_point, people, _pool = office
    remote = SeatPoolFactory(edition=edition, remote=True)
    SeatPool.objects.filter(kind=SeatKind.IN_PERSON).update(taken=2)
    sign_in(client, contact_point)

    refused = nominate(client, edition, people[0])
    assert "Nominar para un cupo a distancia" in text(refused)

    nominate(client, edition, people[0], SeatKind.REMOTE)
    assert Enrolment.objects.get().pool == remote


def test_an_alternate_while_a_seat_is_free_is_sent_back_to_the_form(client, edition, office):
    contact_point, people, _pool = office
    sign_in(client, contact_point)

    response = nominate(client, edition, people[0], name="register_alternate")

    assert response.url == edition_url(edition, "nominate")
    assert list(Enrolment.objects.all()) == []


def test_an_alternate_of_another_office_does_not_exist(client, edition, office):
    contact_point, _people, _pool = office
    SeatPool.objects.update(taken=2)
    sign_in(client, contact_point)

    response = nominate(client, edition, PersonFactory(prosecutor=True), name="register_alternate")

    assert response.status_code == 404


def test_a_closed_window_says_so_and_takes_nothing(client):
    edition = EditionFactory()
    contact_point, people, _pool = office_with_people(edition)
    sign_in(client, contact_point)

    page = client.get(edition_url(edition, "nominate"))
    response = nominate(client, edition, people[0])

    assert "no están abiertas" in text(page)
    assert "<form" not in text(page).split("<main")[1]
    assert response.status_code == 200
    assert list(Enrolment.objects.all()) == []


@pytest.mark.parametrize("trait", ["secretariat", "coordinator"])
@pytest.mark.parametrize("name", ["nominate", "register_alternate"])
def test_who_sees_the_edition_but_is_no_contact_point_is_told_so(client, edition, office, trait, name):
    sign_in(client, PersonFactory(**{trait: True}))

    assert nominate(client, edition, office[1][0], name=name).status_code == 403


@pytest.mark.parametrize("name", ["nominate", "register_alternate"])
def test_to_everybody_else_nominating_does_not_exist(client, edition, office, name):
    sign_in(client, PersonFactory(contact_point=True, office=OfficeFactory()))

    assert nominate(client, edition, office[1][0], name=name).status_code == 404


def test_get_registers_no_alternate(client, edition, office):
    sign_in(client, office[0])

    assert client.get(edition_url(edition, "register_alternate")).status_code == 405


# --- answering


@pytest.fixture
def nominated(edition):
    return EnrolmentFactory(
        edition=edition,
        state=EnrolmentState.NOMINATED,
        nominated_by=PersonFactory(contact_point=True).user,
        person__given_names="Ixchel",
        person__family_names="Quetzal",
    )


def test_the_nominated_person_confirms_the_name_and_accepts(client, nominated):
    sign_in(client, nominated.person)

    page = text(client.get(enrolment_url(nominated)))
    response = client.post(enrolment_url(nominated, "accept"), {"certificate_name": " Ixchel  Quetzal Rivas "})

    assert 'value="Ixchel Quetzal"' in page
    assert response.url == enrolment_url(nominated)
    nominated.refresh_from_db()
    assert (nominated.state, nominated.certificate_name) == (EnrolmentState.ENROLLED, "Ixchel Quetzal Rivas")
    assert "Ha aceptado el cupo" in text(client.get(enrolment_url(nominated)))


def test_accepting_twice_is_harmless(client, nominated):
    sign_in(client, nominated.person)
    client.post(enrolment_url(nominated, "accept"), {"certificate_name": "Ixchel Quetzal"})

    response = client.post(enrolment_url(nominated, "accept"), {"certificate_name": "Otra Cosa"})

    assert response.status_code == 302
    nominated.refresh_from_db()
    assert nominated.certificate_name == "Ixchel Quetzal"


def test_preview_shows_the_name_and_accepts_nothing(client, nominated):
    sign_in(client, nominated.person)

    response = client.post(enrolment_url(nominated, "accept"), {"certificate_name": "Ixchel Q. Rivas", "preview": "1"})

    assert '<h3 class="sealed__title">Ixchel Q. Rivas</h3>' in text(response)
    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 201])
def test_an_impossible_name_is_refused_at_the_field(client, nominated, name):
    sign_in(client, nominated.person)

    response = client.post(enrolment_url(nominated, "accept"), {"certificate_name": name})

    assert response.status_code == 200
    assert 'aria-invalid="true"' in text(response)
    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED


def test_accepting_a_place_given_back_says_so(client, nominated):
    sign_in(client, nominated.person)
    client.post(enrolment_url(nominated, "decline"), {"reason": ""})

    response = client.post(enrolment_url(nominated, "accept"), {"certificate_name": "Ixchel Quetzal"})

    assert response.status_code == 200
    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.DECLINED


def test_the_name_is_corrected_while_enrolled(client, edition):
    enrolment = EnrolmentFactory(edition=edition)
    sign_in(client, enrolment.person)

    client.post(enrolment_url(enrolment, "correct_name"), {"certificate_name": "Nombre Corregido"})

    enrolment.refresh_from_db()
    assert enrolment.certificate_name == "Nombre Corregido"


def test_declining_asks_first_and_names_what_will_happen(client, nominated):
    EnrolmentFactory(edition=nominated.edition, office=nominated.office, state=EnrolmentState.ALTERNATE)
    sign_in(client, nominated.person)

    question = text(client.get(enrolment_url(nominated, "decline")))

    assert "Se ofrece enseguida a la primera persona suplente" in question
    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.NOMINATED

    client.post(enrolment_url(nominated, "decline"), {"reason": ""})

    nominated.refresh_from_db()
    assert nominated.state == EnrolmentState.DECLINED
    assert set(Mail.objects.values_list("kind", flat=True)) == {
        "workshops.seat_declined",
        "workshops.alternate_promoted",
    }


def test_the_contact_point_withdraws_with_a_reason(client, edition, office):
    contact_point, people, pool = office
    enrolment = EnrolmentFactory(edition=edition, office=pool.office, person=people[0])
    sign_in(client, contact_point)

    without = client.post(enrolment_url(enrolment, "withdraw"), {"reason": ""})
    enrolment.refresh_from_db()
    assert (without.status_code, enrolment.state) == (200, EnrolmentState.ENROLLED)

    client.post(enrolment_url(enrolment, "withdraw"), {"reason": "Traslado de sede"})

    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.WITHDRAWN
    assert "Traslado de sede" in text(client.get(enrolment_url(enrolment)))


def test_the_contact_point_does_not_answer_for_the_person(client, edition, office):
    contact_point, people, pool = office
    enrolment = EnrolmentFactory(edition=edition, office=pool.office, person=people[0], state=EnrolmentState.NOMINATED)
    sign_in(client, contact_point)

    page = text(client.get(enrolment_url(enrolment)))

    assert "Aceptar el cupo" not in page
    assert client.post(enrolment_url(enrolment, "accept"), {"certificate_name": "X"}).status_code == 403
    assert client.post(enrolment_url(enrolment, "decline"), {"reason": ""}).status_code == 403


@pytest.mark.parametrize("name", ["accept", "correct_name"])
def test_looking_changes_nothing(client, nominated, name):
    sign_in(client, nominated.person)

    assert client.get(enrolment_url(nominated, name)).status_code == 405


@pytest.mark.parametrize("name", ["edition", "nominate"])
def test_a_missing_edition_and_a_forbidden_one_look_alike(client, edition, office, name):
    sign_in(client, PersonFactory(prosecutor=True))

    forbidden = client.get(edition_url(edition, name))
    missing = client.get(reverse(f"workshops:{name}", args=["0" * 20]))

    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert text(forbidden).replace(edition.public_id, "") == text(missing).replace("0" * 20, "")


# --- lists


def test_the_list_holds_what_concerns_the_reader(client, edition, office):
    EditionFactory(title={"es": "Edición ajena", "en": "Foreign edition"})

    page = text(sign_in(client, office[0]).get(reverse("workshops:edition_list")))

    assert str(edition.title) in page
    assert "Edición ajena" not in page


def test_the_contact_points_list_counts_the_own_office(client, edition, office):
    contact_point, people, pool = office
    EnrolmentFactory(edition=edition, office=pool.office, person=people[0])
    EnrolmentFactory(edition=edition, office=pool.office, person=people[1], state=EnrolmentState.NOMINATED)
    EnrolmentFactory(edition=edition, office=pool.office, person=people[2], state=EnrolmentState.DECLINED)
    EnrolmentFactory(edition=edition)

    page = text(sign_in(client, contact_point).get(reverse("workshops:edition_list")))

    assert "2 personas de su oficina en la lista" in page
    assert "Su oficina, presencial: confirmados 1, por confirmar 1, libres 0." in page
    assert "Las nominaciones cierran el" in page


def test_those_who_teach_are_led_to_the_lessons(client, edition):
    facilitator, expert = (
        EditionStaffFactory(edition=edition).person,
        EditionStaffFactory(edition=edition, expert=True).person,
    )
    nominated = EnrolmentFactory(edition=edition, state=EnrolmentState.NOMINATED).person

    seen = {
        who: "Ver las lecciones" in text(sign_in(client, who).get(edition_url(edition)))
        for who in (facilitator, expert, nominated)
    }

    assert list(seen.values()) == [True, True, False]


def test_an_empty_list_says_what_comes(client):
    page = text(sign_in(client, PersonFactory(prosecutor=True)).get(reverse("workshops:edition_list")))

    assert "Todavía no hay ediciones" in page


def test_the_list_is_read_page_by_page(client):
    EditionFactory.create_batch(21)
    sign_in(client, PersonFactory(secretariat=True))

    assert text(client.get(reverse("workshops:edition_list"))).count("<h2>") == 20
    assert text(client.get(reverse("workshops:edition_list") + "?page=2")).count("<h2>") == 1


def count_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("trait", ["secretariat", "contact_point", "prosecutor"])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(client, trait, django_assert_max_num_queries):
    office = OfficeFactory()
    reader = PersonFactory(**{trait: True, "office": office})
    sign_in(client, reader)

    def add_edition():
        edition = EditionFactory(current=True)
        EnrolmentFactory(edition=edition, person=reader, office=office)

    add_edition()
    at_one = count_queries(client, reverse("workshops:edition_list"), django_assert_max_num_queries)
    add_edition()
    add_edition()
    at_three = count_queries(client, reverse("workshops:edition_list"), django_assert_max_num_queries)

    assert at_one == at_three


@pytest.mark.parametrize("trait", ["secretariat", "contact_point", "facilitator"])
def test_an_edition_of_seventy_asks_as_often_as_one_of_one(client, edition, trait, django_assert_max_num_queries):
    office = OfficeFactory()
    if trait == "facilitator":
        reader = EditionStaffFactory(edition=edition).person
    else:
        reader = PersonFactory(**{trait: True, "office": office})
    sign_in(client, reader)
    counts = []
    for people, others in ((1, 0), (2, 0), (22, 9)):
        for _ in range(others):
            EnrolmentFactory.create_batch(5, edition=edition, office=OfficeFactory())
        EnrolmentFactory.create_batch(people, edition=edition, office=office)
        EnrolmentFactory(edition=edition, office=office, state=EnrolmentState.ALTERNATE)
        SessionFactory(series=edition.series)
        counts.append(count_queries(client, edition_url(edition), django_assert_max_num_queries))

    assert edition.enrolments.count() >= 70
    assert counts[0] == counts[1] == counts[2]
