"""The register of documents: a page of it, one sought by name, and the list as a file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from certificates import register
from certificates.forms import FindAwardForm, RegisterForm
from certificates.models import Award
from certificates.permissions import can_export_register, can_read_register, can_revoke, register_role
from lms.accounts.http import AuthenticatedRequest
from lms.common.windows import read_window
from lms.exports.http import answer_export
from lms.records import audit


def read_form(request: AuthenticatedRequest, data: Mapping[str, Any]) -> RegisterForm:
    """The choice in ``data``, among what the reader can choose from."""
    user = request.user
    return RegisterForm(data, activities=register.get_activities(user), offices=register.get_offices(user))


def note_reading(request: AuthenticatedRequest, chosen: str) -> None:
    role = register_role(request.user)
    audit.log_list(
        Award, action="certificates.read_register", actor=request.user, at=timezone.now(), role=role, detail=chosen
    )


class ReadRegisterView(View):
    """A page of what is chosen; by POST, what is sought by name, so that no address holds one."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_read_register(request.user):
            raise Http404
        form = read_form(request, request.GET)
        chosen = form.chosen()
        awards = register.get_awards(request.user, dict(chosen)) if form.is_valid() else Award.objects.none()
        window = read_window(
            awards.select_related("office__country"),
            by="issued_at",
            place=request.GET.get("pagina", ""),
            size=register.PAGE,
        )
        query = urlencode(chosen)
        note_reading(request, query)
        context = {
            "form": form,
            "find_form": FindAwardForm(),
            "lines": register.get_register_lines(window.rows),
            "window": window,
            "query": query,
            "chosen": chosen,
            "can_revoke": can_revoke(request.user),
            "can_export": can_export_register(request.user),
        }
        return render(request, "certificates/register.html", context)

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_read_register(request.user):
            raise Http404
        form = FindAwardForm(request.POST)
        found = register.find_awards(request.user, form.cleaned_data["sought"]) if form.is_valid() else []
        note_reading(request, "")
        context = {
            "find_form": form,
            "is_search": True,
            "lines": register.get_register_lines(found),
            "can_revoke": can_revoke(request.user),
        }
        return render(request, "certificates/register.html", context)


class SigningProgressView(View):
    """How far the signing of an activity's documents has come; it goes on whether anybody looks or not."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_read_register(request.user):
            raise Http404
        asked = request.GET.get("edicion", "")
        progress = register.get_progress(request.user, asked) if "\x00" not in asked else None
        return render(request, "certificates/signing_progress.html", {"progress": progress})


class ExportRegisterView(View):
    """What is chosen as a file."""

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_export_register(request.user):
            raise Http404
        form, back = read_form(request, request.POST), reverse("certificates:register")
        if not form.is_valid():  # what was chosen is unclear: better nothing than everything
            return redirect(back)
        params, role = dict(form.chosen()), register_role(request.user)
        return answer_export(request, kind=register.REGISTER.name, params=params, role=role, back=back)
