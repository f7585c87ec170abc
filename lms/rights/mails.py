"""The one kind of mail: a copy is ready, sign in to fetch it. It says nothing of what is in it."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText
from lms.rights.enums import ExportState
from lms.rights.models import PersonExport
from lms.rights.services.exports import READY_MAIL


def render_ready(_ids: Mapping[str, int]) -> MailText:
    """The text, in the reader's language."""
    return MailText(
        subject=_("Something you asked for is ready in Aula Fiscal"),
        paragraphs=[_("Sign in to download it. It can be downloaded once, and for a few days only.")],
        link_path=reverse("rights:my_data"),
        link_label=_("Sign in and download"),
    )


def is_ready_owed(ids: Mapping[str, int]) -> bool:
    """Not once it was fetched or has expired."""
    return PersonExport.objects.filter(pk=ids.get("export_id", 0), state=ExportState.READY).exists()


READY = MailKind(name=READY_MAIL, render=render_ready, is_owed=is_ready_owed, topic=Topic.DOCUMENTS)
