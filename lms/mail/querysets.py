"""Which mails: a reader's own, as notices."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import QuerySet

from lms.accounts.models import User
from lms.mail.enums import MailState

if TYPE_CHECKING:
    from lms.mail.models import Mail  # noqa: F401  types only


class MailQuerySet(QuerySet["Mail"]):
    def visible_to(self, user: User) -> Self:
        """What became a notice of ``user``'s own; nobody reads anybody else's, whatever their role."""
        return self.filter(user_id=user.pk, noticed_at__isnull=False) if user.is_active else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def held(self, at: datetime) -> Self:
        """Waiting for their reader's summary of the day."""
        return self.filter(state=MailState.HELD, noticed_at__lte=at)
