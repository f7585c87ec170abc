"""One tap from any page; a page of the report for who made it; the queue for the Secretariat."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest, page_sent_from
from lms.common.errors import DomainError
from lms.records import audit
from moderation import services
from moderation.forms import ClosingForm, DetailForm
from moderation.models import LeakReport
from moderation.permissions import can_add_detail, can_moderate
from moderation.places import is_whole, plain_place
from moderation.selectors import TONES, get_report_lines
from network.enums import Role


def find_report(request: AuthenticatedRequest, report_id: str) -> LeakReport:
    """The report of that address, where the reader may see it; to everybody else it does not exist."""
    visible = LeakReport.objects.visible_to(request.user).select_related("reporter__person")
    return get_object_or_404(visible, public_id=report_id)


def show_report(
    request: AuthenticatedRequest,
    report: LeakReport,
    *,
    detail_form: DetailForm | None = None,
    closing_form: ClosingForm | None = None,
) -> HttpResponse:
    is_own = report.reporter_id == request.user.pk
    moderates = can_moderate(request.user)
    if moderates and not is_own:
        audit.log(
            action="moderation.read", instance=report, actor=request.user, at=timezone.now(), role=Role.SECRETARIAT
        )
    context: dict[str, Any] = {
        "report": report,
        "tone": TONES[report.state],  # type: ignore[index]
        "is_own": is_own,
        "place_opens": is_whole(report.place),
        "detail_form": (detail_form or DetailForm(initial={"detail": report.detail}))
        if can_add_detail(request.user, report)
        else None,
        "closing_form": (closing_form or ClosingForm()) if moderates and report.is_open else None,
        "can_take_up": moderates and report.handler_id is None,
        "form": detail_form or closing_form,
    }
    return render(request, "moderation/report_show.html", context)


class ListReportsView(View):
    """The Secretariat's queue; for everybody else, the own reports and what came of them."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        context = {"lines": get_report_lines(request.user), "moderates": can_moderate(request.user)}
        return render(request, "moderation/report_list.html", context)


class ReportLeakView(View):
    """The one tap: everything else can wait. The page is the one from which the reader comes."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        came_from = page_sent_from(request)
        place = plain_place(came_from) if came_from else ""
        return render(request, "moderation/report_make.html", {"place": place, "place_opens": is_whole(place)})

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        try:
            place = request.POST.get("place", "")
            report = services.report_leak(place=place, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("moderation:report_list")
        messages.success(request, _("Thank you. The Secretariat has been told and looks at it."))
        return redirect("moderation:show", report.public_id)


class ShowReportView(View):
    """State and outcome; who made the report may say where exactly."""

    def get(self, request: AuthenticatedRequest, report_id: str) -> HttpResponse:
        return show_report(request, find_report(request, report_id))

    def post(self, request: AuthenticatedRequest, report_id: str) -> HttpResponse:
        report, form = find_report(request, report_id), DetailForm(request.POST)
        if report.reporter_id != request.user.pk:
            raise PermissionDenied(str(services.ReportNotYours()))
        if not form.is_valid():
            return show_report(request, report, detail_form=form)
        try:
            services.add_detail(
                report=report, detail=form.cleaned_data["detail"], actor=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your report has been kept."))
        return redirect("moderation:show", report.public_id)


class TakeUpReportView(View):
    """Say to the others of the Secretariat that one is looking."""

    def post(self, request: AuthenticatedRequest, report_id: str) -> HttpResponse:
        report = find_report(request, report_id)
        if not can_moderate(request.user):
            raise PermissionDenied(str(services.ModerationRefused()))
        try:
            services.take_up_report(report=report, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("moderation:show", report.public_id)


class CloseReportView(View):
    """Say what was found; the reporter reads it."""

    def post(self, request: AuthenticatedRequest, report_id: str) -> HttpResponse:
        report, form = find_report(request, report_id), ClosingForm(request.POST)
        if not can_moderate(request.user):
            raise PermissionDenied(str(services.ModerationRefused()))
        if not form.is_valid():
            return show_report(request, report, closing_form=form)
        try:
            services.close_report(report=report, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("moderation:show", report.public_id)
