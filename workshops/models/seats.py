"""Seats: each belongs to one pool, and a pool never gives more than it has."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from network.models import Office
from workshops.enums import SeatKind
from workshops.models.editions import Edition
from workshops.querysets import SeatPoolQuerySet


class SeatPool(models.Model):
    """The seats of one office in an edition, or (without office) the seats open to every office."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pools")
    kind = models.CharField(max_length=10, choices=SeatKind)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="seat_pools")
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    objects: ClassVar[SeatPoolQuerySet] = SeatPoolQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workshops_seats_within_capacity", condition=Q(taken__gte=0, taken__lte=F("capacity"))
            ),
            models.UniqueConstraint(name="workshops_one_pool_per_office", fields=["edition", "kind", "office"]),
            models.UniqueConstraint(
                name="workshops_one_open_pool", fields=["edition", "kind"], condition=Q(office__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.taken}/{self.capacity}"

    @property
    def free(self) -> int:
        return self.capacity - self.taken
