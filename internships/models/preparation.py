"""What has to be in place before the first day, and what happened on each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from internships.enums import ActivityKind, Confidentiality, ItemOutcome, LogisticsKind, LogisticsState, Payer
from internships.models.placements import Placement
from lms.common.fields import PublicIdField
from media.fields import VaultTextField
from network.models import Institution


class Preparation(models.Model):
    """The checklist of one placement: the programme's version and approvals, and what the intern declares."""

    public_id = PublicIdField()
    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="preparation")
    programme_version = models.PositiveIntegerField(default=1)
    secretariat_approved_at = models.DateTimeField(null=True, blank=True)
    host_approved_at = models.DateTimeField(null=True, blank=True)
    intern_approved_at = models.DateTimeField(null=True, blank=True)
    cascade_plan = models.JSONField(default=list)
    emergency_contact = VaultTextField(blank=True)

    def __str__(self) -> str:
        return f"preparation {self.public_id}"


class ProgrammeItem(models.Model):
    """An hour or more of the week. Without an institution it is at the host office."""

    public_id = PublicIdField()
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="items")
    held_on = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    title = models.CharField(_("activity"), max_length=200)
    institution = models.ForeignKey(Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    activity = models.CharField(max_length=12, choices=ActivityKind)
    objectives = models.JSONField(default=list)
    position = models.CharField(_("position of the person responsible"), max_length=120, blank=True)
    confidentiality = models.CharField(max_length=11, choices=Confidentiality, default=Confidentiality.RESERVED)
    outcome = models.CharField(max_length=8, choices=ItemOutcome, default=ItemOutcome.PLANNED)
    outcome_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["held_on", "starts", "pk"]
        constraints = [
            models.CheckConstraint(name="internships_item_in_order", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="internships_outcome_has_reason",
                condition=Q(outcome__in=[ItemOutcome.PLANNED, ItemOutcome.DONE]) | ~Q(outcome_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


class LogisticsItem(models.Model):
    """Travel, lodging, cover and so on: where it stands. Never a passport number."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="logistics")
    kind = models.CharField(max_length=9, choices=LogisticsKind)
    state = models.CharField(max_length=10, choices=LogisticsState, default=LogisticsState.TO_DO)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="internships_logistics_once", fields=["placement", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class CostLine(models.Model):
    """What something was to cost and did, in its own currency, and who pays."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="costs")
    category = models.CharField(max_length=60)
    estimate = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    actual = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    rate_to_usd = models.DecimalField(max_digits=14, decimal_places=6, default=1)
    payer = models.CharField(max_length=7, choices=Payer)
    funding_line = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="internships_costs_positive",
                condition=(Q(estimate__isnull=True) | Q(estimate__gte=0))
                & (Q(actual__isnull=True) | Q(actual__gte=0))
                & Q(rate_to_usd__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.currency}"


class Undertaking(models.Model):
    """That somebody signed exactly this text of the confidentiality undertaking."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="undertakings")
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    text_hash = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="internships_undertaking_once", fields=["placement", "text_version"])
        ]

    def __str__(self) -> str:
        return f"undertaking {self.text_version}"


class AttendanceDay(models.Model):
    """Minutes of one day, as the mentor's sheet has them."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="days")
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["held_on"]
        constraints = [
            models.UniqueConstraint(name="internships_day_once", fields=["placement", "held_on"]),
            models.CheckConstraint(name="internships_day_has_minutes", condition=Q(minutes__lte=24 * 60)),
        ]

    def __str__(self) -> str:
        return str(self.held_on)
