from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportState(TextChoices):
    """One way only; a file exists exactly while it is ready."""

    REQUESTED = "REQUESTED", _("Being prepared")
    READY = "READY", _("Ready to download")
    FETCHED = "FETCHED", _("Downloaded")
    EXPIRED = "EXPIRED", _("Expired")
