"""The intern's report and the mentor's evaluation: sealed, and blind to each other until both are in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from internships.enums import ReportKind
from internships.models.placements import Mentorship, Placement
from internships.querysets import ReportQuerySet
from lms.common.fields import PublicIdField
from media.fields import VaultTextField


class Report(models.Model):
    """One of the two. ``body`` is what may be shared, ``private_note`` is the Secretariat's alone."""

    public_id = PublicIdField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=6, choices=ReportKind)
    mentorship = models.ForeignKey(
        Mentorship, null=True, blank=True, on_delete=models.PROTECT, related_name="evaluations"
    )
    form_version = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    body = VaultTextField(blank=True)
    private_note = VaultTextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    clarification = models.TextField(blank=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="internships_report_once", fields=["placement", "kind"]),
            models.CheckConstraint(
                name="internships_evaluation_has_mentor",
                condition=Q(kind=ReportKind.INTERN, mentorship__isnull=True)
                | Q(kind=ReportKind.MENTOR, mentorship__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.public_id}"


class ReportVersion(models.Model):
    """What a report said before the Secretariat asked for a clarification."""

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    body = VaultTextField(blank=True)
    private_note = VaultTextField(blank=True)
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(name="internships_version_once", fields=["report", "version"])]

    def __str__(self) -> str:
        return f"version {self.version}"


class MentorLink(models.Model):
    """A way in for one form of a mentor without an account: used up by handing it in, never by opening it."""

    public_id = PublicIdField()
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    consumed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"link {self.public_id}"
