"""How network rows are read. ``visible_to`` is the one read path of views."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from network.enums import Role

if TYPE_CHECKING:
    from lms.accounts.models import User
    from network.models import Appointment, Membership, Office, Person  # noqa: F401 (named in strings below)


class OfficeQuerySet(QuerySet["Office"]):
    def members(self) -> Self:
        """Offices that belong to the network today."""
        return self.filter(left_on__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """Offices are public facts; their people are not."""
        return self.all()


class PersonQuerySet(QuerySet["Person"]):
    def visible_to(self, user: "User") -> Self:
        """Oneself; for a contact point the people of the own office; for Secretariat and coordinators everybody."""
        if not user.is_authenticated:
            return self.none()
        appointments, memberships = apps.get_model("network.Appointment"), apps.get_model("network.Membership")
        held = appointments.objects.current().filter(person__user=user)
        if held.filter(role__in=[Role.SECRETARIAT, Role.COORDINATOR]).exists():
            return self.all()
        offices = held.filter(role=Role.CONTACT_POINT).values("office_id")
        is_of_office = memberships.objects.current().filter(person_id=OuterRef("pk"), office_id__in=offices)
        return self.filter(Q(user=user) | Q(Exists(is_of_office)))

    def of_office(self, office_id: int) -> Self:
        """People who belong to that office today."""
        return self.filter(
            memberships__office_id=office_id,
            memberships__started_on__lte=Now(),
        ).filter(Q(memberships__ended_on__isnull=True) | Q(memberships__ended_on__gt=Now()))


class TermQuerySetMixin:
    """Rows that hold from a day (inclusive) to a day (exclusive), or until further notice."""

    def current(self) -> Self:
        return self.filter(started_on__lte=Now()).filter(  # type: ignore[attr-defined,no-any-return]
            Q(ended_on__isnull=True) | Q(ended_on__gt=Now())
        )

    def on(self, day: date) -> Self:
        return self.filter(started_on__lte=day).filter(  # type: ignore[attr-defined,no-any-return]
            Q(ended_on__isnull=True) | Q(ended_on__gt=day)
        )


class MembershipQuerySet(TermQuerySetMixin, QuerySet["Membership"]):
    pass


class AppointmentQuerySet(TermQuerySetMixin, QuerySet["Appointment"]):
    def overlapping(self, started_on: date, ended_on: date | None) -> Self:
        """Terms that hold on at least one day of the given term; one that never held overlaps nothing."""
        rows = self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=started_on)).exclude(ended_on=F("started_on"))
        return rows.filter(started_on__lt=ended_on) if ended_on else rows
