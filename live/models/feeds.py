"""The personal calendar feed's secret."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from live.querysets import FeedTokenQuerySet


class FeedToken(models.Model):
    """Lets a calendar program read one person's sessions. Only a hash is kept; the address is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FeedTokenQuerySet] = FeedTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="live_one_feed_in_force", fields=["user"], condition=Q(revoked_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"
