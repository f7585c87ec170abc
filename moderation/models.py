"""Reports that something stands, or was said, where it should not: never a copy of the thing itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.common.fields import PublicIdField
from media.fields import VaultTextField
from moderation.enums import Outcome, ReportState
from moderation.querysets import LeakReportQuerySet


class LeakReport(models.Model):
    """One reader's word that case facts, names or other people's data are at a place (DOMAIN X-06).

    What reporter and Secretariat write about it lies sealed: people describe a leak by repeating it.
    """

    public_id = PublicIdField()
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leak_reports")
    place = models.CharField(_("place"), max_length=300, blank=True, help_text=_("Path of the page, without secrets"))
    detail = VaultTextField(_("detail"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.NEW)
    reported_at = models.DateTimeField()
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, blank=True)
    resolution = VaultTextField(_("what was done"), blank=True)

    objects: ClassVar[LeakReportQuerySet] = LeakReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="moderation_closed_has_outcome",
                condition=(Q(state=ReportState.CLOSED, closed_at__isnull=False) & ~Q(outcome=""))
                | (~Q(state=ReportState.CLOSED) & Q(closed_at__isnull=True, outcome="")),
            ),
            models.CheckConstraint(
                name="moderation_handled_by_somebody",
                condition=Q(state=ReportState.NEW, handler__isnull=True)
                | (~Q(state=ReportState.NEW) & Q(handler__isnull=False)),
            ),
            # A second tap on the same page is the same report for as long as nobody has looked at it.
            models.UniqueConstraint(
                name="moderation_one_new_report_per_place",
                fields=["reporter", "place"],
                condition=Q(state=ReportState.NEW),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state != ReportState.CLOSED
