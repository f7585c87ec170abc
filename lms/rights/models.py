"""One person's data as a file: asked for, made once, fetched once."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from lms.common.fields import PublicIdField
from lms.rights.enums import ExportState
from lms.rights.querysets import PersonExportQuerySet
from network.models import Person


def private_storage() -> Storage:
    """Resolved when used, so that tests and installations choose it."""
    return storages["private"]


class PersonExport(models.Model):
    """That a person asked for everything held about them; the file is deleted when fetched or when its time is over."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="data_exports")
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.REQUESTED)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(storage=private_storage, max_length=200, blank=True)

    objects: ClassVar[PersonExportQuerySet] = PersonExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="rights_one_open_export",
                fields=["person"],
                condition=Q(state__in=[ExportState.REQUESTED, ExportState.READY]),
            ),
            models.CheckConstraint(
                name="rights_file_iff_ready",
                condition=(Q(state=ExportState.READY, expires_at__isnull=False) & ~Q(file=""))
                | (~Q(state=ExportState.READY) & Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
