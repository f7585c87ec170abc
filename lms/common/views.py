"""Refusals the framework makes in our name, said in our words, and the two questions machines ask about us."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from lms.common.health import failing_probes


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was not ours or is too old: say how to send it again."""
    return render(request, "403_csrf.html", status=403)


@method_decorator([login_not_required, never_cache], name="dispatch")
class CheckLiveView(View):
    """Does this process answer? Nothing else is asked, so a slow database does not get it killed."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok\n", content_type="text/plain")


@method_decorator([login_not_required, never_cache], name="dispatch")
class CheckReadyView(View):
    """Has it all it needs to serve? Which part is missing stands in our log and is nobody else's business."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if failing_probes(timezone.now()):
            return HttpResponse("not ready\n", status=503, content_type="text/plain")
        return HttpResponse("ok\n", content_type="text/plain")
