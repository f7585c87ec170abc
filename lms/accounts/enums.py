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
    OFFICE_CONNECTED = "OFFICE_CONNECTED", _("The account of the institution was connected")
    OFFICE_DISCONNECTED = "OFFICE_DISCONNECTED", _("The account of the institution was disconnected")
    SIGNED_OUT_EVERYWHERE = "SIGNED_OUT_EVERYWHERE", _("Every other device was signed out")


class SessionEnd(TextChoices):
    """Why somebody is back at the sign-in; the word stands in its address, and anybody may write it there."""

    IDLE = "inactividad", _("Your session was closed because it was idle for a while. Sign in to go on where you were.")
    LONG = "duracion", _("Your session was open for as long as one may be. Sign in to go on where you were.")
    CLOSED = "cerrada", _("Your session has ended. Sign in to go on where you were.")
