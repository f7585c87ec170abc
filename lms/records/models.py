"""What must not be lost: announced events with their deliveries, the audit trail, and acts that need two persons."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common.fields import PublicIdField
from lms.records.enums import ApprovalState, Purpose
from lms.records.querysets import ApprovalQuerySet, AuditEntryQuerySet


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened. Ids only, never content."""

    name = models.CharField(max_length=100)
    ids = models.JSONField(default=dict)
    published_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="records_event_undelivered",
                fields=["published_at"],
                condition=Q(delivered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.ids}"


class Delivery(models.Model):
    """That one receiver has heard one event; it exists only when the receiver did not raise."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=100)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="records_delivery_once", fields=["event", "receiver"])]


class Installation(models.Model):
    """The one row that says what this database is for, and with what state of the code it was last prepared."""

    ONLY = 1

    purpose = models.CharField(max_length=20, choices=Purpose)
    prepared_with = models.CharField(max_length=64, blank=True)
    prepared_at = models.DateTimeField(auto_now_add=True)
    swept_at = models.DateTimeField(null=True, blank=True)  # when background work last went its round

    class Meta:
        constraints = [models.CheckConstraint(name="records_one_installation", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.purpose


class AuditEntry(models.Model):
    """One act or one read of something restricted. Ids and pseudonyms only; rows are never changed.

    ``detail`` (a reason somebody typed) may hold personal data and stands outside the seal, which covers only its
    salted commitment: the detail can be erased and the chain still verifies.
    """

    at = models.DateTimeField(db_index=True)
    actor_ref = models.CharField(max_length=40, blank=True, help_text="public id of the user; empty for the system")
    acting_role = models.CharField(max_length=30, blank=True)
    about_ref = models.CharField(max_length=40, blank=True, help_text="public id of the person whose data it is")
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=60)
    target_ref = models.CharField(max_length=64)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    detail = models.TextField(blank=True)
    detail_salt = models.CharField(max_length=32, blank=True)
    detail_commitment = models.CharField(max_length=64, blank=True)

    objects: ClassVar[AuditEntryQuerySet] = AuditEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        indexes = [
            # Each in the order in which the trail is read: latest first, a page at a time.
            models.Index(name="records_audit_what", fields=["action", "at", "id"]),
            models.Index(name="records_audit_by", fields=["actor_ref", "at", "id"]),
            models.Index(name="records_audit_of", fields=["about_ref", "at", "id"], condition=~Q(about_ref="")),
            models.Index(name="records_audit_thing", fields=["target_type", "at", "id"]),
            models.Index(name="records_audit_target", fields=["target_type", "target_ref"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_ref}"


class AuditSeal(models.Model):
    """The place of one entry in the chain. ``sequence`` is the order of sealing, which is that of committing."""

    sequence = models.BigIntegerField(primary_key=True)
    # No constraint of the database: that an entry is missing must be found and named, not be impossible to look at.
    entry = models.OneToOneField(AuditEntry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal")
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.sequence} {self.seal[:12]}"


class Ledger(models.Model):
    """The one row that says how far the chain goes and who is sealing."""

    ONLY = 1

    head_sequence = models.BigIntegerField(default=0)
    head_seal = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)  # when the whole chain was last read
    verified_sequence = models.BigIntegerField(default=0)
    verified_faults = models.PositiveIntegerField(default=0)
    checkpoint_at = models.DateTimeField(null=True, blank=True)  # when it was last held against a head kept elsewhere

    class Meta:
        constraints = [models.CheckConstraint(name="records_one_ledger", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.head_sequence)


class Approval(models.Model):
    """An act that one person asked for and another decides. ``APPROVED`` means done: both are one transaction.

    ``ids`` names what the act is about, for the room that registered its kind; ``subject`` is the same as a key.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=80)
    ids = models.JSONField(default=dict)
    subject = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_role = models.CharField(max_length=30, blank=True)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_role = models.CharField(max_length=30, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="records_one_waiting_approval",
                fields=["kind", "subject"],
                condition=Q(state=ApprovalState.WAITING),
            ),
            models.CheckConstraint(
                name="records_approval_decided_iff_closed",
                condition=Q(state=ApprovalState.WAITING, decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state=ApprovalState.WAITING) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="records_approval_by_another",
                condition=~Q(state__in=[ApprovalState.APPROVED, ApprovalState.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("requested_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    def is_open(self, at: datetime) -> bool:
        """Still waits for a second person at ``at``."""
        return self.state == ApprovalState.WAITING and at < self.expires_at
