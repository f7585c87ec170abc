"""Designs of documents, as data. A published version is never edited: the next one is another row."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.design import Design
from certificates.enums import AwardKind, VersionState
from certificates.querysets import TemplateQuerySet
from lms.common.fields import PublicIdField


class DocumentTemplate(models.Model):
    """One design of the Secretariat's, through all its versions."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=80, unique=True)
    created_at = models.DateTimeField()

    objects: ClassVar[TemplateQuerySet] = TemplateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.CheckConstraint(name="certificates_template_named", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One state of a design: a draft that is being worked on, or published and frozen for good."""

    public_id = PublicIdField()
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1, help_text=_("Counts the savings of a draft"))
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificates_version_number", fields=["template", "number"]),
            models.UniqueConstraint(
                name="certificates_one_draft", fields=["template"], condition=Q(state=VersionState.DRAFT)
            ),
            models.CheckConstraint(
                name="certificates_published_at_iff_published",
                condition=Q(state=VersionState.DRAFT, published_at__isnull=True)
                | Q(state=VersionState.PUBLISHED, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.number}"

    @property
    def design(self) -> Design:
        """What stands where."""
        return Design.from_json(self.content)


class TemplateUse(models.Model):
    """Which template a kind of document is drawn with; a kind without one has the house's own page."""

    kind = models.CharField(_("kind"), max_length=20, choices=AwardKind, unique=True)
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="uses")

    def __str__(self) -> str:
        return self.kind


class TemplateImage(models.Model):
    """A picture of a template: background, emblem or drawn signature. Small, drawn anew when taken in, never changed.

    It lies in the row: it is part of what a version says, and leaves with it in every copy of the database.
    """

    public_id = PublicIdField()
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="images")
    name = models.CharField(_("name"), max_length=60)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificates_image_once", fields=["template", "sha256"]),
        ]

    def __str__(self) -> str:
        return self.name
