"""What a stranger with a document may ask: is the name on it the name it was issued to?"""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.models import Award, NameComparison
from lms.common.errors import DomainError
from lms.common.text import fold

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
