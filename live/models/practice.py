"""Who is in the practice room: what a video server keeps in memory, kept in rows."""

from django.db import models
from django.db.models import F, Q

from live.models.scheduling import Participant, Room
from lms.common.fields import PublicIdField


class PracticeOccupant(models.Model):
    """One open page in a practice room. ``life_started_at`` is when the room was last opened from empty."""

    public_id = PublicIdField()
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="practice_occupants")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="practice_occupancies")
    life_started_at = models.DateTimeField()
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        indexes = [models.Index(name="live_occupant_here", fields=["room"], condition=Q(left_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="live_occupant_in_order",
                condition=Q(seen_at__gte=F("joined_at")) & (Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at"))),
            )
        ]

    def __str__(self) -> str:
        return self.public_id
