from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportFormat(TextChoices):
    """In what a list leaves."""

    XLSX = "XLSX", _("Excel workbook (XLSX)")
    CSV = "CSV", _("Text with commas (CSV)")
    PDF = "PDF", _("Paper (PDF)")


class ExportState(TextChoices):
    """One way only; a file exists exactly while it is ready."""

    REQUESTED = "REQUESTED", _("Being prepared")
    READY = "READY", _("Ready to download")
    FAILED = "FAILED", _("Could not be made")
    EXPIRED = "EXPIRED", _("Expired")
