"""What accounts do when somebody signs in or out."""

import logging
from typing import Any

from allauth.account.signals import password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from lms.accounts.enums import SecurityChange
from lms.accounts.http import DEVICE, begin_session
from lms.accounts.models import Device, User
from lms.accounts.signals import security_changed

log = logging.getLogger("aula.accounts")


@receiver(user_logged_in, dispatch_uid="accounts.begin_session")
def on_sign_in(*, request: Any, user: User, **_: object) -> None:
    if request is not None:
        if not request.session.session_key:
            request.session.save()
        begin_session(request, user, timezone.now())
        request.has_signed_in = user  # the middleware gives the browser its cookie


@receiver(user_logged_out, dispatch_uid="accounts.end_session")
def on_sign_out(*, request: Any, user: User | None, **_: object) -> None:
    """Told before the session is flushed."""
    if user is not None and DEVICE in request.session:
        Device.objects.filter(user=user, public_id=request.session[DEVICE]).delete()


@receiver(password_reset, dispatch_uid="accounts.password_reset")
def on_password_reset(*, user: User, **_: object) -> None:
    """A password chosen by a link that was mailed is a change like any other."""
    security_changed.send(sender=User, user=user, what=str(SecurityChange.PASSWORD_CHANGED), at=timezone.now())


@receiver(user_login_failed, dispatch_uid="accounts.log_refusal")
def on_refusal(*, credentials: dict[str, Any], **_: object) -> None:
    """Which account was tried, if there is one; never what was typed. Asked alike for any address."""
    tried = User.objects.filter(email__iexact=str(credentials.get("email", ""))).values_list("public_id", flat=True)
    log.warning("sign-in refused: password", extra={"user_ref": tried.first() or ""})
