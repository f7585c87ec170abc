"""Applying: a draft that is kept as often as one likes, and handing it in; and the undertaking one signs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from internships.enums import PlacementState
from internships.forms import ApplicationForm
from internships.models import Placement
from internships.selectors import is_undertaking_signed
from internships.services import applications, preparation
from internships.services.applications import ANSWERS
from internships.undertaking import TEXTS, hash_text
from internships.views.common import find_call, find_placement, is_intern
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError

WRITABLE = {PlacementState.DRAFT, PlacementState.RETURNED}


class StartApplicationView(View):
    """A draft of one's own in a call; the same one however often it is asked for."""

    def post(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = find_call(request, call_id)
        try:
            placement = applications.start_application(call=call, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("internships:call", call.public_id)
        return redirect("internships:application", placement.public_id)


class WriteApplicationView(View):
    """Saved whatever is missing; handed in when it is whole and the applicant agrees."""

    def get(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement = self.find(request, placement_id)
        initial = {name: getattr(placement, name) for name in ANSWERS}
        return self.page(request, placement, ApplicationForm(initial=initial))

    def post(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement, at = self.find(request, placement_id), timezone.now()
        form = ApplicationForm(request.POST)
        if not form.is_valid():
            return self.page(request, placement, form)
        try:
            applications.save_application(placement=placement, answers=form.cleaned_data, actor=request.user, at=at)
            if "submit" not in request.POST:
                messages.success(request, _("It is kept. You can go on whenever you like."))
                return redirect("internships:application", placement.public_id)
            applications.submit_application(
                placement=placement, has_consented="consent" in request.POST, actor=request.user, at=at
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, placement, form)
        messages.success(request, _("Your application is with your contact point."))
        return redirect("internships:placement", placement.public_id)

    def find(self, request: AuthenticatedRequest, placement_id: str) -> Placement:
        placement = find_placement(request, placement_id)
        if not is_intern(request, placement) or placement.state not in WRITABLE:
            raise Http404
        return placement

    def page(self, request: AuthenticatedRequest, placement: Placement, form: Any) -> HttpResponse:
        return render(request, "internships/application_write.html", {"placement": placement, "form": form})


class SignUndertakingView(View):
    """The text, and signing exactly this text."""

    def get(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement = self.find(request, placement_id)
        language = get_language() or "es"
        shown = language if language in TEXTS else "es"
        context = {
            "placement": placement,
            "lines": TEXTS[shown],
            "text_language": shown,
            "text_hash": hash_text(shown),
            "is_signed": is_undertaking_signed(placement),
        }
        return render(request, "internships/undertaking_sign.html", context)

    def post(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement = self.find(request, placement_id)
        try:
            preparation.sign_undertaking(
                placement=placement, language=request.POST.get("language", ""),
                text_hash=request.POST.get("text", ""), actor=request.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The undertaking is signed."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("internships:placement", placement.public_id)

    def find(self, request: AuthenticatedRequest, placement_id: str) -> Placement:
        placement = find_placement(request, placement_id)
        if not is_intern(request, placement) or placement.state not in {PlacementState.PREPARING, PlacementState.READY}:
            raise Http404
        return placement
