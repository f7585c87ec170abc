"""From an edition to where its sessions are arranged."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from workshops import permissions
from workshops.services.schedule import open_edition_series
from workshops.views.editions import find_edition


class PlanSessionsView(View):
    """Opens the edition's series where there is none yet, and goes there."""

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_edition(request, edition_id)
        if not permissions.can_plan_sessions(request.user, edition):
            raise PermissionDenied
        series = open_edition_series(edition=edition, at=timezone.now())
        return redirect("live:series", series.public_id)
