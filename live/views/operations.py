"""Preparing the day: the Secretariat's second way in, and the offices' trials of their connection."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from live import services
from live.enums import ConnectionResult
from live.operations_selectors import get_fallback, get_office_tests
from live.views.sent import plain
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network.selectors import get_standing

MOST = 1_000  # more than is kept: the rule refuses what is too long, in its own words


class ShowPreparationView(View):
    """Which office tried its connection and when; for the Secretariat also the second way in."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        standing = get_standing(request.user)
        if not (standing.is_secretariat or standing.is_contact_point):
            raise Http404
        context = {
            "tests": get_office_tests(request.user),
            "results": ConnectionResult.choices,
            "sets_fallback": standing.is_secretariat,
            "fallback": get_fallback() if standing.is_secretariat else None,
        }
        return render(request, "live/preparation.html", context)

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        standing = get_standing(request.user)
        if not (standing.is_secretariat or standing.is_contact_point):
            raise Http404
        chosen = request.POST.get("oficina", "")
        office = next((one.office for one in get_office_tests(request.user) if one.office.code == chosen), None)
        if office is None:
            messages.error(request, _("Choose an office."))
            return redirect("live:preparation")
        try:
            services.record_connection_test(
                office=office,
                result=request.POST.get("resultado", ""),
                note=plain(request.POST.get("nota", ""), MOST),
                actor=request.user,
                role="SECRETARIAT" if standing.is_secretariat else "CONTACT_POINT",
                at=timezone.now(),
            )
            messages.success(request, _("The trial is recorded."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("live:preparation")


class SetFallbackView(View):
    """The Secretariat sets the second way in."""

    http_method_names = ("post",)

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        if not get_standing(request.user).is_secretariat:
            raise Http404
        told = {name: plain(request.POST.get(name, ""), MOST) for name in ("telefonos", "direccion")}
        try:
            services.set_fallback(
                phones=told["telefonos"], address=told["direccion"], actor=request.user, at=timezone.now()
            )
            messages.success(request, _("The second way in is set."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("live:preparation")
