"""A reader's notices: what the platform had to tell them, whatever became of the mails."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import User
from lms.common.prepared import PreparedQuery
from lms.mail.enums import Delivery, MailState, Topic
from lms.mail.kinds import MailKind, MailText
from lms.mail.models import Mail, MailChoice
from lms.mail.services import queue_mail

DIGEST = "mail.digest"
DIGEST_HOUR = 7  # on the reader's own clock


def mark_read(*, user: User, at: datetime, public_id: str | None = None) -> int:
    """One notice or all as read; how many became so. Twice is once."""
    notices = Mail.objects.visible_to(user).unread().filter(noticed_at__lte=at)
    if public_id is not None:
        notices = notices.filter(public_id=public_id)
    return notices.update(read_at=at)


def count_unread(user: User) -> int:
    """How many notices ``user`` has not read. One short query."""
    rows = UNREAD.rows(user_id=user.pk)
    return int(rows[0][0]) if rows else 0


def _unread(user_id: int) -> QuerySet[Any, Any]:
    mine = Mail.objects.filter(user_id=user_id, noticed_at__isnull=False, read_at__isnull=True)
    return mine.order_by().values("user_id").annotate(unread=Count("pk")).values_list("unread")


def get_choices(user: User) -> dict[str, str]:
    """How ``user`` wants the mails of each topic. One query."""
    kept = dict(MailChoice.objects.filter(user=user).values_list("topic", "delivery"))
    return {topic: kept.get(topic, Delivery.EACH) for topic in Topic.values}


@transaction.atomic
def set_choices(*, user: User, choices: dict[str, str]) -> None:
    """Keep what ``user`` chose. What waited for a summary that no longer comes stays in the inbox."""
    for topic, delivery in choices.items():
        MailChoice.objects.update_or_create(user=user, topic=Topic(topic), defaults={"delivery": Delivery(delivery)})
    if Delivery.DIGEST not in choices.values():
        Mail.objects.filter(user=user, state=MailState.HELD).update(state=MailState.NOTED)


def send_digests(*, at: datetime) -> int:
    """Owe each reader whose morning it is one mail about all that waits; how many were owed. Repeating owes nothing."""
    waiting = User.objects.filter(is_active=True, pk__in=Mail.objects.held(at).values("user_id"))
    return sum(_send_digest(user, at) for user in waiting.order_by("pk"))


@transaction.atomic
def _send_digest(user: User, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(user.time_zone))
    morning = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if local < morning:
        morning -= timedelta(days=1)  # what came after yesterday's waits until this morning
    held = Mail.objects.held(morning).filter(user=user)
    count = held.update(state=MailState.NOTED)
    if not count:
        return False
    key = f"{DIGEST}:{user.pk}:{morning.date().isoformat()}"
    queue_mail(kind=DIGEST, dedupe_key=key, at=at, user=user, ids={"user_id": user.pk, "count": count})
    return True


def render_digest(ids: Any) -> MailText:
    count = ids["count"]
    return MailText(
        subject=_("Your notices of today"),
        paragraphs=[
            ngettext("You have %(count)d new notice.", "You have %(count)d new notices.", count) % {"count": count},
            _("Sign in to read what it is about."),
        ],
        link_path=reverse("mail:notices"),
        link_label=_("See my notices"),
    )


DIGEST_KIND = MailKind(name=DIGEST, render=render_digest, is_listed=False)
UNREAD = PreparedQuery(_unread)
