from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """What a person may be appointed to. Learners, interns and facilitators follow from taking part, not from here."""

    CONTACT_POINT = "CONTACT_POINT", _("Contact point")
    SCHOOL_EDITOR = "SCHOOL_EDITOR", _("National school editor")
    COORDINATOR = "COORDINATOR", _("Regional coordinator")
    SECRETARIAT = "SECRETARIAT", _("Secretariat")
    MENTOR = "MENTOR", _("Mentor")
    AUDITOR = "AUDITOR", _("Auditor")
    EXPERT = "EXPERT", _("External expert")


DELEGATE = "DELEGATE"  # the acting role of whoever acts with a contact point's lent powers; nobody is appointed to it
SELF = "SELF"  # acting upon what is one's own, whatever one is appointed to; nobody is appointed to it either
COUNTRY_ROLES = (Role.COORDINATOR, Role.AUDITOR)  # roles that may be held over one country alone


class Category(TextChoices):
    """Who a participant is professionally (DOMAIN A-09, A-10)."""

    PROSECUTOR = "PROSECUTOR", _("Prosecutor")
    INVESTIGATOR = "INVESTIGATOR", _("Investigator or police")
    ANALYST = "ANALYST", _("Analyst")
    SUPPORT = "SUPPORT", _("Support staff")
    EXPERT = "EXPERT", pgettext_lazy("category", "Expert")
    OBSERVER = "OBSERVER", _("Observer")


class AccountState(TextChoices):
    """How far a person has come with the own account; read from invitation, account and second factor."""

    NOT_INVITED = "NOT_INVITED", _("Not invited")
    INVITED = "INVITED", _("Invited")
    INVITATION_EXPIRED = "INVITATION_EXPIRED", _("Invitation expired")
    FACTOR_MISSING = "FACTOR_MISSING", _("Second factor missing")
    ACTIVE = "ACTIVE", pgettext_lazy("account", "Active")
    SUSPENDED = "SUSPENDED", pgettext_lazy("account", "Suspended")
    CLOSED = "CLOSED", pgettext_lazy("account", "Closed")


class Sex(TextChoices):
    """As the person declares it, for statistics only (DOMAIN E-04, R-01)."""

    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    UNDISCLOSED = "U", _("Not disclosed")


class Tier(TextChoices):
    """How far a thing may be read (DOMAIN X-01); each circle holds those after it."""

    PUBLIC = "PUBLIC", _("Everybody")
    NETWORK = "NETWORK", _("The network")
    CONTACT_POINTS = "CONTACT_POINTS", _("Contact points")
    SECRETARIAT = "SECRETARIAT", _("Only the Secretariat")
