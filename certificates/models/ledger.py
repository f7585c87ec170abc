"""The register as a chain: what was issued, signed and closed, each entry resting on the one before."""

from django.db import models

from certificates.enums import SealMoment


class AwardSeal(models.Model):
    """One moment of one award, at its place. It names the award by its public id: that one is missing must be found."""

    sequence = models.BigIntegerField(primary_key=True)
    award_ref = models.CharField(max_length=20)
    moment = models.CharField(max_length=10, choices=SealMoment)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificates_sealed_once", fields=["award_ref", "moment"]),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.seal[:12]}"
