"""Calls for proposals: what each office would like the programme to hold, and what became of it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Area
from lms.common.fields import PublicIdField, TranslatedField
from network.models import Office, School
from workshops.enums import Outcome
from workshops.models.editions import Edition
from workshops.querysets import CallQuerySet, ProposalQuerySet


class Call(models.Model):
    """An invitation to every member office to propose an activity until a day. Late proposals are taken, and marked."""

    public_id = PublicIdField()
    title = TranslatedField()
    lead_school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="calls")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("When offices were told what was decided"))

    objects: ClassVar[CallQuerySet] = CallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="workshops_call_in_order", condition=Q(opens_at__lt=F("closes_at"))),
            models.UniqueConstraint(name="workshops_call_once", fields=["lead_school", "opens_at", "closes_at"]),
        ]

    def __str__(self) -> str:
        return f"call {self.public_id}"

    def takes_proposals(self, at: datetime) -> bool:
        """From its opening until what was decided is published: late is better than never (DOMAIN T-04)."""
        return self.opens_at <= at and self.published_at is None

    def is_late(self, at: datetime) -> bool:
        return at >= self.closes_at


class CallReminder(models.Model):
    """That an office which had proposed nothing was reminded, so many days before the deadline."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="reminders")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    days_before = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="workshops_reminded_once", fields=["call", "office", "days_before"])
        ]

    def __str__(self) -> str:
        return f"reminder {self.call_id} {self.office_id}"


class Proposal(models.Model):
    """What one office proposes in one call. Its words may change until the deadline; what was decided never does."""

    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="proposals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("topic"), max_length=120)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    justification = models.TextField(_("why it is needed"))
    objectives = models.TextField(_("objectives"))
    offers_to_host = models.BooleanField(_("the office offers to host it"), default=False)
    starts_on = models.DateField(_("preferred first day"))
    ends_on = models.DateField(_("preferred last day"))
    experts = models.TextField(_("experts"), blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(help_text=_("When it first came"))
    is_late = models.BooleanField(default=False)
    secretariat_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    school_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    edition = models.OneToOneField(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")

    objects: ClassVar[ProposalQuerySet] = ProposalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="workshops_proposal_once", fields=["call", "office"]),
            models.CheckConstraint(name="workshops_proposal_days_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="workshops_proposal_decided_whole",
                condition=Q(outcome="", outcome_reason="", decided_at__isnull=True)
                | (~Q(outcome="") & ~Q(outcome_reason="") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="workshops_accepted_has_edition",
                condition=Q(outcome=Outcome.ACCEPTED, edition__isnull=False)
                | (~Q(outcome=Outcome.ACCEPTED) & Q(edition__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.public_id}"
