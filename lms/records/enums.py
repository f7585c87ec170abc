from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """What a database is for."""

    DEMONSTRATION = "DEMONSTRATION", _("Demonstration")
    PRODUCTION = "PRODUCTION", _("Production")
    MEASUREMENT = "MEASUREMENT", _("Measurement")
