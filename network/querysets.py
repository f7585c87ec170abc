"""How network rows are read. ``visible_to`` is the one read path of views."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from network.enums import Role

if TYPE_CHECKING:
    from lms.accounts.models import User
    from network.models import (  # noqa: F401 (named in strings below)
        Appointment,
        Delegation,
        Membership,
        Office,
        Person,
        School,
    )


class OfficeQuerySet(QuerySet["Office"]):
    def members(self) -> Self:
        """Offices that belong to the network today."""
        return self.filter(left_on__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """Offices are public facts; their people are not."""
        return self.all()


class SchoolQuerySet(QuerySet["School"]):
    def visible_to(self, user: "User") -> Self:
        """Schools are public facts, as offices are."""
        return self.all()


class PersonQuerySet(QuerySet["Person"]):
    def visible_to(self, user: "User") -> Self:
        """Oneself; for a contact point the people of the own office; for Secretariat and coordinators everybody.

        Who stands in for a contact point sees what the contact point sees; who coordinates one country, its people.
        """
        if not user.is_authenticated:
            return self.none()
        appointments, memberships = apps.get_model("network.Appointment"), apps.get_model("network.Membership")
        held = appointments.objects.current().filter(person__user=user)
        if held.filter(role__in=[Role.SECRETARIAT, Role.COORDINATOR], country__isnull=True).exists():
            return self.all()
        own = memberships.objects.current().filter(person__user=user)
        lent = appointments.objects.lent_to(person__user=user).filter(office_id__in=own.values("office_id"))
        countries = held.filter(role=Role.COORDINATOR).values("country_id")
        is_of_office = memberships.objects.current().filter(
            Q(office_id__in=held.filter(role=Role.CONTACT_POINT).values("office_id"))
            | Q(office_id__in=lent.values("office_id"))
            | Q(office__country_id__in=countries.filter(country__isnull=False)),
            person_id=OuterRef("pk"),
        )
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


class TermNameQuerySet(TermQuerySetMixin, QuerySet[Any]):
    pass


class MembershipQuerySet(TermQuerySetMixin, QuerySet["Membership"]):
    pass


class AppointmentQuerySet(TermQuerySetMixin, QuerySet["Appointment"]):
    def visible_to(self, user: "User") -> Self:
        """One's own, whenever they hold; the Secretariat: everybody's. In one query."""
        if not user.is_authenticated:
            return self.none()
        current = apps.get_model("network.Appointment").objects.current()
        return self.filter(Q(person__user=user) | Exists(current.filter(person__user=user, role=Role.SECRETARIAT)))

    def lent_to(self, **person: object) -> Self:
        """Appointments of today whose powers are lent today to ``person_id=`` (or to whose ``person__user=`` it is)."""
        delegations = {f"delegations__delegate{name.removeprefix('person')}": value for name, value in person.items()}
        return self.current().filter(delegations__started_on__lte=Now(), delegations__ended_on__gt=Now(), **delegations)

    def unended(self, day: date) -> Self:
        """Appointments that hold on ``day`` or will later."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day)).exclude(ended_on=F("started_on"))

    def overlapping(self, started_on: date, ended_on: date | None) -> Self:
        """Terms that hold on at least one day of the given term; one that never held overlaps nothing."""
        rows = self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=started_on)).exclude(ended_on=F("started_on"))
        return rows.filter(started_on__lt=ended_on) if ended_on else rows


class DelegationQuerySet(TermQuerySetMixin, QuerySet["Delegation"]):
    def visible_to(self, user: "User") -> Self:
        """The Secretariat: all. A contact point: those of the own powers. A delegate: the own ones."""
        if not user.is_authenticated:
            return self.none()
        held = apps.get_model("network.Appointment").objects.current().filter(person__user=user)
        if held.filter(role=Role.SECRETARIAT).exists():
            return self.all()
        return self.filter(Q(appointment__person__user=user) | Q(delegate__user=user))

    def overlapping(self, started_on: date, ended_on: date) -> Self:
        """Those that hold on at least one day of the given term."""
        return self.filter(started_on__lt=ended_on, ended_on__gt=started_on).exclude(ended_on=F("started_on"))
