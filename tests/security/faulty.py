"""Addresses that are wrong in one way each, beside one that is right: what the checks must catch, and must not."""

from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from live.models import Session
from lms.accounts.models import User
from lms.urls import urlpatterns as sound_urlpatterns
from network.enums import Role
from network.models import Appointment


class Sound(View):
    """Shows a session to those admitted and takes a POST from nobody."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        get_object_or_404(Session.objects.visible_to(request.user), public_id=public_id)
        return HttpResponse("here")

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        raise Http404


@method_decorator(login_not_required, name="dispatch")
class Shows(Sound):
    """Forgets the reader."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        get_object_or_404(Session, public_id=public_id)
        return HttpResponse("here")


class Tells(Sound):
    """Says of a hidden thing that it is hidden."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        try:
            return super().get(request, public_id)
        except Http404:
            known = Session.objects.filter(public_id=public_id).exists()
            return HttpResponse(status=404, headers={"X-Known": "yes"} if known else {})


class Writes(Sound):
    """Notes the visit in a table of its own accord."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        response = super().get(request, public_id)
        User.objects.filter(pk=request.user.pk).update(language="es")
        return response


@method_decorator(csrf_exempt, name="dispatch")
class Exempt(Sound):
    """Takes forms of other sites."""

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        return HttpResponse("done")


class Trusts(Sound):
    """Asks whether somebody ever had a role, not whether it holds."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        had = Appointment.objects.filter(person__user=get_user(request).pk, role=Role.SECRETARIAT).exists()
        sessions = Session.objects.all() if had else Session.objects.visible_to(request.user)
        get_object_or_404(sessions, public_id=public_id)
        return HttpResponse("here")


class Caches(Sound):
    """Lets a proxy keep what one reader saw."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        response = super().get(request, public_id)
        request.user = None  # type: ignore[assignment]  # so that the wall takes it for a guest's page
        return response


class Options(Sound):
    """Says what may be done with a thing that is hidden."""

    def options(self, request: HttpRequest, public_id: str) -> HttpResponse:
        known = Session.objects.filter(public_id=public_id).exists()
        return HttpResponse(headers={"Allow": "GET, POST" if known else ""})


class Heads(Sound):
    """Counts those who only ask whether it is there."""

    def head(self, request: HttpRequest, public_id: str) -> HttpResponse:
        response = self.get(request, public_id)
        User.objects.filter(pk=request.user.pk).update(language="es")
        return response


FAULTY = [Shows, Tells, Writes, Exempt, Trusts, Caches, Options, Heads]
urlpatterns = [
    path("recto/<public_id>/", Sound.as_view(), name="sound"),
    *(path(f"{v.__name__.lower()}/<public_id>/", v.as_view(), name=f"faulty_{v.__name__.lower()}") for v in FAULTY),
    *sound_urlpatterns,
]
