from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    QUEUED = "QUEUED", _("Queued")
    SENT = "SENT", _("Sent")
    DROPPED = "DROPPED", _("No longer needed")
    FAILED = "FAILED", _("Could not be delivered")
