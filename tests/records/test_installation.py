"""A database knows what it is for, and settings for another purpose do not touch it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from lms.records import installation, tasks
from lms.records.models import Installation
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings):
    settings.DEMO, settings.DATABASE_PURPOSE = True, "DEMONSTRATION"
    return settings


@pytest.fixture
def production(settings):
    settings.DEMO, settings.DATABASE_PURPOSE = False, "PRODUCTION"
    return settings


def test_claim_database_twice_keeps_one_row(demonstration):
    installation.claim_database()
    installation.claim_database()

    assert list(Installation.objects.values_list("pk", "purpose")) == [(1, "DEMONSTRATION")]


@pytest.mark.parametrize(("owner", "intruder"), [("PRODUCTION", "DEMONSTRATION"), ("DEMONSTRATION", "PRODUCTION")])
def test_database_of_another_purpose_is_refused(settings, owner, intruder):
    settings.DATABASE_PURPOSE = owner
    installation.claim_database()
    settings.DATABASE_PURPOSE = intruder

    with pytest.raises(installation.WrongDatabase):
        installation.claim_database()

    assert Installation.objects.get().purpose == owner


def test_demonstration_refuses_accounts_it_did_not_make(demonstration):
    UserFactory()

    with pytest.raises(installation.UnknownDatabase):
        installation.claim_database()

    assert list(Installation.objects.all()) == []


def test_demonstration_accepts_an_empty_database_and_its_own(demonstration):
    installation.claim_database()
    UserFactory()

    installation.refuse_wrong_database()


def test_production_takes_over_accounts_restored_without_a_purpose(production):
    UserFactory()

    installation.claim_database()

    assert Installation.objects.get().purpose == "PRODUCTION"


def test_migrate_refuses_the_database_of_another_purpose(settings):
    settings.DATABASE_PURPOSE = "PRODUCTION"
    installation.claim_database()
    settings.DATABASE_PURPOSE = "DEMONSTRATION"

    with pytest.raises(SystemCheckError, match="is for PRODUCTION"):
        call_command("check", databases=["default"])


def test_is_prepared_compares_the_stamp(demonstration):
    assert not installation.is_prepared("a")

    installation.claim_database()
    installation.note_prepared("a")

    assert installation.is_prepared("a")
    assert not installation.is_prepared("b")


def test_background_goes_its_rounds_as_long_as_the_sweeper_runs(demonstration, settings):
    installation.claim_database()
    tasks.sweep_events_task()
    now = timezone.now()
    limit = timedelta(seconds=settings.HEALTH_QUEUE_SECONDS)

    assert installation.goes_its_rounds(now)
    assert installation.goes_its_rounds(now + limit - timedelta(minutes=1))
    assert not installation.goes_its_rounds(now + limit + timedelta(minutes=1))
