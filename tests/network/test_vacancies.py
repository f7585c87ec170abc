"""Contact points that are missing: found day by day, told once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.mail.models import Mail
from network import services
from network.enums import Role
from network.models import Appointment
from network.tasks import report_vacancies_task
from network.vacancies import Term, Vacancy, find_vacancies, read_vacancies
from tests.factories.network import AppointmentFactory, OfficeFactory, PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
DAY = timedelta(days=1)


def full_office():
    """An office with both contact points for good, and the two appointments."""
    office = OfficeFactory()
    return office, [AppointmentFactory(role=Role.CONTACT_POINT, office=office) for _ in range(2)]


def end(appointment, days):
    Appointment.objects.filter(pk=appointment.pk).update(ended_on=TODAY + days * DAY)


def found_of(office):
    return [(one.place, one.since, one.cause_id) for one in find_vacancies(TODAY, office_ids=[office.pk])]


def test_a_full_office_lacks_nobody():
    office, _ = full_office()

    assert found_of(office) == []


@pytest.mark.parametrize(
    ("days", "is_told"),
    [(-400, True), (0, True), (1, True), (30, True), (31, False)],
    ids=["long-ago", "today", "tomorrow", "thirty-days", "thirty-one"],
)
def test_an_end_without_successor_is_told_thirty_days_ahead(days, is_told):
    office, (first, _) = full_office()
    end(first, days)

    assert found_of(office) == ([(2, TODAY + days * DAY, first.pk)] if is_told else [])


def test_a_successor_on_the_day_leaves_no_vacancy_and_a_day_later_a_short_one():
    office, (first, _) = full_office()
    end(first, 5)
    successor = AppointmentFactory(role=Role.CONTACT_POINT, office=office, started_on=TODAY + 5 * DAY)
    assert found_of(office) == []

    Appointment.objects.filter(pk=successor.pk).update(started_on=TODAY + 6 * DAY)
    [vacancy] = find_vacancies(TODAY, office_ids=[office.pk])
    assert (vacancy.since, vacancy.until) == (TODAY + 5 * DAY, TODAY + 6 * DAY)


def test_an_office_that_never_had_them_lacks_both_and_one_that_had_one_lacks_the_other():
    empty, half = OfficeFactory(), OfficeFactory()
    AppointmentFactory(role=Role.CONTACT_POINT, office=half)
    AppointmentFactory(role=Role.MENTOR)

    assert found_of(empty) == [(2, None, 0), (1, None, 0)]
    assert found_of(half) == [(2, None, 0)]


def test_both_places_are_two_vacancies():
    office, (first, second) = full_office()
    end(first, -3)
    end(second, 8)

    assert found_of(office) == [(2, TODAY - 3 * DAY, first.pk), (1, TODAY + 8 * DAY, second.pk)]


def test_a_term_that_never_held_and_one_that_was_filled_are_history():
    terms = [
        Term(1, TODAY - 50 * DAY, TODAY - 40 * DAY),
        Term(2, TODAY - 50 * DAY, None),
        Term(3, TODAY - 30 * DAY, None),
        Term(4, TODAY, TODAY),
    ]

    assert read_vacancies(7, terms) == [
        Vacancy(7, 2, None, TODAY - 50 * DAY),
        Vacancy(7, 1, None, TODAY - 50 * DAY),
        Vacancy(7, 2, TODAY - 40 * DAY, TODAY - 30 * DAY, 1),
    ]


def test_an_office_that_left_the_network_lacks_nobody():
    OfficeFactory(left_on=TODAY)

    assert find_vacancies(TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_three_offices_as_for_one(count, django_assert_num_queries):
    for _ in range(count):
        OfficeFactory()

    with django_assert_num_queries(2):
        assert len(find_vacancies(TODAY)) == 2 * count


def test_the_secretariat_is_told_once_of_each_vacancy(mailoutbox, django_capture_on_commit_callbacks):
    readers = [PersonFactory(secretariat=True), PersonFactory(secretariat=True)]
    Appointment.objects.update(office=None)
    for person in readers:  # their own offices are none of this test's business
        office = person.memberships.get().office
        office.left_on = TODAY
        office.save()
    office, (first, second) = full_office()
    end(first, 20)

    with django_capture_on_commit_callbacks(execute=True):
        assert services.report_vacancies(at=NOW) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert services.report_vacancies(at=NOW) == 0
        assert services.report_vacancies(at=NOW + DAY) == 0
        end(first, 12)  # the same vacancy, eight days earlier
        report_vacancies_task()
    PersonFactory(secretariat=True, office=office)  # joins later: was not told, and is not told of what was told
    assert services.report_vacancies(at=NOW) == 0

    assert sorted(message.to[0] for message in mailoutbox) == sorted(person.email for person in readers)
    for message in mailoutbox:
        assert message.subject == "A una oficina le falta un punto de contacto"
        assert "/es/oficinas/" in message.body
        for word in (first.person.family_names, office.code, office.public_id):
            assert word not in message.body

    end(second, 15)
    assert services.report_vacancies(at=NOW) == 1  # another vacancy


def test_without_a_secretariat_nothing_is_marked_as_told():
    office, (first, _) = full_office()
    end(first, 3)
    assert services.report_vacancies(at=NOW) == 0

    PersonFactory(secretariat=True, office=office)
    assert services.report_vacancies(at=NOW) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_workers_at_once_owe_one_mail():
    office, (first, _) = full_office()
    PersonFactory(secretariat=True, office=office)
    end(first, 3)

    at_once(4, lambda: services.report_vacancies(at=NOW))

    assert Mail.objects.filter(kind="network.vacancy").count() == 1
