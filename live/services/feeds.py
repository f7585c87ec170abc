"""The secret of a personal calendar feed: made on request, shown once, kept as a hash, revocable."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from live.models import FeedToken
from lms.accounts.models import User
from lms.records import audit
from network.enums import SELF


def feed_digest(secret: str) -> str:
    """What is kept of a feed's secret. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_feed(*, user: User, actor: User, at: datetime) -> str:
    """A new secret for the feed of ``user``; the former address stops working."""
    _revoke(user, actor, at)
    secret = secrets.token_urlsafe(32)
    feed = FeedToken.objects.create(user=user, digest=feed_digest(secret), created_at=at)
    audit.log(action="live.create_feed", instance=feed, actor=actor, at=at, role=SELF)
    return secret


@transaction.atomic
def revoke_feed(*, user: User, actor: User, at: datetime) -> None:
    """The feed's address stops working at once; without one, nothing happens."""
    _revoke(user, actor, at)


def _revoke(user: User, actor: User, at: datetime) -> None:
    User.objects.select_for_update().get(pk=user.pk)  # two requests at once leave one feed in force
    for feed in FeedToken.objects.in_force().filter(user=user):
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        audit.log(action="live.revoke_feed", instance=feed, actor=actor, at=at, role=SELF)
