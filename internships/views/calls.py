"""A call for internships: its public page, its way from draft to closed, and what offices offer in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from internships import pages
from internships.enums import CallState
from internships.forms import CallForm, OfferForm, TextForm, initial_of
from internships.models import Call, Placement
from internships.moves import CALL_MOVES
from internships.permissions import can_apply, can_run_call
from internships.services import calls, drafts
from internships.views.common import find_call, find_offer
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network.selectors import get_standing

# What the Secretariat may do with a call: its word, what follows, and whether it asks for a text.
STEPS: dict[str, tuple[str, Any, Any, Callable[..., Any], str]] = {
    "oficinas": (
        CallState.HOSTS_CALL, gettext_lazy("Call the offices"),
        gettext_lazy("From now on offices offer places. What is asked and signed stays as it is today."),
        calls.open_hosts_call, "",
    ),
    "solicitudes": (
        CallState.INTERNS_CALL, gettext_lazy("Open for applications"),
        gettext_lazy("From now on people apply, until the last day in the zone of the call."),
        calls.open_interns_call, "",
    ),
    "anunciar": (
        CallState.ANNOUNCED, gettext_lazy("Announce the outcomes"),
        gettext_lazy("Everybody learns the own outcome at once. Write down the reasons for the ranking."),
        calls.announce_call, "rationale",
    ),
    "cerrar": (
        CallState.CLOSED, gettext_lazy("Close the call"),
        gettext_lazy("Every internship is over. Write the report of the call."), calls.close_call, "report",
    ),
    "anular": (
        CallState.CANCELLED, gettext_lazy("Call it off"),
        gettext_lazy("Possible only while nobody is on the way."), calls.cancel_call, "",
    ),
}  # fmt: skip


def get_steps(call: Call, *, runs: bool) -> list[dict[str, Any]]:
    """What the Secretariat may do with the call as it stands."""
    allowed = CALL_MOVES[call.state] if runs else frozenset()
    return [
        {"name": name, "label": label, "is_grave": target == CallState.CANCELLED}
        for name, (target, label, _text, _service, _asks) in STEPS.items()
        if target in allowed
    ]


@method_decorator(login_not_required, name="dispatch")
class ShowCallView(View):
    """What anybody may know of a call; signed in, also what one may do."""

    def get(self, request: HttpRequest, call_id: str) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            call = pages.get_public_call(call_id)
            if call is None:
                raise Http404
            return render(request, "internships/call_show.html", self.facts(call))
        call = get_object_or_404(Call.objects.visible_to(user), public_id=call_id)
        standing, at = get_standing(user), timezone.now()
        own = Placement.objects.visible_to(user).filter(call=call, person_id=standing.person_id or 0).first()
        offers_open = call.state in {CallState.HOSTS_CALL, CallState.INTERNS_CALL}
        context = {
            **self.facts(call),
            "runs": can_run_call(user),
            "is_draft": call.state == CallState.DRAFT,
            "steps": get_steps(call, runs=can_run_call(user)),
            "own": own,
            "can_apply": own is None and can_apply(user) and call.is_taking_applications(at),
            "can_offer": offers_open and (standing.is_secretariat or bool(standing.contact_point_office_ids)),
            "offers": pages.get_offer_lines(call, user),
            "shows_offers": standing.is_secretariat or bool(standing.contact_point_office_ids),
        }
        return render(request, "internships/call_show.html", context)

    def facts(self, call: Call) -> dict[str, Any]:
        return {"call": call, "badge": pages.call_badge(call.state), "closes_at": call.closes_at()}


class WriteCallView(View):
    """A new call, or one that is still written."""

    def get(self, request: AuthenticatedRequest, call_id: str = "") -> HttpResponse:
        call = self.find(request, call_id)
        return self.page(request, call, CallForm(initial=initial_of(call) if call else {}))

    def post(self, request: AuthenticatedRequest, call_id: str = "") -> HttpResponse:
        call, form, at = self.find(request, call_id), CallForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(request, call, form)
        said = form.cleaned_data
        values = {
            **{name: said[name] for name in ("lead_school", "opens_on", "closes_on", "earliest_start_on")},
            "quota_per_office": said["quota_per_office"],
            "title": {"es": said["title_es"], "en": said["title_en"]},
            "introduction": {"es": said["introduction_es"], "en": said["introduction_en"]},
        }
        try:
            if call is None:
                call = drafts.draft_call(values=values, actor=request.user, at=at)
            else:
                call = drafts.change_call(call=call, values=values, actor=request.user, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, call, form)
        messages.success(request, _("The call is kept. Nobody sees it before you call the offices."))
        return redirect("internships:call", call.public_id)

    def find(self, request: AuthenticatedRequest, call_id: str) -> Call | None:
        if not can_run_call(request.user):
            raise Http404
        return find_call(request, call_id) if call_id else None

    def page(self, request: AuthenticatedRequest, call: Call | None, form: CallForm) -> HttpResponse:
        return render(request, "internships/call_write.html", {"call": call, "form": form})


class MoveCallView(View):
    """One step of a call, with what follows said before it is taken."""

    def get(self, request: AuthenticatedRequest, call_id: str, step: str) -> HttpResponse:
        return self.page(request, self.find(request, call_id, step), step, TextForm())

    def post(self, request: AuthenticatedRequest, call_id: str, step: str) -> HttpResponse:
        call, (_target, _label, _text, service, asks) = self.find(request, call_id, step), STEPS[step]
        form = TextForm(request.POST)
        if asks and not form.is_valid():
            return self.page(request, call, step, form)
        told = {asks: form.cleaned_data["text"]} if asks else {}
        try:
            service(call=call, actor=request.user, at=timezone.now(), **told)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("internships:call", call.public_id)
        messages.success(request, _("It is done."))
        return redirect("internships:call", call.public_id)

    def find(self, request: AuthenticatedRequest, call_id: str, step: str) -> Call:
        call = find_call(request, call_id)
        if step not in {one["name"] for one in get_steps(call, runs=can_run_call(request.user))}:
            raise Http404
        return call

    def page(self, request: AuthenticatedRequest, call: Call, step: str, form: TextForm) -> HttpResponse:
        _target, label, text, _service, asks = STEPS[step]
        context = {"call": call, "label": label, "text": text, "form": form if asks else None}
        return render(request, "internships/call_move.html", context)


class OfferPlacesView(View):
    """What an office offers in a call."""

    def get(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = self.find(request, call_id)
        return self.page(request, call, OfferForm(offices=self.offices(request)))

    def post(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = self.find(request, call_id)
        form = OfferForm(request.POST, offices=self.offices(request))
        if not form.is_valid():
            return self.page(request, call, form)
        said = form.cleaned_data
        try:
            calls.offer_places(
                call=call, office=said["office"], capacity=said["capacity"], weeks=form.weeks(),
                is_exploring=said["is_exploring"], actor=request.user, at=timezone.now(),
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, call, form)
        messages.success(request, _("The offer is kept. Confirm it when it is sure."))
        return redirect("internships:call", call.public_id)

    def find(self, request: AuthenticatedRequest, call_id: str) -> Call:
        standing = get_standing(request.user)
        if not (standing.is_secretariat or standing.contact_point_office_ids):
            raise Http404
        return find_call(request, call_id)

    def offices(self, request: AuthenticatedRequest) -> list[int] | None:
        standing = get_standing(request.user)
        return None if standing.is_secretariat else list(standing.contact_point_office_ids)

    def page(self, request: AuthenticatedRequest, call: Call, form: OfferForm) -> HttpResponse:
        return render(request, "internships/offer_make.html", {"call": call, "form": form})


class MoveOfferView(View):
    """An offer becomes sure, or is taken back."""

    service: Callable[..., Any] = calls.confirm_offer

    def post(self, request: AuthenticatedRequest, offer_id: str) -> HttpResponse:
        offer = find_offer(request, offer_id)
        try:
            type(self).service(offer=offer, actor=request.user, at=timezone.now())
            messages.success(request, _("It is done."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("internships:call", offer.call.public_id)


class WithdrawOfferView(MoveOfferView):
    service = calls.withdraw_offer
