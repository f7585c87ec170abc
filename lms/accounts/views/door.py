"""The front door: preferences, the root of the site, and asking for a new password."""

from typing import Any

from allauth.account.mixins import RedirectAuthenticatedUserMixin
from allauth.account.views import LoginView, LogoutView, PasswordChangeView, PasswordResetView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.vary import vary_on_headers
from django.views.generic import FormView, View

from lms.accounts import services
from lms.accounts.enums import SecurityChange, SessionEnd
from lms.accounts.forms import AskResetForm, ChangePasswordForm, ReaderForm
from lms.accounts.http import ENDED, AuthenticatedRequest, known_device, note_change
from lms.accounts.paths import screen_language
from lms.accounts.signals import password_reset_asked


@method_decorator(login_not_required, name="dispatch")
@method_decorator(vary_on_headers("Accept-Language", "Cookie"), name="dispatch")
class RootView(View):
    """The bare host leads to the front page in the reader's language, or the one the browser prefers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language() or settings.LANGUAGE_CODE
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            language = request.user.language
        return HttpResponseRedirect(f"/{screen_language(language)}/")


class PreferencesView(FormView[ReaderForm]):
    """A reader's language and clock."""

    template_name = "accounts/preferences_edit.html"
    form_class = ReaderForm
    request: AuthenticatedRequest

    def get_initial(self) -> dict[str, str]:
        user = self.request.user
        return {"language": screen_language(user.language), "time_zone": user.time_zone}

    def form_valid(self, form: ReaderForm) -> HttpResponse:
        services.set_preferences(user=self.request.user, **form.cleaned_data)
        # The answer is already in the new language, on the same page under its prefix.
        with translation.override(form.cleaned_data["language"]):
            messages.success(self.request, _("Your preferences are saved."))
            return HttpResponseRedirect(reverse("accounts:preferences"))


@method_decorator(login_not_required, name="dispatch")
class AskPasswordResetView(PasswordResetView):
    """Whoever asks is told the same, and takes as long, whether the address is known or not."""

    def form_valid(self, form: AskResetForm) -> HttpResponse:
        refusal: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="reset_password", key=form.cleaned_data["email"].lower()
        )
        if refusal:
            return refusal
        password_reset_asked.send(
            sender=AskPasswordResetView,
            user=form.user,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            at=timezone.now(),
        )
        return HttpResponseRedirect(self.get_success_url())


@method_decorator([login_not_required, never_cache, sensitive_post_parameters("password")], name="dispatch")
class SignInView(LoginView):
    """The one sign-in page. A browser that has signed in to the account before has an allowance of its own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "has_office_sign_in": bool(settings.ACCOUNTS_OFFICE_PROVIDERS),
            "ended": dict(SessionEnd.choices).get(self.request.GET.get(ENDED, "")),
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "POST" and known_device(request, request.POST.get("login", "").strip()):
            # Past the limit per address, which somebody behind the same address may have used up.
            response = RedirectAuthenticatedUserMixin.dispatch(self, request, *args, **kwargs)
        else:
            response = super().dispatch(request, *args, **kwargs)
        return response


class SignOutView(LogoutView):
    """The browser forgets what it kept of this site: pages, and answers not yet sent."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePasswordView(PasswordChangeView):
    """A new password ends every other session and rotates this one."""

    def dispatch(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_usable_password():  # an account that has only ever signed in through its office
            return HttpResponseRedirect(reverse("account_reset_password"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.PASSWORD_CHANGED, timezone.now())
        return response
