"""A new password, asked for by whoever knows an address."""

import secrets
from datetime import datetime

from lms.accounts.models import User
from lms.mail.models import Mail
from lms.mail.services import queue_mail

PASSWORD_RESET_MAIL = "accounts.password_reset"  # noqa: S105 (the name of a kind of mail)


def ask_for_new_password(*, user: User | None, language: str, at: datetime) -> Mail:
    """Owe the way to a new password to ``user``; for an unknown address (None) owe nothing, at the same price.

    Both write one row and ring the queue once, so the answer takes as long for a stranger as for a member. The row for
    a stranger holds no address and is dropped when its turn comes.
    """
    return queue_mail(
        kind=PASSWORD_RESET_MAIL,
        dedupe_key=f"{PASSWORD_RESET_MAIL}:{secrets.token_hex(16)}",
        user=user,
        to_address="",
        language=language,
        ids={"user_id": user.pk if user else 0},
        at=at,
    )
