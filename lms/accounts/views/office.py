"""Signing in with the account of one's institution: asked on our page, proven on theirs."""

from typing import Any

from allauth.core import ratelimit
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.generic import FormView, View

from lms.accounts import services
from lms.accounts.enums import SecurityChange
from lms.accounts.forms import OfficeDomainForm
from lms.accounts.http import AuthenticatedRequest, note_change
from lms.accounts.office_adapter import refused
from lms.accounts.office_providers import OfficeProvider, get_provider, provider_for, provider_of
from lms.accounts.paths import home_path, is_own_path
from lms.accounts.provider import OfficeAdapter, OfficeCallback, begin_sign_in

SILENT = (OAuth2Error, OSError, KeyError, TypeError, ValueError)  # a provider that is away is an OSError


def lead_away(request: HttpRequest, office: OfficeProvider, **how: str) -> HttpResponse:
    """A page that names the provider's host and has a link to it.

    A link and no redirect: browsers hold a form's whole way to ``form-action``, which allows our own site only.
    """
    address = begin_sign_in(request, office, **{"next_path": "", "user_id": "", **how})
    return render(request, "accounts/office_leave.html", {"address": address, "host": office.host})


@method_decorator([login_not_required, never_cache], name="dispatch")
class OfficeSignInView(FormView[OfficeDomainForm]):
    """Asks for the domain of one's address. Which offices have a provider is listed nowhere."""

    template_name = "accounts/office_sign_in.html"
    form_class = OfficeDomainForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            return HttpResponseRedirect(home_path(request.user))
        return super().dispatch(request, *args, **kwargs)

    @property
    def next_path(self) -> str:
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        return wanted if is_own_path(wanted) else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "next_path": self.next_path}

    def form_valid(self, form: OfficeDomainForm) -> HttpResponse:
        too_many: HttpResponse | None = ratelimit.consume_or_429(self.request, action="login")
        if too_many:
            return too_many
        office = provider_for(form.cleaned_data["address"])
        if office is None:
            form.add_error("address", _("For that domain there is no such sign-in here. Use your password."))
            return self.form_invalid(form)
        try:
            return lead_away(self.request, office, process=AuthProcess.LOGIN, next_path=self.next_path)
        except SILENT:
            form.add_error("address", _("Your institution's sign-in does not answer. Try later, or use your password."))
            return self.form_invalid(form)


@method_decorator([login_not_required, cache_control(no_store=True, private=True)], name="dispatch")
class OfficeCallbackView(View):
    """Where the provider sends the reader back; the address is fixed, for it is registered there."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, provider_id: str) -> HttpResponse:
        if get_provider(provider_id) is None:  # which providers there are is told to nobody
            return self.refuse(request)
        try:
            view = OfficeCallback.adapter_view(OfficeAdapter(request, provider_id))
            response: HttpResponse = view(request)
        except SILENT:
            return self.refuse(request)
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To a guest every address that leads to the sign-in answers alike."""
        if not request.user.is_authenticated:
            return self.refuse(request)
        return super().http_method_not_allowed(request, *args, **kwargs)

    @staticmethod
    def refuse(request: HttpRequest) -> HttpResponse:
        return refused(request, _("The sign-in at your institution did not work. Try again."))


class ConnectOfficeView(View):
    """The account of one's own office, joined by its holder."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        office = provider_of(request.user)
        if office is None:
            raise Http404
        try:
            return lead_away(request, office, process=AuthProcess.CONNECT, user_id=request.user.public_id)
        except SILENT:
            messages.error(request, _("Your institution's sign-in does not answer. Try later."))
            return HttpResponseRedirect(reverse("accounts:security"))


class DisconnectOfficeView(View):
    """Takes the join away; again changes nothing."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        if services.disconnect_office(user=request.user):
            note_change(request, SecurityChange.OFFICE_DISCONNECTED, timezone.now())
        messages.success(request, _("The account of your institution no longer opens yours."))
        return HttpResponseRedirect(reverse("accounts:security"))
