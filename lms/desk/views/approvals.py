"""Acts for two persons: what waits, one request, and the three ways to close it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.desk import approvals as desk
from lms.desk.forms import RefusalForm
from lms.records import approvals
from lms.records.act_kinds import all_act_kinds
from lms.records.models import Approval


def find_approval(request: AuthenticatedRequest, approval_id: str) -> Approval:
    """The request of that address, where the reader may see it; to everybody else it does not exist."""
    visible = Approval.objects.visible_to(request.user).select_related("requested_by", "decided_by")
    return get_object_or_404(visible, public_id=approval_id)


def show_approval(request: AuthenticatedRequest, approval: Approval, form: RefusalForm | None = None) -> HttpResponse:
    at = timezone.now()
    word, tone = desk.get_badge(approval, at)
    context = {
        "approval": approval,
        "title": desk.get_title(approval),
        "word": word,
        "tone": tone,
        "facts": desk.get_facts(approval),
        "consequences": desk.get_consequences(approval),
        "asked_by": desk.who(approval.requested_by, approval.requested_role),
        "decided_by": desk.who(approval.decided_by, approval.decided_role),
        "is_open": approval.is_open(at),
        "is_own": approval.requested_by_id == request.user.pk,
        "form": form or RefusalForm(),
    }
    return render(request, "desk/approval_show.html", context)


class ListApprovalsView(View):
    """What waits for the reader, and what the reader asked for; to those who may do neither it does not exist."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        user, at = request.user, timezone.now()
        if not any(kind.can_request(user, None) or kind.can_approve(user, None) for kind in all_act_kinds()):
            raise Http404
        waiting = Approval.objects.awaiting(user, at).order_by("expires_at")[: desk.MOST]
        asked = Approval.objects.visible_to(user).filter(requested_by=user).order_by("-pk")[: desk.MOST]
        context = {
            "waiting": [desk.get_approval_line(approval, at) for approval in waiting],
            "asked": [desk.get_approval_line(approval, at) for approval in asked],
        }
        return render(request, "desk/approval_list.html", context)


class ShowApprovalView(View):
    def get(self, request: AuthenticatedRequest, approval_id: str) -> HttpResponse:
        return show_approval(request, find_approval(request, approval_id))


class ApproveView(View):
    """The second person says yes: it is done now. The matrix asks for a fresh confirmation before."""

    def post(self, request: AuthenticatedRequest, approval_id: str) -> HttpResponse:
        approval = find_approval(request, approval_id)
        try:
            approvals.approve_act(approval=approval, actor=request.user, at=timezone.now())
        except (approvals.SamePerson, approvals.NotForYou) as refusal:
            raise PermissionDenied(str(refusal))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Done: two persons agreed."))
        return redirect("desk:approval", approval_id)


class RefuseView(View):
    """The second person says no, with a reason."""

    def post(self, request: AuthenticatedRequest, approval_id: str) -> HttpResponse:
        approval = find_approval(request, approval_id)
        form = RefusalForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            approvals.refuse_act(approval=approval, reason=reason, actor=request.user, at=timezone.now())
        except (approvals.SamePerson, approvals.NotForYou) as refusal:
            raise PermissionDenied(str(refusal))
        except approvals.ReasonMissing:
            return show_approval(request, approval, form)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The request was not approved. Whoever asked reads your reason."))
        return redirect("desk:approval", approval_id)


class WithdrawView(View):
    """Whoever asked takes it back."""

    def post(self, request: AuthenticatedRequest, approval_id: str) -> HttpResponse:
        approval = find_approval(request, approval_id)
        try:
            approvals.withdraw_act(approval=approval, actor=request.user, at=timezone.now())
        except approvals.NotYours as refusal:
            raise PermissionDenied(str(refusal))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The request was taken back."))
        return redirect("desk:approval", approval_id)
