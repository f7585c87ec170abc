"""Lending the own powers during a leave: the list, a new one, taking one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.common.times import days_in_words
from network import services
from network.enums import Role
from network.forms import DelegationForm
from network.listings import get_delegation_lines, get_stand_ins, last_day
from network.models import Appointment, Delegation
from network.permissions import can_delegate, can_see_delegations, can_withdraw_delegation
from network.selectors import get_standing


def find_appointment(request: AuthenticatedRequest, appointment_id: str) -> Appointment:
    """The appointment of that address, where the reader may lend its powers; to others it does not exist."""
    unended = (
        Appointment.objects.visible_to(request.user).unended(timezone.now().date()).select_related("person", "office")
    )
    appointment = get_object_or_404(unended, public_id=appointment_id)
    if not can_delegate(request.user, appointment):
        raise Http404
    return appointment


class ListDelegationsView(View):
    """What the reader has lent and been lent; for the Secretariat, all."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_see_delegations(request.user):
            raise Http404
        on, standing = timezone.now().date(), get_standing(request.user)
        own = (
            Appointment.objects.visible_to(request.user)
            .unended(on)
            .filter(role=Role.CONTACT_POINT, person_id=standing.person_id or 0)
        )
        context = {
            "lines": get_delegation_lines(request.user, on),
            "own": own.select_related("office").order_by("pk"),
            "is_secretariat": standing.is_secretariat,
        }
        return render(request, "network/delegation_list.html", context)


class DelegateView(View):
    """Whose powers stands in the address; who stands in, and when, in the form."""

    def get(self, request: AuthenticatedRequest, appointment_id: str) -> HttpResponse:
        appointment = find_appointment(request, appointment_id)
        return self.page(request, appointment, self.form(appointment))

    def post(self, request: AuthenticatedRequest, appointment_id: str) -> HttpResponse:
        appointment, at = find_appointment(request, appointment_id), timezone.now()
        form = self.form(appointment, request.POST)
        if not form.is_valid():
            return self.page(request, appointment, form)
        people = {one.public_id: one for one in get_stand_ins(appointment, at.date())}
        try:
            services.delegate_powers(
                appointment=appointment,
                delegate=people[form.cleaned_data["delegate"]],
                started_on=form.cleaned_data["first_day"],
                ended_on=form.cleaned_data["ended_on"],
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, appointment, form)
        messages.success(request, _("The powers have been delegated. The person who stands in has been told by mail."))
        return redirect("network:delegation_list")

    @staticmethod
    def form(appointment: Appointment, data: object = None) -> DelegationForm:
        today = timezone.localdate()
        initial = {"first_day": max(today, appointment.started_on)}
        return DelegationForm(data, people=get_stand_ins(appointment, timezone.now().date()), initial=initial)

    @staticmethod
    def page(request: AuthenticatedRequest, appointment: Appointment, form: DelegationForm) -> HttpResponse:
        is_own = appointment.person_id == get_standing(request.user).person_id
        context = {"appointment": appointment, "form": form, "is_own": is_own}
        return render(request, "network/delegation_new.html", context)


class WithdrawView(View):
    """Asks first and names what will happen."""

    def get(self, request: AuthenticatedRequest, delegation_id: str) -> HttpResponse:
        delegation = self.find(request, delegation_id)
        last = last_day(delegation.ended_on) or delegation.ended_on
        facts = {
            "name": delegation.delegate.full_name,
            "days": days_in_words(delegation.started_on, max(delegation.started_on, last)),
        }
        consequences = [
            _("%(name)s loses the powers at once (they were delegated %(days)s).") % facts,
            _("What was done meanwhile stays as it is."),
        ]
        context = {"delegation": delegation, "consequences": consequences}
        return render(request, "network/delegation_withdraw.html", context)

    def post(self, request: AuthenticatedRequest, delegation_id: str) -> HttpResponse:
        delegation = self.find(request, delegation_id)
        services.withdraw_delegation(delegation=delegation, actor=request.user, at=timezone.now())
        messages.success(request, _("The delegation has been withdrawn."))
        return redirect("network:delegation_list")

    @staticmethod
    def find(request: AuthenticatedRequest, delegation_id: str) -> Delegation:
        """The delegation of that address; its delegate sees it and is told that taking it back is not theirs."""
        visible = Delegation.objects.visible_to(request.user).select_related("appointment__person", "delegate")
        delegation = get_object_or_404(visible, public_id=delegation_id)
        if not can_withdraw_delegation(request.user, delegation):
            raise PermissionDenied(_("Only the contact point or the Secretariat can withdraw a delegation."))
        return delegation
