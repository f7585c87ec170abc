"""Accepting an invitation: the one page of the network that needs no account."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from lms.accounts.enums import InvitationState
from lms.accounts.forms import JoinForm
from lms.accounts.links import read_invitation_token
from lms.accounts.models import Invitation
from lms.accounts.paths import home_path, is_own_path, screen_language
from lms.common.errors import DomainError
from network import services


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class AcceptInvitationView(View):
    """Opening the link changes nothing, however often; only sending the form opens the account."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self.get_invitation(token)
        if invitation is None:
            return self.refuse(request, "broken", status=404)
        if invitation.state == InvitationState.ACCEPTED:
            return self.refuse(request, "accepted", status=410)
        if not invitation.is_open(timezone.now()):
            return self.refuse(request, "closed", status=410)
        if request.user.is_authenticated:  # somebody else's session, on a shared machine
            return self.refuse(request, "other_session", status=409)
        initial = {"language": screen_language(invitation.language), "time_zone": invitation.time_zone}
        return self.draw(request, invitation, JoinForm(email=invitation.email, initial=initial))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = self.get_invitation(token)
        if invitation is None or request.user.is_authenticated or invitation.state == InvitationState.ACCEPTED:
            return self.get(request, token)
        form = JoinForm(request.POST, email=invitation.email)
        if not form.is_valid():
            return self.draw(request, invitation, form)
        try:
            user = services.join_by_invitation(
                invitation=invitation,
                password=form.cleaned_data["password1"],
                language=form.cleaned_data["language"],
                time_zone=form.cleaned_data["time_zone"],
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.draw(request, invitation, form)
        if not user.check_password(form.cleaned_data["password1"]):  # the same link was sent twice at the same moment
            return self.refuse(request, "accepted", status=410)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, user, method="password")
        wanted = request.POST.get("next", "")
        return HttpResponseRedirect(wanted if is_own_path(wanted) else home_path(user))

    def get_invitation(self, token: str) -> Invitation | None:
        public_id = read_invitation_token(token)
        return Invitation.objects.filter(public_id=public_id).first() if public_id else None

    def draw(self, request: HttpRequest, invitation: Invitation, form: JoinForm) -> HttpResponse:
        wanted = request.POST.get("next", request.GET.get("next", ""))
        context = {
            "form": form,
            "invitation": invitation,
            "next": wanted if is_own_path(wanted) else "",
        }
        return render(request, "network/invitation_accept.html", context)

    def refuse(self, request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
        return render(request, "network/invitation_refused.html", {"reason": reason}, status=status)
