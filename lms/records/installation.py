"""What this database is for. The demonstration never touches a production database, nor production the demonstration's.

The first ``manage.py prepare`` writes the purpose down; every later one, every start and every ``migrate`` compares.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core import checks
from django.db import connection

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records.models import Installation


class WrongDatabase(DomainError):
    # Not translated: who reads this is at a terminal, among the English words of the tools.
    message = "This database is for %(found)s and these settings are for %(wanted)s: name another one in DATABASE_URL."


class UnknownDatabase(DomainError):
    message = (
        "This database holds accounts that the demonstration did not make: name another one in DATABASE_URL, "
        "or none for a database of the demonstration's own."
    )


def get_installation() -> Installation | None:
    """The row that says what this database is for; None before the first preparation."""
    if Installation._meta.db_table not in connection.introspection.table_names():
        return None
    return Installation.objects.first()


def refuse_wrong_database() -> None:
    """Raise unless this database is empty or was prepared for the purpose of the present settings."""
    installation = get_installation()
    if installation is not None:
        if installation.purpose != settings.DATABASE_PURPOSE:
            raise WrongDatabase(found=installation.purpose, wanted=settings.DATABASE_PURPOSE)
    elif settings.DEMO and _has_accounts():
        raise UnknownDatabase


def claim_database() -> None:
    """Write down what this database is for; again, for the same purpose, changes nothing."""
    refuse_wrong_database()
    Installation.objects.get_or_create(pk=Installation.ONLY, defaults={"purpose": settings.DATABASE_PURPOSE})


def is_prepared(stamp: str) -> bool:
    """Was this database prepared with exactly the code and data that ``stamp`` stands for?"""
    installation = get_installation()
    return installation is not None and installation.prepared_with == stamp


def note_prepared(stamp: str) -> None:
    """Remember that everything ``stamp`` stands for has been done to this database."""
    Installation.objects.filter(pk=Installation.ONLY).update(prepared_with=stamp)


def note_round(at: datetime) -> None:
    """Background work went its round: scheduler, queue and worker are alive."""
    Installation.objects.filter(pk=Installation.ONLY).update(swept_at=at)


def goes_its_rounds(at: datetime) -> bool:
    """Is background work being done? A probe for the health page."""
    installation = Installation.objects.first()
    if installation is None:
        return True
    last = installation.swept_at or installation.prepared_at
    return last >= at - timedelta(seconds=settings.HEALTH_QUEUE_SECONDS)


def _has_accounts() -> bool:
    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


@checks.register(checks.Tags.database)
def check_purpose(databases: Sequence[str] | None = None, **_kwargs: object) -> list[checks.CheckMessage]:
    """``migrate`` asks this too: a forgotten setting must not change another installation's tables."""
    if not databases or not settings.DATABASE_PURPOSE:
        return []
    try:
        refuse_wrong_database()
    except DomainError as refusal:
        return [checks.Error(str(refusal), id="records.E001")]
    return []
