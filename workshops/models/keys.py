"""The two keys of an edition, and what a closed one leaves behind for others."""

from django.conf import settings
from django.db import models

from courses.models import Area
from workshops.enums import KeyHolder
from workshops.models.editions import Edition


class EditionKey(models.Model):
    """That the Secretariat, or the lead school's coordinator, agrees that the edition opens as it is set."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="keys")
    holder = models.CharField(max_length=12, choices=KeyHolder)
    turned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    turned_at = models.DateTimeField()

    class Meta:
        ordering = ["turned_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="workshops_key_once", fields=["edition", "holder"]),
            # One person never turns both, whatever roles they hold.
            models.UniqueConstraint(name="workshops_keys_of_two", fields=["edition", "turned_by"]),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.edition_id}"


class RaisedChallenge(models.Model):
    """A difficulty participants spoke of (DOMAIN T-14): about the work, never about a case or a person."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="challenges")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="workshops_challenge_once", fields=["edition", "area", "text"])]

    def __str__(self) -> str:
        return f"challenge {self.edition_id}"
