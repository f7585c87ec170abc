"""Series, their sessions, the rooms these are held in, and who is admitted."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from schedule.models import Calendar, Event

from live.enums import AttendanceState, Modality, ParticipantRole, SessionState
from live.querysets import ParticipantQuerySet, SeriesQuerySet, SessionQuerySet
from lms.common.fields import PublicIdField, TranslatedField
from network.models import Person


def new_room_name() -> str:
    """128 random bits in lower-case hexadecimal: the video server compares room names without case."""
    return secrets.token_hex(16)


class Series(models.Model):
    """Sessions that belong together, such as those of one workshop; ``time_zone`` is the organiser's clock."""

    public_id = PublicIdField()
    calendar = models.OneToOneField(Calendar, on_delete=models.PROTECT, related_name="live_series")
    title = TranslatedField()
    time_zone = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects: ClassVar[SeriesQuerySet] = SeriesQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.public_id


class Session(models.Model):
    """One meeting at one time. Its window opens ``early_minutes`` before and closes ``grace_minutes`` after."""

    public_id = PublicIdField()
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="live_session")
    title = TranslatedField()
    preparation = TranslatedField(blank=True, help_text="What to read or have at hand before it begins")
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.REMOTE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    early_minutes = models.PositiveSmallIntegerField(default=15)
    grace_minutes = models.PositiveSmallIntegerField(default=15)
    sequence = models.PositiveIntegerField(default=0, help_text="Counts changes, for calendars")
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.SCHEDULED)
    attendance_state = models.CharField(max_length=12, choices=AttendanceState, default=AttendanceState.NONE)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_events = models.PositiveIntegerField(default=0, help_text="How many raw events the last count read")
    evidence_digest = models.CharField(max_length=64, blank=True)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(name="live_session_by_end", fields=["attendance_state", "ends_at"])]
        constraints = [
            models.CheckConstraint(name="live_session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="live_settled_at_iff_settled",
                condition=Q(attendance_state=AttendanceState.NONE, settled_at__isnull=True)
                | (~Q(attendance_state=AttendanceState.NONE) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def opens_at(self) -> datetime:
        """From here on the door is open."""
        return self.starts_at - timedelta(minutes=self.early_minutes)

    @property
    def closes_at(self) -> datetime:
        """From here on nobody enters any more; tokens end here too."""
        return self.ends_at + timedelta(minutes=self.grace_minutes)

    @property
    def scheduled_seconds(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds())

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def has_room(self) -> bool:
        """Is held on line, at least in part."""
        return self.modality != Modality.IN_PERSON

    def is_open(self, at: datetime) -> bool:
        """May be entered at ``at`` by those admitted: half-open window, not cancelled, with a room."""
        return self.has_room and not self.is_cancelled and self.opens_at <= at < self.closes_at


class Room(models.Model):
    """A room's random name, used once. The name is all that ties the server's events to a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=32, unique=True, default=new_room_name, editable=False)
    language = models.CharField(max_length=10, blank=True, help_text="of a parallel room; empty for the main one")
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="live_one_current_room_each", fields=["session", "language"], condition=Q(is_current=True)
            )
        ]

    def __str__(self) -> str:
        return f"room {self.pk}"  # the name opens a door: it never reaches a log by accident


class Participant(models.Model):
    """That a person is admitted to a session, under an id of their own for that session."""

    public_id = PublicIdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="live_participations")
    role = models.CharField(max_length=12, choices=ParticipantRole, default=ParticipantRole.PARTICIPANT)
    admitted_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Counts removals and returns, for calendars")
    told_sequence = models.PositiveIntegerField(
        null=True, blank=True, help_text="SEQUENCE of the last calendar mail owed to them"
    )

    objects: ClassVar[ParticipantQuerySet] = ParticipantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="live_participant_once", fields=["session", "person"]),
            models.CheckConstraint(
                name="live_removed_after_admitted",
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("admitted_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def calendar_sequence(self) -> int:
        """SEQUENCE of this person's entry: it rises with every change of the session and of their place in it."""
        return self.session.sequence + self.revision

    @property
    def is_facilitator(self) -> bool:
        return self.role == ParticipantRole.FACILITATOR
