"""A person's place on an edition's list, and every move it made."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Award
from lms.common.fields import PublicIdField
from network.enums import Category, Sex
from network.models import Country, Institution, Office, Person
from workshops.enums import ACTIVE_STATES, SEATED_STATES, EnrolmentState, SeatKind
from workshops.models.editions import Edition
from workshops.models.seats import SeatPool
from workshops.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """One person in one edition. Where the person belonged is copied in: statistics never change afterwards."""

    public_id = PublicIdField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    modality = models.CharField(_("modality"), max_length=10, choices=SeatKind)
    state = models.CharField(_("state"), max_length=13, choices=EnrolmentState)
    pool = models.ForeignKey(
        SeatPool, null=True, blank=True, on_delete=models.PROTECT, related_name="held_by", help_text=_("Seat held")
    )
    awaited_pool = models.ForeignKey(
        SeatPool,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="awaited_by",
        help_text=_("Seat awaited"),
    )
    alternate_position = models.PositiveIntegerField(null=True, blank=True, help_text=_("Order of arrival"))
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    nominated_at = models.DateTimeField()
    respond_by = models.DateTimeField(null=True, blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True, help_text=_("Asked for the seat themselves"))
    belonging_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The office has said that the person belongs to it")
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    certificate_name = models.CharField(_("name for the certificate"), max_length=200, blank=True)
    award = models.OneToOneField(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolment")

    shown_since = models.DateTimeField(
        null=True, blank=True, help_text=_("By own choice, to classmates who show themselves too")
    )

    # As they were when the person was nominated.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="enrolments")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=Category, default=Category.PROSECUTOR)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNDISCLOSED)

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="workshops_person_once_per_edition", fields=["edition", "person"]),
            models.UniqueConstraint(
                name="workshops_one_alternate_per_position", fields=["awaited_pool", "alternate_position"]
            ),
            models.CheckConstraint(
                name="workshops_seat_iff_seated",
                condition=Q(state__in=sorted(SEATED_STATES), pool__isnull=False)
                | (~Q(state__in=sorted(SEATED_STATES)) & Q(pool__isnull=True)),
            ),
            models.CheckConstraint(
                name="workshops_position_iff_alternate",
                condition=Q(
                    state=EnrolmentState.ALTERNATE, alternate_position__isnull=False, awaited_pool__isnull=False
                )
                | (~Q(state=EnrolmentState.ALTERNATE) & Q(alternate_position__isnull=True, awaited_pool__isnull=True)),
            ),
            models.CheckConstraint(
                name="workshops_completed_at_iff_completed",
                condition=Q(state=EnrolmentState.COMPLETED, completed_at__isnull=False)
                | (~Q(state=EnrolmentState.COMPLETED) & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="workshops_award_only_if_completed",
                condition=Q(award__isnull=True) | Q(state=EnrolmentState.COMPLETED),
            ),
            models.CheckConstraint(
                name="workshops_enrolled_has_name",
                condition=~Q(state__in=[EnrolmentState.ENROLLED, EnrolmentState.COMPLETED]) | ~Q(certificate_name=""),
            ),
        ]
        indexes = [models.Index(name="workshops_enrolment_office", fields=["edition", "office"])]

    def __str__(self) -> str:
        return f"enrolment {self.public_id}"

    @property
    def is_seated(self) -> bool:
        return self.state in SEATED_STATES

    @property
    def is_awaiting_answer(self) -> bool:
        return self.state == EnrolmentState.NOMINATED

    @property
    def is_active(self) -> bool:
        """On the list for something still to come: nominated, waiting or enrolled."""
        return self.state in ACTIVE_STATES

    @property
    def is_awaiting_office(self) -> bool:
        """Asked for by the person, and nobody of the office has said yet that they belong to it."""
        waits = self.state in {EnrolmentState.APPLIED, EnrolmentState.ALTERNATE}
        return waits and self.applied_at is not None and self.belonging_confirmed_at is None


class EnrolmentMove(models.Model):
    """One line of the ledger: who moved an enrolment from where to where, why, and which seat it touched."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="moves")
    actor_ref = models.CharField(max_length=40, blank=True, help_text=_("Public id of the user; empty for the system"))
    acting_role = models.CharField(max_length=30, blank=True)
    from_state = models.CharField(max_length=13, choices=EnrolmentState, blank=True)
    to_state = models.CharField(max_length=13, choices=EnrolmentState)
    pool = models.ForeignKey(
        SeatPool,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moves",
        help_text=_("Seat taken or freed"),
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"
