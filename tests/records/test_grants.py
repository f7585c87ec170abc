"""The serving role: it can serve, and it cannot touch the tables or what stands in the audit trail."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from lms.records import audit
from lms.records.grants import excess, grants
from lms.records.models import AuditEntry
from network.models import Country
from tests.factories.accounts import UserFactory
from tests.factories.network import CountryFactory

ROLE = "aula_ensayo_servir"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]


@pytest.fixture
def serving():
    """From here to the end of the test, everything is done under the role that serves."""
    entry_of(UserFactory())
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        for statement in grants(ROLE):
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")


def entry_of(user):
    audit.log(action="accounts.suspend", instance=user, actor=user, at=timezone.now(), role="SELF", detail="Motivo")


def refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


@pytest.mark.usefixtures("serving")
def test_it_serves():
    country = CountryFactory()
    Country.objects.filter(pk=country.pk).update(time_zone="America/Bogota")
    country.delete()
    entry_of(UserFactory())

    assert AuditEntry.objects.count() == 2
    assert audit.erase_details(AuditEntry.objects.all()) == 2
    assert excess() == []


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_auditentry",
        "TRUNCATE records_auditentry",
        "UPDATE records_auditentry SET action = 'x'",
        "ALTER TABLE records_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER records_entry_kept ON records_auditentry",
        "DROP TABLE records_auditentry CASCADE",
        "DELETE FROM records_auditseal",
        "DELETE FROM django_migrations",
        "CREATE ROLE aula_ensayo_otro",
    ],
)
def test_it_does_no_more(statement):
    assert refused(statement)


def test_a_role_that_owns_the_tables_is_told_so():
    with pytest.raises(CommandError, match="It owns"):
        call_command("database_rights")


@pytest.mark.usefixtures("serving")
def test_the_command_says_that_all_is_well():
    out = StringIO()

    call_command("database_rights", stdout=out)

    assert out.getvalue() == "The database's role may serve and no more.\n"


def test_the_statements_quote_the_role_and_end():
    out = StringIO()

    call_command("database_rights", role='aula"; DROP', stdout=out)

    lines = out.getvalue().splitlines()
    assert len(lines) == len(list(grants("x")))
    assert all(line.endswith(";") for line in lines)
