"""Outgoing mail as rows: what is owed to whom, and whether it went."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lms.common.fields import PublicIdField
from lms.mail.enums import Delivery, MailState, Topic
from lms.mail.querysets import MailQuerySet

WENT = [MailState.SENT, MailState.BOUNCED]  # what came back went first


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
    # What stands in the inbox: written when the mail is first due, whether or not a mail server takes it.
    subject = models.CharField(max_length=200, blank=True)
    link_path = models.CharField(max_length=300, blank=True)
    noticed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="mail_owed", fields=["not_before"], condition=Q(state=MailState.QUEUED)),
            models.Index(name="mail_inbox", fields=["user", "-noticed_at"], condition=Q(noticed_at__isnull=False)),
            models.Index(name="mail_held", fields=["user"], condition=Q(state=MailState.HELD)),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_sent_at_iff_sent",
                condition=Q(state__in=WENT, sent_at__isnull=False) | (~Q(state__in=WENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="mail_read_is_noticed", condition=Q(read_at__isnull=True) | Q(noticed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class MailChoice(models.Model):
    """How one reader wants the mails of one topic; without a row each comes by itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices")
    topic = models.CharField(max_length=12, choices=Topic)
    delivery = models.CharField(max_length=8, choices=Delivery)

    class Meta:
        constraints = [models.UniqueConstraint(name="mail_choice_once", fields=["user", "topic"])]

    def __str__(self) -> str:
        return f"{self.topic} {self.delivery}"
