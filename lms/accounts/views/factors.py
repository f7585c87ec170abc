"""The second factor: enrolling an app or a passkey, recovery codes, and taking them away. allauth does the checking."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from lms.accounts.adapter import SecondFactorAdapter
from lms.accounts.enums import SecurityChange
from lms.accounts.forms import ConfirmPasskeyForm
from lms.accounts.http import AuthenticatedRequest, has_second_factor, note_change
from lms.accounts.selectors import get_factors

KEY_SIGNER = Signer(salt="accounts.passkey", sep=".")


class SecondFactorView(TemplateView):
    """Where a session with a password alone is led: enrol, or confirm with what the account has already."""

    template_name = "accounts/second_factor.html"
    http_method_names = ["get", "head"]
    request: AuthenticatedRequest

    def get(self, request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        factors = get_factors(request.user)
        if factors.is_enrolled and not has_second_factor(request):
            page = "mfa_reauthenticate" if factors.has_app else "mfa_reauthenticate_webauthn"
            return HttpResponseRedirect(reverse(page))
        if factors.is_enrolled:
            return HttpResponseRedirect(reverse("accounts:security"))
        return super().get(request, *args, **kwargs)


class AddAppView(ActivateTOTPView):
    """An app that shows codes: a QR code, and the same secret as text."""

    template_name = "mfa/totp/activate_form.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.APP_ADDED, timezone.now())
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else reverse("accounts:security")


class RemoveAppView(DeactivateTOTPView):
    """Asks first. Without an app there is nothing here."""

    success_url = reverse_lazy("accounts:security")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.APP_REMOVED, timezone.now())
        return response


class AddPasskeyView(AddWebAuthnView):
    """A passkey of this computer or telephone, or a key on a ring. It opens the sign-in page without a password too."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = context["js_data"]["creation_options"]["publicKey"]["authenticatorSelection"]
        # Kept on the device where it can be, so that it opens the sign-in page by itself.
        chosen["residentKey"], chosen["requireResidentKey"] = "preferred", False
        return context

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.PASSKEY_ADDED, timezone.now())
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes") if self.did_generate_recovery_codes else reverse("accounts:security")


class RemovePasskeyView(RemoveWebAuthnView):
    """Its address holds a signed name, not the row's key."""

    success_url = reverse_lazy("accounts:security")

    def get_object(self, queryset: Any = None) -> Authenticator:
        try:
            key = KEY_SIGNER.unsign(self.kwargs["name"])
        except BadSignature:
            raise Http404
        found: Authenticator | None = self.get_queryset().filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not SecondFactorAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(SecondFactorAdapter.error_messages["cannot_delete_authenticator"]))
            return HttpResponseRedirect(reverse("accounts:security"))
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.PASSKEY_REMOVED, timezone.now())
        return response


class ConfirmPasskeyView(ReauthenticateWebAuthnView):
    """A passkey that is not right is asked for again on the same page."""

    form_class = ConfirmPasskeyForm

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, _("That passkey did not confirm it. Try again, or choose another way."))
        return HttpResponseRedirect(self.request.get_full_path())


class RenewCodesView(GenerateRecoveryCodesView):
    """New recovery codes; the former are void."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not get_factors(request.user).is_enrolled:  # type: ignore[arg-type]
            raise Http404
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        note_change(self.request, SecurityChange.CODES_RENEWED, timezone.now())
        return response


class ShowCodesView(ViewRecoveryCodesView):
    """Shown once, to be printed or kept as a file; afterwards only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["file_text"] = "\n".join([_("Recovery codes for Aula Fiscal"), *context["unused_codes"], ""])
        return context
