"""The ledger of an edition's seats, and the Secretariat's decisions about their number."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from workshops import permissions
from workshops.forms import CapacityForm, ReleaseForm
from workshops.models import Edition
from workshops.selectors.ledger import get_decision_lines, get_ledger, get_transfer_lines
from workshops.selectors.release import digest_of, get_release_plan
from workshops.services.capacity import NothingToPassOn, change_capacity, release_unused_seats
from workshops.views.editions import find_edition


class ShowSeatsView(View):
    """Who holds which seat and why; what was decided; and for the Secretariat, what can be."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition, at = find_edition(request, edition_id), timezone.now()
        if not permissions.can_read_ledger(request.user, edition):
            raise PermissionDenied(
                _("The ledger of places is for the contact points, the coordination and the Secretariat.")
            )
        pools = get_ledger(request.user, edition, on=at.date())
        decides = permissions.can_decide_seats(request.user) and edition.is_ahead(at)
        context: dict[str, Any] = {
            "edition": edition,
            "pools": pools,
            "decisions": get_decision_lines(request.user, edition, on=at.date()),
            "capacity_form": CapacityForm(pools=pools) if decides else None,
        }
        closes_at = edition.nomination_closes_at
        if decides and closes_at and at >= closes_at and (plan := get_release_plan(edition)):
            context["transfers"] = get_transfer_lines(plan, on=at.date())
            context["release_form"] = ReleaseForm(initial={"shown": digest_of(plan)})
        return render(request, "workshops/seats_show.html", context)


class DecideView(View):
    """A decision of the Secretariat; whoever else sees the edition is told that it is not theirs."""

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_edition(request, edition_id)
        if not permissions.can_decide_seats(request.user):
            raise PermissionDenied(_("Only the Secretariat decides about the number of places."))
        try:
            self.decide(request, edition)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("workshops:seats", edition_id)

    def decide(self, request: AuthenticatedRequest, edition: Edition) -> None:
        raise NotImplementedError


class ChangeCapacityView(DecideView):
    def decide(self, request: AuthenticatedRequest, edition: Edition) -> None:
        at = timezone.now()
        pools = get_ledger(request.user, edition, on=at.date())
        form = CapacityForm(request.POST, pools=pools)
        if not form.is_valid():
            messages.error(request, _("Choose the places, write how many there are to be, and say why."))
            return
        pool = next((one.pool for one in pools if one.key == form.cleaned_data["pool"]), None)
        if pool is None:
            raise Http404
        given = form.cleaned_data
        change_capacity(pool=pool, capacity=given["capacity"], reason=given["reason"], actor=request.user, at=at)
        messages.success(request, _("Decided. New places have been offered to those who wait, in their order."))


class ReleaseSeatsView(DecideView):
    def decide(self, request: AuthenticatedRequest, edition: Edition) -> None:
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why in a sentence: the offices read it."))
            return
        plan = get_release_plan(edition)
        if digest_of(plan) != form.cleaned_data["shown"]:  # somebody else would get a place than was read
            raise NothingToPassOn
        reason = form.cleaned_data["reason"]
        release_unused_seats(edition=edition, plan=plan, reason=reason, actor=request.user, at=timezone.now())
        messages.success(request, _("Decided. The unused places have been offered to those who wait."))
