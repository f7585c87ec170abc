"""Mails to whoever's way of signing in has changed: so that a change somebody else made is noticed."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.enums import SecurityChange
from lms.accounts.models import User
from lms.mail.kinds import MailKind, MailText
from lms.mail.services import queue_mail

ELSEWHERE = "accounts.signed_in_elsewhere"
FACTOR_RESET = "accounts.factor_reset"


def kind_of(change: SecurityChange) -> str:
    """The kind of mail that tells of ``change``."""
    return f"accounts.changed.{change.value.lower()}"


def tell_change(*, user: User, kind: str, at: datetime) -> None:
    """Owe ``user`` one mail for what was changed at that moment."""
    queue_mail(kind=kind, dedupe_key=f"{kind}:{user.public_id}:{at.isoformat()}", user=user, at=at)


def render_change(change: SecurityChange, _ids: Mapping[str, int]) -> MailText:
    what = _("On your account: %(change)s.") % {"change": change.label}
    return _tell(_("The way you sign in to Aula Fiscal has changed"), what)


def render_factor_reset(_ids: Mapping[str, int]) -> MailText:
    return _tell(
        _("The way you sign in to Aula Fiscal has changed"),
        _("The Secretariat has taken the second factor of your account away, so that you can add a new one."),
    )


def render_elsewhere(_ids: Mapping[str, int]) -> MailText:
    return _tell(
        _("A new device has signed in to your account"),
        _("Somebody, probably you, has signed in to Aula Fiscal in a browser that your account had not used before."),
    )


def _tell(subject: str, what: str) -> MailText:
    return MailText(
        subject=subject,
        paragraphs=[
            what,
            _("If it was you, you need not do anything."),
            _(
                "If it was not you, choose a new password at once, sign out your other devices, and tell your contact "
                "point or the Secretariat."
            ),
        ],
        link_path=reverse("accounts:security"),
        link_label=_("See the security of my account"),
    )


KINDS = [
    *(MailKind(name=kind_of(change), render=partial(render_change, change)) for change in SecurityChange),
    MailKind(name=FACTOR_RESET, render=render_factor_reset),
    MailKind(name=ELSEWHERE, render=render_elsewhere),
]
