"""What was decided about an edition's seats, and why."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.common.fields import PublicIdField
from workshops.enums import SeatDecisionKind
from workshops.models.editions import Edition
from workshops.models.seats import SeatPool
from workshops.querysets import SeatDecisionQuerySet


class SeatDecision(models.Model):
    """One decision of the Secretariat, with its reason; what it changed stands in its lines."""

    public_id = PublicIdField()
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="seat_decisions")
    kind = models.CharField(max_length=10, choices=SeatDecisionKind)
    reason = models.TextField(_("reason"))
    actor_ref = models.CharField(max_length=40, help_text=_("Public id of the user"))
    at = models.DateTimeField()

    objects: ClassVar[SeatDecisionQuerySet] = SeatDecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="workshops_seat_decision_has_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"decision {self.public_id}"


class SeatChange(models.Model):
    """That a decision made one pool larger or smaller."""

    decision = models.ForeignKey(SeatDecision, on_delete=models.CASCADE, related_name="changes")
    pool = models.ForeignKey(SeatPool, on_delete=models.CASCADE, related_name="changes")
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="workshops_pool_once_per_decision", fields=["decision", "pool"]),
            models.CheckConstraint(name="workshops_seat_change_changes", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"
