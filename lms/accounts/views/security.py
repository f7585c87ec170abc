"""The page of the account's security: where its holder is signed in, and with what."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from lms.accounts import services
from lms.accounts.enums import SecurityChange
from lms.accounts.http import DEVICE, AuthenticatedRequest, is_confirmed, note_change
from lms.accounts.models import Device
from lms.accounts.office_providers import provider_of
from lms.accounts.selectors import get_devices, get_factors, get_office_account


class ShowSecurityView(TemplateView):
    """Plain facts; nothing here says from where somebody signed in, for it is not kept."""

    template_name = "accounts/security.html"
    http_method_names = ["get", "head"]
    request: AuthenticatedRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "factors": get_factors(user),
            "devices": get_devices(user, timezone.now(), settings.SESSION_COOKIE_AGE),
            "own_device": self.request.session.get(DEVICE, ""),
            "is_required": settings.ACCOUNTS_SECOND_FACTOR_REQUIRED,
            "is_confirmed": is_confirmed(self.request),
            "office": provider_of(user),
            "office_account": get_office_account(user),
        }


class EndDeviceView(View):
    """Sign one device out. Doing it twice is the same; another's device is not there."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest, device_id: str) -> HttpResponse:
        device = get_object_or_404(Device.objects.visible_to(request.user), public_id=device_id)
        if device.public_id == request.session.get(DEVICE):
            return HttpResponseRedirect(reverse("account_logout"))
        services.end_device(device=device)
        messages.success(request, _("That device is signed out."))
        return HttpResponseRedirect(reverse("accounts:security"))


class EndOtherSessionsView(View):
    """Sign out everywhere but here."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        note_change(request, SecurityChange.SIGNED_OUT_EVERYWHERE, timezone.now())
        messages.success(request, _("Every other device is signed out."))
        return HttpResponseRedirect(reverse("accounts:security"))
