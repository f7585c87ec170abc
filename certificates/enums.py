from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AwardKind(TextChoices):
    """The six documents of the network (DOMAIN §3.4). A note never borrows the words of a certificate."""

    ATTENDANCE = "ATTENDANCE", _("Attendance note")
    APPROVAL = "APPROVAL", _("Certificate of achievement")
    INTERNSHIP = "INTERNSHIP", _("Internship certificate")
    INTERNSHIP_NOTE = "INTERNSHIP_NOTE", _("Note of participation in an internship")
    MENTORING = "MENTORING", _("Mentoring note")
    TEACHING = "TEACHING", _("Teaching note")


class AwardState(TextChoices):
    ACTIVE = "ACTIVE", _("Valid")
    REVOKED = "REVOKED", _("Revoked")
    SUPERSEDED = "SUPERSEDED", _("Superseded")


class VersionState(TextChoices):
    """Of a design: being worked on, or frozen."""

    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")


class SealMoment(TextChoices):
    """What of an award is chained, and when."""

    ISSUED = "ISSUED", _("Issued")
    SIGNED = "SIGNED", _("Signed")
    CLOSED = "CLOSED", _("Closed")
