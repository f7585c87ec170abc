"""Calls for proposals: the list, one call as each reader needs it, an office's proposal, ranking and deciding."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network.selectors import get_standing
from workshops import permissions
from workshops.enums import KeyHolder
from workshops.models import Call, Proposal
from workshops.selectors.proposals import (
    get_call_lines,
    get_latest_version,
    get_latest_versions,
    get_office_lines,
    get_published,
    get_ranked,
    outcome_badge,
    outcome_of_call,
    status_badge,
)
from workshops.services.proposals import (
    DAYS_OPEN,
    accept_proposal,
    decline_proposal,
    open_call,
    publish_outcome,
    rank_proposal,
    submit_proposal,
)
from workshops.setting_forms import CallForm, DecisionForm, ProposalForm, RankForm


def find_call(request: AuthenticatedRequest, call_id: str) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("lead_school__country")
    return get_object_or_404(calls, public_id=call_id)


def find_proposal(request: AuthenticatedRequest, proposal_id: str) -> Proposal:
    proposals = Proposal.objects.visible_to(request.user)
    return get_object_or_404(
        proposals.select_related("call__lead_school", "office__country", "area", "edition"), public_id=proposal_id
    )


def ask_to_run_calls(request: AuthenticatedRequest) -> None:
    if not permissions.can_run_calls(request.user):
        raise PermissionDenied(_("Calls are opened, decided and published by the Secretariat."))


class ListCallsView(View):
    """The calls that concern the reader."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        context = {"lines": get_call_lines(request.user), "runs_calls": permissions.can_run_calls(request.user)}
        return render(request, "workshops/call_list.html", context)


