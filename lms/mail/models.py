"""Outgoing mail as rows: what is owed to whom, and whether it went."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common.fields import PublicIdField
from lms.mail.enums import MailState


class Mail(models.Model):
    """One message owed to one address. Its text is made when it is sent, from rows as they are then."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=80)
    dedupe_key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    to_address = models.EmailField()
    language = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=64)
    ids = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(name="mail_owed", fields=["not_before"], condition=Q(state=MailState.QUEUED))]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_at_iff_sent",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
