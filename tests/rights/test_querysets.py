"""Copies of one's data: whose they are, which are open, which are overdue."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.rights import services
from lms.rights.enums import ExportState
from lms.rights.models import PersonExport
from tests.factories.network import PersonFactory
from tests.factories.rights import make_export

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", ["prosecutor", "contact_point", "secretariat", "coordinator"])
def test_a_copy_is_seen_by_whom_it_is_about_and_by_nobody_else(trait):
    own, other = PersonFactory(prosecutor=True), PersonFactory(**{trait: True})
    copy = make_export(own, at=AT)

    assert list(PersonExport.objects.visible_to(own.user)) == [copy]
    assert list(PersonExport.objects.visible_to(other.user)) == []


def test_a_suspended_account_sees_none():
    person = PersonFactory(prosecutor=True)
    make_export(person, at=AT)
    person.user.is_active = False

    assert list(PersonExport.objects.visible_to(person.user)) == []


def test_a_copy_is_open_until_it_is_over():
    person = PersonFactory(prosecutor=True)
    asked = services.ask_export(person=person, actor=person.user, at=AT)
    assert list(PersonExport.objects.open()) == [asked]
    assert list(PersonExport.objects.overdue(AT + timedelta(days=400))) == []

    made = make_export(person, at=AT)

    assert list(PersonExport.objects.open()) == [made]
    assert list(PersonExport.objects.overdue(made.expires_at - timedelta(seconds=1))) == []
    assert list(PersonExport.objects.overdue(made.expires_at)) == [made]


def test_a_copy_that_was_fetched_is_neither_open_nor_overdue():
    made = make_export(PersonFactory(prosecutor=True), at=AT)
    PersonExport.objects.filter(pk=made.pk).update(state=ExportState.FETCHED, file="")

    assert list(PersonExport.objects.open()) == []
    assert list(PersonExport.objects.overdue(made.expires_at)) == []
