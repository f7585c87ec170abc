from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvitationState(TextChoices):
    PENDING = "PENDING", _("Pending")
    ACCEPTED = "ACCEPTED", _("Accepted")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class SecurityChange(TextChoices):
    """What the holder of an account changed about signing in."""

    PASSWORD_CHANGED = "PASSWORD_CHANGED", _("The password changed")
    APP_ADDED = "APP_ADDED", _("An app for codes was added")
    APP_REMOVED = "APP_REMOVED", _("The app for codes was removed")
    PASSKEY_ADDED = "PASSKEY_ADDED", _("A passkey was added")
    PASSKEY_REMOVED = "PASSKEY_REMOVED", _("A passkey was removed")
    CODES_RENEWED = "CODES_RENEWED", _("New recovery codes were made")
    SIGNED_OUT_EVERYWHERE = "SIGNED_OUT_EVERYWHERE", _("Every other device was signed out")
