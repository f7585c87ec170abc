"""What is prepared for the day the video does not work: a second way in, and whether each office tried its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from live.enums import ConnectionResult
from lms.common.fields import PublicIdField
from network.models import Office


class Fallback(models.Model):
    """The second way in, set by the Secretariat: telephone numbers or another address. There is one."""

    public_id = PublicIdField()
    is_the_one = models.BooleanField(default=True, unique=True, editable=False)
    phones = models.CharField(max_length=300, blank=True)
    address = models.URLField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="live_one_fallback", condition=Q(is_the_one=True))]

    def __str__(self) -> str:
        return "fallback"


class ConnectionTest(models.Model):
    """That an office tried camera, sound and network, when and how it went."""

    public_id = PublicIdField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="connection_tests")
    result = models.CharField(max_length=10, choices=ConnectionResult)
    note = models.CharField(max_length=300, blank=True)
    tested_at = models.DateTimeField()
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-tested_at", "-pk"]
        indexes = [models.Index(name="live_test_of_office", fields=["office", "-tested_at"])]

    def __str__(self) -> str:
        return self.public_id
