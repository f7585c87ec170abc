"""What the video server told us, what it amounts to, and the minutes that follow from it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from live.enums import ClosedBy, EventSource, EventState
from live.models.scheduling import Participant, Room, Session
from live.querysets import RawEventQuerySet
from lms.common.fields import PublicIdField


class RawEvent(models.Model):
    """One event as it was posted, in canonical JSON and without names: ids are all that attendance needs.

    Every count of minutes can be made anew from these rows, until it has been final for a while (``live.retention``).
    """

    public_id = PublicIdField()
    source = models.CharField(max_length=12, choices=EventSource)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of body; a repeated event has the same")
    body = models.TextField()
    room_name = models.CharField(max_length=32, blank=True, help_text="which room it speaks of, where it names one")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=EventState, default=EventState.RECEIVED)
    processed_at = models.DateTimeField(null=True, blank=True)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="raw_events")
    problem = models.CharField(max_length=200, blank=True)

    objects: ClassVar[RawEventQuerySet] = RawEventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(name="live_event_waiting", fields=["received_at"], condition=Q(state=EventState.RECEIVED)),
            models.Index(name="live_event_of_room", fields=["room_name"], condition=Q(state=EventState.RECEIVED)),
        ]
        constraints = [
            models.CheckConstraint(
                name="live_processed_at_iff_processed",
                condition=Q(state=EventState.RECEIVED, processed_at__isnull=True)
                | (~Q(state=EventState.RECEIVED) & Q(processed_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Connection(models.Model):
    """One stay in a room as the last count saw it. ``participant`` is empty where the id is none of this session's."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="connections")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="connections"
    )
    user_ref = models.CharField(max_length=200, blank=True, help_text="the id the server reported")
    room_jid = models.CharField(max_length=200)
    breakout_room_id = models.CharField(max_length=200, blank=True)
    occupant_jid = models.CharField(max_length=200)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField()
    closed_by = models.CharField(max_length=10, choices=ClosedBy)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="live_connection_once",
                fields=["session", "room_jid", "breakout_room_id", "occupant_jid", "joined_at"],
            ),
            models.CheckConstraint(name="live_left_after_joined", condition=Q(left_at__gte=F("joined_at"))),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk}"


class Attendance(models.Model):
    """The time one participant is credited for one session: the union of the stays, never their sum."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="attendance")
    seconds = models.PositiveIntegerField(help_text="credited: within the scheduled time")
    present_seconds = models.PositiveIntegerField(help_text="including before and after, while the door was open")
    is_inferred = models.BooleanField(default=False, help_text="an end was inferred, not reported")
    has_overlap = models.BooleanField(default=False, help_text="two devices at once")
    intervals = models.JSONField(default=list, help_text="[[from, to], ...] credited, in seconds since 1970")
    evidence_digest = models.CharField(max_length=64)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="live_credited_within_present", condition=Q(seconds__lte=F("present_seconds")))
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.seconds} s"
