"""Powers lent to a colleague for the days of a leave."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lms.common.fields import PublicIdField
from network.models.people import Appointment, Person
from network.querysets import DelegationQuerySet


class Delegation(models.Model):
    """That whoever holds ``appointment`` lends its powers to ``delegate``, from a day to a day (exclusive).

    It is no appointment: it is not counted among an office's contact points and cannot be lent on, since only an
    appointment can be lent. It gives nothing once the appointment has ended or the delegate has left the office.
    """

    public_id = PublicIdField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations")
    started_on = models.DateField()
    ended_on = models.DateField()
    delegated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DelegationQuerySet] = DelegationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # One that was withdrawn before its first day never held, so it may be empty; none is without an end.
            models.CheckConstraint(name="network_delegation_term", condition=Q(ended_on__gte=F("started_on"))),
            models.UniqueConstraint(
                name="network_delegation_once",
                fields=["appointment", "started_on"],
                condition=Q(withdrawn_at__isnull=True, ended_on__gt=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def holds_on(self, day: date) -> bool:
        """Whether the powers are lent on ``day``."""
        return self.started_on <= day < self.ended_on
