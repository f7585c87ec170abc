"""One's own data: what is held, and a copy of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.rights import services
from lms.rights.models import PersonExport
from lms.rights.selectors import get_my_data
from network.models import Person


class MyDataView(TemplateView):
    """What is held about me, why, until when; and the button that asks for it."""

    template_name = "rights/my_data.html"
    request: AuthenticatedRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = Person.objects.visible_to(self.request.user).select_related("user")
        person = people.filter(user=self.request.user).first()
        mine = get_my_data(person, timezone.now()) if person else None
        return {**super().get_context_data(**kwargs), "mine": mine}


class AskExportView(View):
    """Ask for a copy; it is made in the background."""

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        person = get_object_or_404(Person.objects.visible_to(request.user), user=request.user)
        services.ask_export(person=person, actor=request.user, at=timezone.now())
        messages.success(request, _("Your copy is being prepared. A mail will tell you when it is ready."))
        return HttpResponseRedirect(reverse("rights:my_data"))


class FetchExportView(View):
    """The copy, once: fetching changes something, so it is asked for by a form."""

    def post(self, request: AuthenticatedRequest, export_id: str) -> HttpResponse:
        export = get_object_or_404(PersonExport.objects.visible_to(request.user), public_id=export_id)
        now = timezone.now()
        try:
            content = services.fetch_export(export=export, actor=request.user, at=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("rights:my_data"))
        response = HttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="aula-fiscal-{timezone.localdate(now):%Y-%m-%d}.zip"'
        response["Content-Security-Policy"] = "sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store, private"
        response["Content-Encoding"] = "identity"  # a zip is compressed already
        return response
