from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    QUEUED = "QUEUED", _("Queued")
    SENT = "SENT", _("Sent")
    DROPPED = "DROPPED", _("No longer needed")
    FAILED = "FAILED", _("Could not be delivered")
    HELD = "HELD", _("Waits for the daily summary")
    NOTED = "NOTED", _("In the platform only")
    BOUNCED = "BOUNCED", _("Came back")


class Topic(TextChoices):
    """What mails are about, as far as their reader may say how they come. Mails of no topic always come."""

    PLACES = "PLACES", _("Nominations and places")
    SESSIONS = "SESSIONS", _("Sessions and reminders")
    DOCUMENTS = "DOCUMENTS", _("Certificates and files that are ready")
    OFFICE = "OFFICE", _("My office and its people")
    DUTIES = "DUTIES", _("What awaits my decision")


class Delivery(TextChoices):
    """How the mails of a topic come; as a notice in the platform each comes anyway."""

    EACH = "EACH", _("A mail for each")
    DIGEST = "DIGEST", _("One mail a day, if there is anything")
    NONE = "NONE", _("No mail: I look here")
