"""One's own choice to be seen by classmates, made and taken back on the page of the edition."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from workshops.models import Enrolment
from workshops.services.classmates import hide_from_classmates, show_to_classmates
from workshops.views.enrolments import find_own_enrolment


class ShowToClassmatesView(View):
    """Nobody chooses for another."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest, enrolment_id: str) -> HttpResponse:
        enrolment = find_own_enrolment(request, enrolment_id)
        try:
            self.choose(request, enrolment, timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("workshops:edition", enrolment.edition.public_id)

    def choose(self, request: AuthenticatedRequest, enrolment: Enrolment, at: datetime) -> None:
        show_to_classmates(enrolment=enrolment, actor=request.user, at=at)
        messages.success(request, _("Classmates who also show themselves now see your name and your country."))


class HideFromClassmatesView(ShowToClassmatesView):
    """Taken back at once."""

    def choose(self, request: AuthenticatedRequest, enrolment: Enrolment, at: datetime) -> None:
        hide_from_classmates(enrolment=enrolment, actor=request.user, at=at)
        messages.success(request, _("Your classmates no longer see you."))
