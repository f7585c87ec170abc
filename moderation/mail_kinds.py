"""The one kind of mail: a report waits. It says neither what, where nor who."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.mail.kinds import MailKind, MailText
from moderation.models import LeakReport


def render_reported(_ids: Mapping[str, int]) -> MailText:
    """The text, in the reader's language."""
    return MailText(
        subject=_("A report waits for the Secretariat"),
        paragraphs=[_("Somebody reports that there is something where it should not be. Sign in and look at it soon.")],
        link_path=reverse("moderation:report_list"),
        link_label=_("See the reports"),
    )


def is_look_owed(ids: Mapping[str, int]) -> bool:
    """Still owed while nobody has taken it up."""
    return LeakReport.objects.waiting().filter(pk=ids.get("report_id", 0)).exists()


REPORTED = MailKind(name="moderation.reported", render=render_reported, is_owed=is_look_owed)
