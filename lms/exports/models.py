"""A list somebody asked for as a file: what, by whom, with how many rows. The file itself lies in the vault."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common.fields import PublicIdField
from lms.exports.enums import ExportFormat, ExportState
from lms.exports.querysets import ExportQuerySet
from lms.records.models import Approval
from media.models import PrivateFile


class Export(models.Model):
    """One file for one person. ``params`` are what the kind of list reads as its filter: ids, states and days."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    file_format = models.CharField(max_length=4, choices=ExportFormat)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_role = models.CharField(max_length=30, blank=True)
    approval = models.OneToOneField(
        Approval, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # where a second person had to agree
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.REQUESTED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="exports_unmade", fields=["asked_at"], condition=Q(state=ExportState.REQUESTED))]
        constraints = [
            models.CheckConstraint(
                name="exports_file_iff_ready",
                condition=Q(state=ExportState.READY, file__isnull=False, expires_at__isnull=False)
                | (~Q(state=ExportState.READY) & Q(file__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
