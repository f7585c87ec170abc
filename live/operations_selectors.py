"""What is prepared for the day: read by the page of a session and by those who prepare it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from live.models import ConnectionTest, Fallback, RawEvent
from lms.accounts.models import User
from network.models import Office
from network.selectors import get_standing

UNREAD_TOO_LONG = timedelta(minutes=5)


def get_fallback() -> Fallback | None:
    """The second way in, where one was set; one query."""
    fallback = Fallback.objects.first()
    return fallback if fallback and (fallback.phones or fallback.address) else None


def get_own_test(user: User) -> ConnectionTest | None:
    """The last trial of the reader's own office; one query."""
    office_id = get_standing(user).office_id
    return ConnectionTest.objects.filter(office_id=office_id).first() if office_id else None


@dataclass(frozen=True, slots=True)
class OfficeTest:
    """An office with its last trial, if it made one."""

    office: Office
    last: ConnectionTest | None


def get_office_tests(user: User) -> list[OfficeTest]:
    """The offices for which ``user`` may record a trial: all for the Secretariat, else the own ones; three queries."""
    standing = get_standing(user)
    offices = Office.objects.members().order_by("code")
    if not standing.is_secretariat:
        offices = offices.filter(pk__in=standing.contact_point_office_ids)
    newest = ConnectionTest.objects.filter(office=OuterRef("pk")).values("pk")[:1]
    newest_of = dict(offices.annotate(newest=Subquery(newest)).values_list("pk", "newest"))
    tests = ConnectionTest.objects.in_bulk([pk for pk in newest_of.values() if pk])
    return [OfficeTest(one, tests.get(newest_of[one.pk] or 0)) for one in offices]


def events_are_read(at: datetime) -> bool:
    """Nothing the video server told lies unread for minutes: a probe of ``/salud/lista/``."""
    return not RawEvent.objects.waiting().filter(received_at__lt=at - UNREAD_TOO_LONG).exists()
