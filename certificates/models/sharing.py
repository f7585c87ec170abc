"""A holder's own link to a document with the name on it: it expires, and can be withdrawn."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models.awards import Award
from certificates.querysets import ShareLinkQuerySet
from lms.common.fields import PublicIdField


class ShareLink(models.Model):
    """The link is kept only as a keyed hash: shown once, when it is made."""

    public_id = PublicIdField()
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="share_links")
    label = models.CharField(_("for whom"), max_length=60)
    key_hmac = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)

    objects: ClassVar[ShareLinkQuerySet] = ShareLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="certificates_link_ends_later", condition=Q(expires_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return self.public_id

    def is_open(self, at: datetime) -> bool:
        """Whether it still leads to the document."""
        return self.withdrawn_at is None and at < self.expires_at