class OpenCallView(View):
    """A new call, open from now on."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        ask_to_run_calls(request)
        today = timezone.localdate()
        return self.page(request, CallForm(initial={"closes_on": today + timedelta(days=DAYS_OPEN)}))

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        ask_to_run_calls(request)
        form, at = CallForm(request.POST), timezone.now()
        if not form.is_valid():
            return self.page(request, form)
        said = form.cleaned_data
        # Sent twice in the same minute, one call.
        opens_at = at.replace(second=0, microsecond=0)
        try:
            call = open_call(
                title={"es": said["title_es"], "en": said["title_en"] or said["title_es"]},
                lead_school=said["lead_school"],
                opens_at=opens_at,
                closes_at=form.get_closing(),
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error("closes_on", str(refusal))
            return self.page(request, form)
        messages.success(request, _("The call is open. Every contact point gets a notice."))
        return redirect("workshops:call", call.public_id)

    def page(self, request: AuthenticatedRequest, form: CallForm) -> HttpResponse:
        return render(request, "workshops/call_open.html", {"form": form})


class ShowCallView(View):
    """For a contact point, the own office's turn first; for those who decide, every office and the order."""

    def get(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        return render(request, "workshops/call_show.html", get_call_context(request, find_call(request, call_id)))


def get_call_context(request: AuthenticatedRequest, call: Call) -> dict[str, Any]:
    user, at = request.user, timezone.now()
    follows_all = permissions.can_see_all_offices(user)
    offices = get_standing(user).contact_point_office_ids
    lines = get_office_lines(call, user)
    ranked = get_ranked(call, user) if follows_all else []
    return {
        "call": call,
        "badge": outcome_of_call(call),
        "follows_all": follows_all,
        "runs_calls": permissions.can_run_calls(user),
        "lines": lines if follows_all else [],
        "came": sum(line.proposal is not None for line in lines),
        "own": [line for line in lines if line.office_id in offices],
        "takes_proposals": call.takes_proposals(at),
        "is_late": call.is_late(at),
        "ranked": [{"proposal": one, "outcome": outcome_badge(one)} for one in ranked],
        "can_publish": permissions.can_run_calls(user) and call.published_at is None and call.is_late(at),
        "published": [{"proposal": one, "outcome": outcome_badge(one)} for one in get_published(call, user)],
    }


class ProposeView(View):
    """The one form of an office."""

    def get(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = self.find(request, call_id)
        offices = self.offices(request)
        own = call.proposals.visible_to(request.user).filter(office_id__in=offices).order_by("pk").first()
        names = [name for name in ProposalForm.base_fields if name != "office"]
        initial: dict[str, Any] = {name: getattr(own, name) for name in names} if own else {}
        initial["office"] = own.office_id if own else offices[0]
        return self.page(request, call, ProposalForm(initial=initial, offices=offices))

    def post(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = self.find(request, call_id)
        form = ProposalForm(request.POST, offices=self.offices(request))
        if not form.is_valid():
            return self.page(request, call, form)
        try:
            submit_proposal(
                call=call,
                office=form.cleaned_data["office"],
                text=form.get_text(),
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, call, form)
        messages.success(request, _("The Secretariat and the lead school have your office's proposal."))
        return redirect("workshops:call", call_id)

    def find(self, request: AuthenticatedRequest, call_id: str) -> Call:
        call = find_call(request, call_id)
        if not permissions.can_propose(request.user):
            raise PermissionDenied(_("Contact points propose for their offices."))
        return call

    def offices(self, request: AuthenticatedRequest) -> list[int]:
        return sorted(get_standing(request.user).contact_point_office_ids)

    def page(self, request: AuthenticatedRequest, call: Call, form: ProposalForm) -> HttpResponse:
        context = {"call": call, "form": form, "is_late": call.is_late(timezone.now())}
        return render(request, "workshops/proposal_make.html", context)


class PublishOutcomeView(View):
    def post(self, request: AuthenticatedRequest, call_id: str) -> HttpResponse:
        call = find_call(request, call_id)
        ask_to_run_calls(request)
        try:
            publish_outcome(call=call, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The outcome is published. Every office that proposed gets a notice."))
        return redirect("workshops:call", call_id)


class ShowProposalView(View):
    """The whole proposal, and what the reader may do with it."""

    def get(self, request: AuthenticatedRequest, proposal_id: str) -> HttpResponse:
        return show_proposal(request, find_proposal(request, proposal_id))


def show_proposal(
    request: AuthenticatedRequest,
    proposal: Proposal,
    *,
    rank_form: RankForm | None = None,
    decision_form: DecisionForm | None = None,
) -> HttpResponse:
    user = request.user
    holder = permissions.get_rank_holder(user, proposal.call.lead_school)
    follows_all = permissions.can_see_all_offices(user)
    is_open = proposal.call.published_at is None
    own_rank = proposal.secretariat_rank if holder == KeyHolder.SECRETARIAT else proposal.school_rank
    decides = permissions.can_run_calls(user) and is_open and not proposal.outcome
    if decides and decision_form is None:
        decision_form = DecisionForm(versions=get_latest_versions())
    context = {
        "proposal": proposal,
        "call": proposal.call,
        "status": status_badge(proposal, is_reminded=False),
        "follows_all": follows_all,
        "outcome": outcome_badge(proposal) if follows_all or not is_open else None,
        "rank_form": (rank_form or RankForm(initial={"rank": own_rank})) if holder and is_open else None,
        "decision_form": decision_form if decides else None,
    }
    return render(request, "workshops/proposal_show.html", context)


class RankProposalView(View):
    def post(self, request: AuthenticatedRequest, proposal_id: str) -> HttpResponse:
        proposal = find_proposal(request, proposal_id)
        holder = permissions.get_rank_holder(request.user, proposal.call.lead_school)
        if not holder:
            raise PermissionDenied(_("The Secretariat and the coordination of the lead school put proposals in order."))
        form = RankForm(request.POST)
        if not form.is_valid():
            return show_proposal(request, proposal, rank_form=form)
        rank = form.cleaned_data["rank"]
        try:
            rank_proposal(proposal=proposal, holder=KeyHolder(holder), rank=rank, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("rank", str(refusal))
            return show_proposal(request, proposal, rank_form=form)
        messages.success(request, _("Your order is saved."))
        return redirect("workshops:call", proposal.call.public_id)


class DecideProposalView(View):
    def post(self, request: AuthenticatedRequest, proposal_id: str) -> HttpResponse:
        proposal = find_proposal(request, proposal_id)
        ask_to_run_calls(request)
        form = DecisionForm(request.POST, versions=get_latest_versions())
        if not form.is_valid():
            return show_proposal(request, proposal, decision_form=form)
        try:
            self.decide(request, proposal, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return show_proposal(request, proposal, decision_form=form)
        messages.success(request, _("Decided. The office reads it when the outcome is published."))
        return redirect("workshops:proposal", proposal_id)

    def decide(self, request: AuthenticatedRequest, proposal: Proposal, form: DecisionForm) -> None:
        said, at = form.cleaned_data, timezone.now()
        if said["decision"] == "decline":
            decline_proposal(proposal=proposal, reason=said["reason"], actor=request.user, at=at)
            return
        version = get_latest_version(said["course_version"])
        if version is None:
            raise Http404
        accept_proposal(proposal=proposal, course_version=version, reason=said["reason"], actor=request.user, at=at)
