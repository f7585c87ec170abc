"""allauth as this house uses it: accounts exist by invitation only, and it says so in our words."""

import base64
import hashlib
import logging
from io import BytesIO
from typing import Any, ClassVar
from urllib.parse import urlsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.http import is_confirmed, known_device
from lms.accounts.models import User
from lms.accounts.paths import home_path, is_own_path

log = logging.getLogger("aula.accounts")


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up form; mails go out as rows; nobody is sent to another site."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address or the password is not right. Check both and try again."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("This link is no longer good. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or choose a new password."),
        "rate_limited": _("Too many requests. Wait a few minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        return is_own_path(url)

    def login(self, request: HttpRequest, user: User) -> None:
        """Whether this is the first time is known only before it happens."""
        request.had_signed_in = user.last_login is not None  # type: ignore[attr-defined]
        super().login(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        assert isinstance(request.user, User)
        return home_path(request.user)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Signing in counts as a confirmation, as everywhere in this house."""
        return not is_confirmed(context.request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted per account *and* address, and per address; never per account alone.

        So nobody locks another's account, and a browser in which that account has signed in before counts by itself:
        its holder gets in from behind the very address an attacker uses.
        """
        email = credentials.get("email", "").lower()
        device = known_device(request, email)
        action, key = ("login_failed", f"{self.get_client_ip(request)}:{email}")
        if device:
            action, key = ("login_failed_known_device", f"{device}:{email}")
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """A new password forgives what was typed from this address."""
        key = f"{self.get_client_ip(request)}:{credentials.get('email', '').lower()}"
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors encrypted at rest; a QR code in ink of our own; keys bound to this site's name."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Wait for the next one and type it as the app shows it."),
        "cannot_delete_authenticator": _("A second factor is required here. Add another before you remove this one."),
        "cannot_generate_recovery_codes": _("Recovery codes belong to an app or a passkey. Add one of them first."),
    }

    def validation_error(self, code: str, *args: Any) -> Any:
        """A code or a passkey that is not right is told in the log, by whichever form asked for it."""
        if code == "incorrect_code":
            log.warning("sign-in refused: second factor", extra={"user_ref": _tried(context.request)})
        return super().validation_error(code, *args)

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, dark="#1b1f27", light="#ffffff")
        return drawn.getvalue().decode()

    def is_mfa_enabled(self, user: User, types: Any = None) -> bool:
        """No second step after an office's provider that has asked for one itself, where the settings accept that."""
        has_own: bool = super().is_mfa_enabled(user, types=types)
        return has_own and not getattr(context.request, "has_office_factor", False)

    def get_totp_label(self, user: User) -> str:
        return user.email

    def encrypt(self, text: str) -> str:
        return factor_cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return factor_cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not settings.ACCOUNTS_SECOND_FACTOR_REQUIRED or other_factors(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name is this installation's, never one a request brings."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": user_pk_to_url_str(user).encode(), "display_name": user.email, "name": user.email}


def _tried(request: HttpRequest | None) -> str:
    """The account that is signed in and asked to confirm, or whose second step is awaited."""
    if request is None:
        return ""
    login = unstash_login(request, peek=True)
    user = request.user if request.user.is_authenticated else login and login.user
    return user.public_id if isinstance(user, User) else ""


def other_factors(authenticator: Authenticator) -> bool:
    """Whether its holder has another app or passkey; recovery codes alone are none."""
    others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
    return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def factor_cipher() -> Fernet:
    """Under a key of its own where the installation has one, else under one drawn from its secret."""
    secret = settings.ACCOUNTS_FACTOR_KEY or settings.SECRET_KEY
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"accounts.factors:{secret}".encode()).digest()))
