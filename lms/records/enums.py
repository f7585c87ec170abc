from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What a database is for."""

    DEMONSTRATION = "DEMONSTRATION", _("Demonstration")
    PRODUCTION = "PRODUCTION", _("Production")
    MEASUREMENT = "MEASUREMENT", _("Measurement")


class ApprovalState(TextChoices):
    """An act for two persons: asked for, then closed in one of four ways."""

    WAITING = "WAITING", _("Awaiting a second person")
    APPROVED = "APPROVED", _("Approved and done")
    REFUSED = "REFUSED", _("Not approved")
    WITHDRAWN = "WITHDRAWN", _("Taken back")
    EXPIRED = "EXPIRED", _("Expired")
