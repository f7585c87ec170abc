"""allauth's sign-in through a provider, held to this house's rules: settings in place of rows, and no new accounts."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts import services
from lms.accounts.enums import SecurityChange
from lms.accounts.http import note_change
from lms.accounts.models import User
from lms.accounts.office_providers import OfficeProvider, get_provider, office_providers
from lms.accounts.provider import as_app
from lms.common.errors import DomainError

log = logging.getLogger("aula.accounts")


class OfficeSignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who may come in through an office's door is decided here, before allauth lets anybody in."""

    def list_apps(self, _request: HttpRequest, provider: str = "", client_id: str = "") -> list[SocialApp]:
        return [
            as_app(office)
            for office in office_providers()
            if provider in {"", office.code} and client_id in {"", None, office.client_id}
        ]

    def is_open_for_signup(self, _request: HttpRequest, _sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, _request: HttpRequest, sociallogin: SocialLogin, _data: dict[str, Any]) -> Any:
        return sociallogin.user

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Rooms above are told by the signal of every change about signing in."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """What the provider or the token got wrong is for the log; the reader is told what to do."""
        log.warning(
            "office sign-in failed",
            extra={"provider": provider.sub_id, "error": str(error), "problem": type(exception).__name__},
        )
        raise ImmediateHttpResponse(refused(request, _("The sign-in at your institution did not work. Try again.")))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        office = get_provider(sociallogin.account.provider)
        if office is None:  # taken out of the settings meanwhile
            raise ImmediateHttpResponse(refused(request, str(services.OfficeSignInRefused())))
        try:
            if sociallogin.state.get("process") == AuthProcess.CONNECT:
                raise ImmediateHttpResponse(self.connect(request, sociallogin, office))
            user, account = services.open_with_office(provider=office, claims=sociallogin.claims, at=timezone.now())
        except DomainError as refusal:
            log.warning("office sign-in refused", extra={"provider": office.code, "problem": type(refusal).__name__})
            raise ImmediateHttpResponse(refused(request, str(refusal)))
        if SESSION_KEY in request.session:  # somebody is signed in here, perhaps with a password alone
            logout(request)
        sociallogin.user, sociallogin.account = user, account
        if office.proves_second_factor(sociallogin.claims):
            request.has_office_factor = True  # type: ignore[attr-defined]
            record_authentication(request, user, "mfa", office=office.code)

    def connect(self, request: HttpRequest, sociallogin: SocialLogin, office: OfficeProvider) -> HttpResponseRedirect:
        """Only whoever asked for it, still signed in in this very session."""
        is_same = isinstance(request.user, User) and request.user.public_id == sociallogin.state.get("user_id")
        if not is_same:
            return refused(request, _("Sign in first, and connect the account of your institution again."))
        assert isinstance(request.user, User)
        if services.connect_office(user=request.user, provider=office, claims=sociallogin.claims):
            note_change(request, SecurityChange.OFFICE_CONNECTED, timezone.now())
        messages.success(request, _("From now on you can also sign in with the account of your institution."))
        return HttpResponseRedirect(reverse("accounts:security"))


def refused(request: HttpRequest, sentence: str) -> HttpResponseRedirect:
    """Back to the one sign-in page, or to the page of the account's security, with what happened."""
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("accounts:security" if request.user.is_authenticated else "account_login"))
