"""The page of one enrolment: the nominated person answers here; those who answer for the list follow it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.common.text import clean_name
from workshops import permissions
from workshops.enums import EnrolmentState
from workshops.forms import CertificateNameForm, LeavingForm
from workshops.models import Enrolment
from workshops.selectors.badges import enrolment_badge
from workshops.selectors.editions import get_place
from workshops.selectors.enrolments import get_leaving_consequences, get_move_lines, get_place_in_line
from workshops.selectors.participants import get_session_lines
from workshops.selectors.seats import get_office_names
from workshops.services.answers import (
    accept_seat,
    correct_certificate_name,
    decline_seat,
    withdraw_enrolment,
)

RELATED = (
    "edition__course_version",
    "edition__host_office__country",
    "edition__lead_school__country",
    "person",
    "office__country",
)


def find_enrolment(request: AuthenticatedRequest, enrolment_id: str) -> Enrolment:
    """The enrolment of that address, where the reader may see it; to everybody else it does not exist."""
    visible = Enrolment.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(visible, public_id=enrolment_id)


def find_own_enrolment(request: AuthenticatedRequest, enrolment_id: str) -> Enrolment:
    """As ``find_enrolment``; those who see it but are somebody else are told that the answer is not theirs."""
    enrolment = find_enrolment(request, enrolment_id)
    if not permissions.can_answer(request.user, enrolment):
        raise PermissionDenied(_("Only the nominated person can answer. Ask them to sign in and do it."))
    return enrolment


def show_enrolment(
    request: AuthenticatedRequest, enrolment: Enrolment, at: datetime, form: CertificateNameForm | None = None
) -> HttpResponse:
    is_own = permissions.can_answer(request.user, enrolment)
    name = enrolment.certificate_name or enrolment.person.full_name
    if form is None:
        form = CertificateNameForm(initial={"certificate_name": name})
    elif form.is_bound:
        name = clean_name(form.data.get("certificate_name", "")) or name
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "edition": enrolment.edition,
        "badge": enrolment_badge(enrolment.state),
        "place": get_place(enrolment.edition),
        "is_own": is_own,
        "is_answerable": is_own and enrolment.is_awaiting_answer and enrolment.edition.is_under_way_or_ahead,
        "is_name_open": is_own and enrolment.state == EnrolmentState.ENROLLED,
        "can_leave": permissions.can_withdraw(request.user, enrolment)
        and enrolment.is_active
        and enrolment.edition.is_under_way_or_ahead,
        "can_vouch": enrolment.is_awaiting_office and permissions.can_vouch(request.user, enrolment),
        "refusal_form": LeavingForm(is_own=False),
        "office_name": get_office_names([enrolment.office_id], on=at.date()).get(enrolment.office_id)
        or enrolment.office.code,
        "place_in_line": get_place_in_line(enrolment),
        "sessions": get_session_lines(request.user, enrolment.edition),
        # The ledger with its reasons is for the person and for those who answer for the list.
        "moves": get_move_lines(enrolment) if permissions.can_withdraw(request.user, enrolment) else [],
        "form": form,
        "preview_name": name,
    }
    return render(request, "workshops/enrolment_show.html", context)


class ShowEnrolmentView(View):
    """What it is, when it is on the reader's own clock, and the answer."""

    def get(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        return show_enrolment(request, find_enrolment(request, enrolment_id), timezone.now())


class AcceptSeatView(View):
    """Accept under the name written in the form; "preview" only shows how it will look."""

    def post(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        enrolment, at = find_own_enrolment(request, enrolment_id), timezone.now()
        form = CertificateNameForm(request.POST)
        if not form.is_valid() or "preview" in request.POST:
            return show_enrolment(request, enrolment, at, form)
        name = form.cleaned_data["certificate_name"]
        try:
            self.answer(request, enrolment, name, at)
        except DomainError as refusal:
            form.add_error("certificate_name" if enrolment.is_active else None, str(refusal))
            return show_enrolment(request, enrolment, at, form)
        return redirect("workshops:enrolment", enrolment_id)

    def answer(self, request: AuthenticatedRequest, enrolment: Enrolment, name: str, at: datetime) -> None:
        accept_seat(enrolment=enrolment, certificate_name=name, actor=request.user, at=at)
        messages.success(request, _("You have accepted the place. Your sessions and lessons are now open to you."))


class CorrectNameView(AcceptSeatView):
    """Another spelling, until the course is completed."""

    def answer(self, request: AuthenticatedRequest, enrolment: Enrolment, name: str, at: datetime) -> None:
        correct_certificate_name(enrolment=enrolment, certificate_name=name, actor=request.user, at=at)
        messages.success(request, _("The name for your certificate has been corrected."))


class LeaveView(View):
    """Asks first and names what will happen."""

    template = "workshops/enrolment_leave.html"

    def get(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        enrolment = self.find(request, enrolment_id)
        return self.page(request, enrolment, self.form(request, enrolment))

    def post(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        enrolment = self.find(request, enrolment_id)
        form = self.form(request, enrolment)
        if not form.is_valid():
            return self.page(request, enrolment, form)
        try:
            self.leave(request, enrolment, form.cleaned_data["reason"], timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("workshops:enrolment", enrolment_id)

    def find(self, request: AuthenticatedRequest, enrolment_id: str) -> Enrolment:
        raise NotImplementedError

    def leave(self, request: AuthenticatedRequest, enrolment: Enrolment, reason: str, at: datetime) -> None:
        raise NotImplementedError

    def form(self, request: AuthenticatedRequest, enrolment: Enrolment) -> LeavingForm:
        data = request.POST if request.method == "POST" else None
        return LeavingForm(data, is_own=permissions.can_answer(request.user, enrolment))

    def page(self, request: AuthenticatedRequest, enrolment: Enrolment, form: LeavingForm) -> HttpResponse:
        context = {
            "enrolment": enrolment,
            "edition": enrolment.edition,
            "form": form,
            "is_own": permissions.can_answer(request.user, enrolment),
            "is_decline": isinstance(self, DeclineSeatView),
            "consequences": get_leaving_consequences(enrolment, timezone.now()),
        }
        return render(request, self.template, context)


class DeclineSeatView(LeaveView):
    """The nominated person says no."""

    def find(self, request: AuthenticatedRequest, enrolment_id: str) -> Enrolment:
        return find_own_enrolment(request, enrolment_id)

    def leave(self, request: AuthenticatedRequest, enrolment: Enrolment, reason: str, at: datetime) -> None:
        decline_seat(enrolment=enrolment, actor=request.user, at=at, reason=reason)
        messages.success(request, _("You have declined the place. Your contact point has been told."))


class WithdrawView(LeaveView):
    """The person, or whoever answers for the list, takes the person off it."""

    def find(self, request: AuthenticatedRequest, enrolment_id: str) -> Enrolment:
        enrolment = find_enrolment(request, enrolment_id)
        if not permissions.can_withdraw(request.user, enrolment):
            raise PermissionDenied(_("You cannot withdraw this person. Their contact point or the Secretariat can."))
        return enrolment

    def leave(self, request: AuthenticatedRequest, enrolment: Enrolment, reason: str, at: datetime) -> None:
        withdraw_enrolment(enrolment=enrolment, reason=reason, actor=request.user, at=at)
        messages.success(request, _("Withdrawn. The place has been given back."))
