"""What a stranger with a document may ask: is the name on it the name it was issued to?"""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Award, NameComparison
from lms.common.errors import DomainError
from lms.common.text import fold
from lms.mail.services import queue_mail

TRIES, WINDOW = 5, timedelta(hours=1)


class TooManyComparisons(DomainError):
    message = _("Names have been compared with this document five times within an hour. Try again in an hour.")


@transaction.atomic
def compare_name(*, award: Award, typed: str, at: datetime) -> bool:
    """Whether ``typed`` is the printed name, accents, case and spaces aside; five tries an hour for each document.

    What was typed is not kept; that somebody asked is, so that the holder can be told.
    """
    Award.objects.select_for_update(no_key=True).get(pk=award.pk)  # tries are counted one after the other
    if NameComparison.objects.filter(award=award, compared_at__gt=at - WINDOW).count() >= TRIES:
        raise TooManyComparisons
    has_matched = hmac.compare_digest(fold(typed).encode(), fold(award.holder_name).encode())
    NameComparison.objects.create(award=award, compared_at=at, has_matched=has_matched)
    return has_matched


def tell_holders(*, at: datetime) -> int:
    """Tell each holder, at most once a day, that names were compared with a document of theirs; answer how many."""
    since = at - timedelta(days=1)
    awards = Award.objects.filter(comparisons__compared_at__gt=since, person__user__isnull=False)
    holders = {award.person.user_id: award for award in awards.select_related("person__user").order_by("pk")}
    for user_id, award in holders.items():
        assert award.person.user is not None
        queue_mail(
            kind="certificates.compared",
            dedupe_key=f"certificates.compared:{user_id}:{at:%Y-%m-%d}",
            user=award.person.user,
            at=at,
            ids={"award_id": award.pk},
        )
    return len(holders)
