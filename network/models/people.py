"""People, where they belong and what they are appointed to. A person takes part; a user only signs in."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Invitation
from lms.common.fields import PublicIdField
from network.enums import COUNTRY_ROLES, Category, Role, Sex
from network.models.places import Country, Institution, Office, School, Unit, term_is_in_order
from network.querysets import AppointmentQuerySet, MembershipQuerySet, PersonQuerySet


class Person(models.Model):
    """Somebody who takes part: with an account (``user``), invited to one (``invitation``), or without."""

    public_id = PublicIdField()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person"
    )
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    given_names = models.CharField(_("given names"), max_length=100)
    family_names = models.CharField(_("family names"), max_length=100)
    email = models.EmailField(_("e-mail address"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, default=Sex.UNDISCLOSED)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="network_person_email_unique")]

    def __str__(self) -> str:
        return self.public_id  # a name never reaches a log by accident; screens use full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_names}".strip()


class Membership(models.Model):
    """That a person belongs to an office (or another institution), in what capacity, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    category = models.CharField(_("category"), max_length=12, choices=Category, default=Category.PROSECUTOR)
    position = models.CharField(_("position"), max_length=120, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            term_is_in_order("network_membership_term"),
            models.CheckConstraint(
                name="network_membership_somewhere",
                condition=Q(office__isnull=False, institution__isnull=True)
                | Q(office__isnull=True, institution__isnull=False),
            ),
            models.UniqueConstraint(
                name="network_one_open_office", fields=["person"], condition=Q(ended_on__isnull=True)
            ),
        ]


class Appointment(models.Model):
    """A role a person holds in a scope, from a day to a day: an office, a school, a country, or the whole network."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            term_is_in_order("network_appointment_term"),
            models.CheckConstraint(
                name="network_contact_point_has_office",
                condition=~Q(role=Role.CONTACT_POINT) | Q(office__isnull=False),
            ),
            models.CheckConstraint(
                name="network_school_editor_has_school",
                condition=~Q(role=Role.SCHOOL_EDITOR) | Q(school__isnull=False),
            ),
            models.CheckConstraint(
                name="network_country_scope",
                condition=Q(country__isnull=True) | Q(role__in=COUNTRY_ROLES, office__isnull=True, school__isnull=True),
            ),
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("office", 0),
                Coalesce("school", 0),
                Coalesce("country", 0),
                name="network_appointment_once",
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.public_id}"
