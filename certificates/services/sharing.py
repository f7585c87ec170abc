"""A holder's link to the own document, name included: for one reader, for some days, withdrawn when the holder says."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardState
from certificates.models import Award, ShareLink
from certificates.services.revocation import NotActive
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.text import clean_name
from lms.records import audit
from network.enums import SELF

DAYS = (7, 30, 90)
MOST_OPEN = 10
LONGEST_KEY = 64


class NotYourDocument(DomainError):
    message = _("Only the holder shares a document.")


class TooManyLinks(DomainError):
    message = _("There are ten open links to this document. Withdraw one first.")


def key_of(typed: str) -> str:
    """The keyed hash under which a link is known."""
    words = f"share:{typed[:LONGEST_KEY]}"
    return hmac.new(settings.CERTIFICATES_PEPPER.encode(), words.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def make_link(*, award: Award, label: str, days: int, actor: User, at: datetime) -> tuple[ShareLink, str]:
    """A new link and its key, which is told this once."""
    award = Award.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=award.pk)
    if award.person.user_id != actor.pk:
        raise NotYourDocument
    if award.state != AwardState.ACTIVE:
        raise NotActive
    if award.share_links.open_at(at).count() >= MOST_OPEN:
        raise TooManyLinks
    key = secrets.token_urlsafe(24)
    link = ShareLink.objects.create(
        award=award,
        label=clean_name(label)[:60],
        key_hmac=key_of(key),
        created_at=at,
        expires_at=at + timedelta(days=days if days in DAYS else DAYS[0]),
    )
    audit.log(action="certificates.share", instance=award, actor=actor, at=at, role=SELF)
    return link, key


@transaction.atomic
def withdraw_link(*, link: ShareLink, actor: User, at: datetime) -> None:
    """Close a link for good; doing it twice is once."""
    closed = ShareLink.objects.filter(pk=link.pk, award__person__user=actor, withdrawn_at__isnull=True)
    if closed.update(withdrawn_at=at):
        audit.log(action="certificates.unshare", instance=link.award, actor=actor, at=at, role=SELF)


def open_link(*, key: str, at: datetime) -> Award | None:
    """The document that a link leads to, counted; None where it leads nowhere, for whatever reason."""
    link = ShareLink.objects.open_at(at).filter(key_hmac=key_of(key)).first()
    if link is None:
        return None
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1)
    return (
        Award.objects.select_related("artifact", "superseded_by", "supersedes", "template_version")
        .filter(pk=link.award_id)
        .first()
    )
