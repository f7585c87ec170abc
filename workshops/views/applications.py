"""Asking for a seat oneself, and the contact point's word on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from workshops import permissions
from workshops.forms import ApplicationForm, LeavingForm
from workshops.models import Edition, Enrolment
from workshops.selectors.seats import get_open_kinds
from workshops.services.applications import apply_for_seat, confirm_belonging, refuse_belonging
from workshops.views.editions import find_edition
from workshops.views.enrolments import find_enrolment


class ApplyView(View):
    """How one takes part and the name for the certificate; one POST does it, and leads to where one stands."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_edition(request, edition_id)
        return self.page(request, edition, self.form(request, edition))

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition, at = find_edition(request, edition_id), timezone.now()
        form = self.form(request, edition)
        if not form.is_valid():
            return self.page(request, edition, form)
        try:
            enrolment = apply_for_seat(edition=edition, actor=request.user, at=at, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, edition, form)
        return redirect("workshops:enrolment", enrolment.public_id)

    def form(self, request: AuthenticatedRequest, edition: Edition) -> ApplicationForm:
        return ApplicationForm(request.POST or None, kinds=get_open_kinds(edition))

    def page(self, request: AuthenticatedRequest, edition: Edition, form: ApplicationForm) -> HttpResponse:
        is_open = edition.takes_applications and edition.is_open_for_nomination(timezone.now())
        return render(
            request, "workshops/application_make.html", {"edition": edition, "form": form, "is_open": is_open}
        )


class AnswerApplicationView(View):
    """Only the contact points of the person's office answer; others who see the enrolment are told so."""

    def post(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        enrolment = find_enrolment(request, enrolment_id)
        if not permissions.can_vouch(request.user, enrolment):
            raise PermissionDenied(
                _("Only the contact points of the person's office can say whether they belong to it.")
            )
        try:
            self.answer(request, enrolment)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("workshops:enrolment", enrolment_id)

    def answer(self, request: AuthenticatedRequest, enrolment: Enrolment) -> None:
        raise NotImplementedError


class ConfirmBelongingView(AnswerApplicationView):
    def answer(self, request: AuthenticatedRequest, enrolment: Enrolment) -> None:
        confirm_belonging(enrolment=enrolment, actor=request.user, at=timezone.now())
        messages.success(request, _("You have confirmed that the person belongs to your office. They have been told."))


class RefuseBelongingView(AnswerApplicationView):
    def answer(self, request: AuthenticatedRequest, enrolment: Enrolment) -> None:
        form = LeavingForm(request.POST, is_own=False)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        refuse_belonging(enrolment=enrolment, reason=reason, actor=request.user, at=timezone.now())
        messages.success(
            request, _("You have said that the person does not belong to your office. They have been told.")
        )
