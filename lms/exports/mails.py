"""The one kind of mail: a list is ready. It says neither which nor of whom."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.exports.enums import ExportState
from lms.exports.models import Export
from lms.exports.services.making import READY_MAIL
from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText


def render_ready(ids: Mapping[str, int]) -> MailText:
    """The text, in the reader's language."""
    export = Export.objects.get(pk=ids["export_id"])
    return MailText(
        subject=_("Something you asked for is ready in Aula Fiscal"),
        paragraphs=[_("Sign in to download it. It stays there for a few days only.")],
        link_path=reverse("exports:show", args=[export.public_id]),
        link_label=_("Sign in and download"),
    )


def is_ready_owed(ids: Mapping[str, int]) -> bool:
    """Not once it has expired."""
    return Export.objects.filter(pk=ids.get("export_id", 0), state=ExportState.READY).exists()


READY = MailKind(name=READY_MAIL, render=render_ready, is_owed=is_ready_owed, topic=Topic.DOCUMENTS)
