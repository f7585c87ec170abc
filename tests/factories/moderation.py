"""Reports for tests, made by the service that makes real ones."""

from datetime import UTC, datetime

from moderation.models import LeakReport
from moderation.services import report_leak
from network.enums import Role
from tests.factories.network import AppointmentFactory, PersonFactory

AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def secretary():
    """Somebody of the Secretariat, with an account."""
    return AppointmentFactory(role=Role.SECRETARIAT).person.user


def reader():
    """A prosecutor with an account."""
    return PersonFactory(with_user=True).user


def leak_report(*, place: str = "/es/ediciones/", by=None) -> LeakReport:
    return report_leak(place=place, actor=by or reader(), at=AT)
