"""The one kind of mail: an act waits for a second person. It says neither which act nor about whom."""

from collections.abc import Mapping

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText
from lms.records.act_kinds import get_act_kind
from lms.records.enums import ApprovalState
from lms.records.models import Approval


def render_waiting(_ids: Mapping[str, int]) -> MailText:
    """The text, in the reader's language."""
    return MailText(
        subject=_("An act awaits your approval in Aula Fiscal"),
        paragraphs=[_("Somebody asked for an act that takes two persons. Sign in, read the reason and decide.")],
        link_path=reverse("desk:approval_list"),
        link_label=_("Read and decide"),
    )


def is_decision_owed(ids: Mapping[str, int]) -> bool:
    """While it waits, to somebody who may still decide it."""
    waiting = Approval.objects.filter(pk=ids.get("approval_id", 0), state=ApprovalState.WAITING, expires_at__gt=Now())
    approval, user = waiting.first(), User.objects.filter(pk=ids.get("user_id", 0)).first()
    kind = get_act_kind(approval.kind) if approval else None
    return bool(approval and user and kind and kind.can_approve(user, approval.ids))


ACT_WAITING = MailKind(name="desk.act_waiting", render=render_waiting, is_owed=is_decision_owed, topic=Topic.DUTIES)
