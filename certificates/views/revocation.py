"""Asking for a document to be revoked or its name corrected; a second person decides on the desk."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from certificates import services
from certificates.acts import CORRECT_ACT, REVOKE_ACT, describe
from certificates.forms import CorrectionForm, RevocationForm
from certificates.models import Award
from certificates.permissions import can_revoke
from certificates.selectors import get_document_name
from certificates.services.correction import request_correction
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError


class RequestRevocationView(View):
    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        return self.draw(request, self.find(request, public_id), RevocationForm())

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        award, form = self.find(request, public_id), RevocationForm(request.POST)
        if not form.is_valid():
            return self.draw(request, award, form)
        try:
            asked = services.request_revocation(
                award=award, reason=form.cleaned_data["reason"], actor=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.draw(request, award, form)
        messages.success(request, _("The request awaits a second person."))
        return redirect("desk:approval", asked.public_id)

    @staticmethod
    def find(request: AuthenticatedRequest, public_id: str) -> Award:
        award = get_object_or_404(Award.objects.visible_to(request.user), public_id=public_id)
        if not can_revoke(request.user):  # who may see it is told that it is not theirs to do
            raise PermissionDenied
        return award

    @staticmethod
    def draw(request: AuthenticatedRequest, award: Award, form: RevocationForm) -> HttpResponse:
        context = {
            "form": form,
            "kind": get_document_name(award, get_language() or "es"),
            "facts": REVOKE_ACT.describe({"award_id": award.pk}),
            "consequences": [
                _("Another person of the Secretariat is asked to approve it. Until then nothing changes."),
                *REVOKE_ACT.consequences,
            ],
        }
        return render(request, "certificates/award_revoke.html", context)


class RequestCorrectionView(View):
    """Another name on the same statement: a new document in the place of the old one."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        return self.draw(request, RequestRevocationView.find(request, public_id), CorrectionForm())

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        award, form = RequestRevocationView.find(request, public_id), CorrectionForm(request.POST)
        if not form.is_valid():
            return self.draw(request, award, form)
        try:
            asked = request_correction(award=award, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.draw(request, award, form)
        messages.success(request, _("The request awaits a second person."))
        return redirect("desk:approval", asked.public_id)

    @staticmethod
    def draw(request: AuthenticatedRequest, award: Award, form: CorrectionForm) -> HttpResponse:
        context = {
            "form": form,
            "kind": get_document_name(award, get_language() or "es"),
            "facts": describe({"award_id": award.pk}),
            "consequences": [
                _("Another person of the Secretariat is asked to approve it. Until then nothing changes."),
                *CORRECT_ACT.consequences,
            ],
        }
        return render(request, "certificates/award_correct.html", context)
