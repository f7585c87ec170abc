"""The register: what people wrote about who was there. Nothing in it erases what the server told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from live.enums import EntryKind
from live.models.scheduling import Participant, Session
from live.querysets import RegisterEntryQuerySet
from lms.common.fields import PublicIdField


class RegisterEntry(models.Model):
    """One line about one participant. It has a say once it is confirmed and until it is withdrawn.

    ``source_ref`` names whose screen was shared (a participant's id) or by which connection a telephone came.
    """

    public_id = PublicIdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="register_entries")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="register_entries")
    kind = models.CharField(max_length=14, choices=EntryKind)
    from_at = models.DateTimeField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    source_ref = models.CharField(max_length=200, blank=True)
    seconds = models.PositiveIntegerField(null=True, blank=True, help_text="made up, or what a correction says")
    reason = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RegisterEntryQuerySet] = RegisterEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="live_entry_once",
                fields=["participant", "kind", "source_ref"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="live_entry_span_in_order",
                condition=Q(from_at__isnull=True, to_at__isnull=True) | Q(to_at__gt=F("from_at")),
            ),
            models.CheckConstraint(
                name="live_entry_seconds_where_they_belong",
                condition=Q(kind__in=["MAKE_UP", "CORRECTION"], seconds__isnull=False)
                | (~Q(kind__in=["MAKE_UP", "CORRECTION"]) & Q(seconds__isnull=True)),
            ),
            models.CheckConstraint(
                name="live_entry_says_why",
                condition=~Q(kind__in=["CORRECTION", "EXCUSED"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
