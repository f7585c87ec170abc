"""Owing a mail and sending it. At most one message per dedupe key; a worker that dies leaves it to the sweeper."""

import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from lms.accounts.models import User
from lms.mail.bounces import is_dead
from lms.mail.enums import Delivery, MailState
from lms.mail.kinds import MailKind, MailText, get_kind
from lms.mail.models import Mail, MailChoice
from lms.records.events import ring

log = logging.getLogger("aula.mail")
LEASE = timedelta(minutes=2)


@transaction.atomic
def queue_mail(
    *,
    kind: str,
    dedupe_key: str,
    at: datetime,
    user: User | None = None,
    to_address: str = "",
    language: str = "es",
    time_zone: str = settings.NETWORK_TIME_ZONE,
    ids: Mapping[str, int] | None = None,
    not_before: datetime | None = None,
) -> Mail:
    """Owe one mail to ``user`` (their language and zone) or to ``to_address``; a ``dedupe_key`` owes it once."""
    if get_kind(kind) is None:
        raise LookupError(f"No kind of mail is registered as {kind!r}.")
    mail, is_new = Mail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "user": user,
            "to_address": user.email if user else to_address,
            "language": user.language if user else language,
            "time_zone": user.time_zone if user else time_zone,
            "ids": dict(ids or {}),
            "queued_at": at,
            "not_before": not_before or at,
        },
    )
    if is_new and mail.not_before <= at:
        transaction.on_commit(partial(ring, "mail.deliver", mail_id=mail.pk), robust=True)
    return mail


def owed_mails(at: datetime) -> QuerySet[Mail]:
    """Mails that may be sent at ``at`` and that nobody is sending, oldest first."""
    return Mail.objects.filter(
        Q(leased_until__isnull=True) | Q(leased_until__lt=at), state=MailState.QUEUED, not_before__lte=at
    ).order_by("not_before", "pk")


def deliver_mail(*, mail_id: int, at: datetime) -> bool:
    """Send one owed mail; True when it went now. A second caller meanwhile finds it leased and does nothing.

    The lease is committed before the server is spoken to: no transaction is held open across the network.
    """
    is_ours = owed_mails(at).filter(pk=mail_id).order_by().update(leased_until=at + LEASE, attempts=F("attempts") + 1)
    if not is_ours:
        return False
    mail = Mail.objects.select_related("user").get(pk=mail_id)
    try:
        kind = _owed_kind(mail, at)
        if kind is None:
            _close(mail, state=MailState.DROPPED)
            return False
        text = _write(mail, kind, at=at)
        without = _state_without_mail(mail, kind)
        if without is not None:
            _close(mail, state=without)
            return False
        _send(mail, text)
    except (OSError, smtplib.SMTPException) as problem:
        _postpone(mail, at=at, problem=type(problem).__name__)
        return False
    except Exception as problem:  # a mistake of ours: it may not hold up the mails behind it, nor be tried for ever
        log.exception("mail could not be written", extra={"mail_ref": mail.public_id, "kind": mail.kind})
        _postpone(mail, at=at, problem=type(problem).__name__)
        return False
    _close(mail, state=MailState.SENT, sent_at=at)
    return True


def _owed_kind(mail: Mail, at: datetime) -> MailKind | None:
    """The kind of a mail that is still owed: its reader may have left, or what it told of may be over."""
    kind = get_kind(mail.kind)
    too_late = kind.useless_from(mail.ids) if kind else None
    if too_late is not None and at >= too_late:
        return None
    is_owed = kind and kind.is_owed(mail.ids) and (mail.user is None or mail.user.is_active)
    return kind if is_owed else None


def _write(mail: Mail, kind: MailKind, *, at: datetime) -> MailText:
    """The text of a mail as things are now, which is the notice in its reader's inbox from the first time on."""
    with translation.override(mail.language), timezone.override(ZoneInfo(mail.time_zone)):
        text = kind.render(mail.ids)
    if mail.user_id is not None and kind.is_listed and mail.noticed_at is None:
        Mail.objects.filter(pk=mail.pk, noticed_at__isnull=True).update(
            subject=text.subject[:200], link_path=text.link_path[:300], noticed_at=at
        )
    return text


def _state_without_mail(mail: Mail, kind: MailKind) -> MailState | None:
    """Where a mail goes that is not to be sent by itself: its reader wants it so, or its address gives all back."""
    if mail.user_id is None or not kind.is_listed:
        return None
    if kind.topic is not None:
        choice = MailChoice.objects.filter(user_id=mail.user_id, topic=kind.topic).first()
        if choice is not None and choice.delivery != Delivery.EACH:
            return MailState.HELD if choice.delivery == Delivery.DIGEST else MailState.NOTED
    return MailState.NOTED if is_dead(mail.to_address) else None


def _send(mail: Mail, text: MailText) -> None:
    with translation.override(mail.language), timezone.override(ZoneInfo(mail.time_zone)):
        link = settings.SITE_URL + text.link_path if text.link_path else ""
        context = {"text": text, "link": link, "language": mail.language, "site_url": settings.SITE_URL}
        message = EmailMultiAlternatives(
            subject=text.subject,
            body=render_to_string("mail/message.txt", context),
            from_email=settings.MAIL_ENVELOPE_FROM or None,
            to=[mail.to_address],
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                "Message-ID": f"<{mail.public_id}@{settings.MAIL_MESSAGE_ID_HOST}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("mail/message.html", context), "text/html")
        if text.calendar:
            # Read by calendar programs as part of the message, and saved as a file where that is not understood.
            told = text.calendar.content.decode()
            message.attach_alternative(told, f"text/calendar; method={text.calendar.method}")
            message.attach("invite.ics", text.calendar.content, "application/ics")
        for name, content, mime_type in text.attachments:
            message.attach(name, content, mime_type)
        message.send()


def _close(mail: Mail, *, state: MailState, sent_at: datetime | None = None) -> None:
    Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(
        state=state, sent_at=sent_at, leased_until=None, problem=""
    )


def _postpone(mail: Mail, *, at: datetime, problem: str) -> None:
    """Try again later, twice as late each time up to six hours; after the last try a person must look."""
    log.warning("mail not accepted", extra={"mail_ref": mail.public_id, "problem": problem, "attempts": mail.attempts})
    if mail.attempts >= settings.MAIL_MAX_ATTEMPTS:
        Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, leased_until=None, problem=problem)
        return
    wait = min(timedelta(seconds=30) * 2 ** (mail.attempts - 1), timedelta(hours=6))
    Mail.objects.filter(pk=mail.pk).update(leased_until=None, not_before=at + wait, problem=problem)
