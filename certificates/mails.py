"""Mails about documents: something changed, sign in to see it. They name neither person nor document."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.models import Award
from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText


def render_ready(_ids: Mapping[str, int]) -> MailText:
    """The text, in the reader's language."""
    return MailText(
        subject=_("You have a new document in Aula Fiscal"),
        paragraphs=[_("A document issued to you is ready. Sign in to see it and download it.")],
        link_path=reverse("certificates:award_list"),
        link_label=_("See my documents"),
    )


def is_ready_owed(ids: Mapping[str, int]) -> bool:
    """Still owed while the award holds and its document is there."""
    return Award.objects.active().filter(pk=ids.get("award_id", 0), artifact__isnull=False).exists()


READY = MailKind(name="certificates.ready", render=render_ready, is_owed=is_ready_owed, topic=Topic.DOCUMENTS)


def render_revoked(_ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("A document of yours has changed in Aula Fiscal"),
        paragraphs=[_("The state of a document issued to you has changed. Sign in to see it.")],
        link_path=reverse("certificates:award_list"),
        link_label=_("See my documents"),
    )


REVOKED = MailKind(name="certificates.revoked", render=render_revoked)


def render_compared(_ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("A document of yours was checked in Aula Fiscal"),
        paragraphs=[
            _("During the last day somebody compared a name with a document issued to you."),
            _("Neither the name nor who asked is kept. If you showed it to nobody, tell the Secretariat."),
        ],
        link_path=reverse("certificates:award_list"),
        link_label=_("See my documents"),
    )


COMPARED = MailKind(name="certificates.compared", render=render_compared)
