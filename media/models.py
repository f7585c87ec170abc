"""Pictures and papers that editors place on pages. Nothing confidential: Wagtail's admin is no wall (SECURITY §0.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


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


class NetworkDocument(AbstractDocument):
    """A paper offered on a page."""

    admin_form_fields = ("title", "file", "collection", "tags")
