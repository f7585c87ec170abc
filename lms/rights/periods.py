"""What the rooms below let go of in time; rooms above have rules of their own."""

from django.contrib.sessions.models import Session

from lms.accounts.models import Device, Invitation
from lms.mail.enums import MailState
from lms.mail.models import Mail
from lms.records.models import AuditEntry, Event
from lms.records.retention import RetentionRule
from lms.rights.readings import SIGN_IN

RULES = [
    RetentionRule(
        name="mail.addresses",
        period="mail",
        # The row stays: its key is what keeps the same mail from being sent twice.
        find=lambda cutoff: (
            Mail.objects.exclude(state=MailState.QUEUED).filter(queued_at__lt=cutoff).exclude(to_address="")
        ),
        emptied=(("to_address", ""), ("user", None), ("ids", {})),
    ),
    RetentionRule(
        name="accounts.invitations",
        period="invitations",
        find=lambda cutoff: Invitation.objects.filter(expires_at__lt=cutoff),
    ),
    RetentionRule(
        name="accounts.devices",
        period="sign_in",
        find=lambda cutoff: Device.objects.filter(seen_at__lt=cutoff),
    ),
    RetentionRule(
        name="accounts.sessions",
        period="sessions",
        find=lambda cutoff: Session.objects.filter(expire_date__lt=cutoff),
    ),
    RetentionRule(
        name="records.events",
        period="events",
        find=lambda cutoff: Event.objects.filter(delivered_at__lt=cutoff),
    ),
    RetentionRule(
        name="records.sign_ins",
        period="sign_in",
        # That somebody signed in stays in the chain under a pseudonym; in what browser goes.
        find=lambda cutoff: AuditEntry.objects.filter(action=SIGN_IN, at__lt=cutoff).exclude(detail="", detail_salt=""),
        emptied=(("detail", ""), ("detail_salt", "")),
    ),
    RetentionRule(
        name="records.audit_detail",
        period="audit_detail",
        find=lambda cutoff: AuditEntry.objects.filter(at__lt=cutoff).exclude(detail="", detail_salt=""),
        emptied=(("detail", ""), ("detail_salt", "")),
    ),
]
