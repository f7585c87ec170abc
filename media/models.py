"""Pictures and papers of pages, which are Wagtail's, and private files, which are not.

Nothing confidential is a picture or paper of a page: Wagtail's admin is no wall (SECURITY §0.1).
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition

from lms.common.fields import PublicIdField
from media.enums import FileKind, Keeping
from network.tiers import Tiered, get_tiers, tier_is_one

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


class NetworkImage(AbstractImage):
    """A picture on a page; ``description`` (Wagtail's own) is its alternative text."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = ("title", "description", "file", "credit", "collection", "tags")


class NetworkRendition(AbstractRendition):
    """A resized copy of a picture."""

    image = models.ForeignKey(NetworkImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="media_rendition_once", fields=["image", "filter_spec", "focal_point_key"])
        ]


class NetworkDocumentQuerySet(DocumentQuerySet):  # type: ignore[misc]
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """By tier; whoever edits papers of pages reads them all."""
        is_editor = user.has_perm("media.change_networkdocument")
        found: Self = self.all() if is_editor else self.filter(tier__in=get_tiers(user))
        return found


class NetworkDocument(Tiered, AbstractDocument):
    """A paper offered on a page, to the readers of its tier. Nothing confidential: Wagtail's editors see it too."""

    objects = NetworkDocumentQuerySet.as_manager()

    admin_form_fields = ("title", "file", "tier", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        constraints = [tier_is_one("media_document_tier")]


class PrivateFile(models.Model):
    """A file that was taken in. Who may read it is decided by the room whose row points to it, never here."""

    public_id = PublicIdField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="private_files"
    )  # whose quota it counts against
    policy = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=FileKind)
    keeping = models.CharField(max_length=10, choices=Keeping)
    path = models.CharField(max_length=120, unique=True)  # random, below the storage's folder
    display_name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=120, blank=True)  # of the vault's key that wraps this file's own
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="media_vault_file_names_its_key",
                condition=models.Q(keeping=Keeping.VAULT) & ~models.Q(key_id="")
                | models.Q(keeping=Keeping.PRIVATE, key_id=""),
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    def open(self) -> File:  # type: ignore[type-arg]
        """Its plain content."""
        return storages[self.keeping].open(self.path)


class StorageUse(models.Model):
    """How many bytes of private files somebody keeps here; changed by guarded statements only."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="storage_use")
    bytes = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="media_storage_use_not_negative", condition=models.Q(bytes__gte=0))]
