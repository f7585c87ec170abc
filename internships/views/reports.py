"""Writing one's own report, kept whatever is missing; and reading those that are open to the reader."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from internships import pages
from internships.enums import Party, PlacementState, ReportKind
from internships.forms_spec import read_body, texts_of
from internships.models import Placement, Report
from internships.names_lint import find_names
from internships.permissions import can_read_private_note, can_write_report, get_parties
from internships.report_forms import EvaluationForm, InternReportForm, ReportForm
from internships.services import reports
from internships.views.common import find_placement
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError

FORMS: dict[str, type[ReportForm]] = {ReportKind.INTERN: InternReportForm, ReportKind.MENTOR: EvaluationForm}


class WriteReportView(View):
    """The reader's own report: saved at any time; handed in when nothing is missing and no name is left."""

    def get(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement, kind, report = self.find(request, placement_id)
        body, note = (report.body, report.private_note) if report else ("", "")
        form = FORMS[kind](answers=read_body(body), objectives=placement.objectives, initial={"private_note": note})
        return self.page(request, placement, kind, report, form)

    def post(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement, kind, report = self.find(request, placement_id)
        form, at = FORMS[kind](request.POST, answers={}, objectives=placement.objectives), timezone.now()
        if not form.is_valid():
            return self.page(request, placement, kind, report, form)
        answers, note = form.answers(), form.cleaned_data["private_note"]
        try:
            report = reports.open_own_report(placement=placement, actor=request.user, at=at)
            reports.save_report(report=report, answers=answers, private_note=note, actor=request.user, at=at)
            if "submit" not in request.POST:
                messages.success(request, _("It is kept. You can go on whenever you like."))
                return redirect("internships:write_report", placement.public_id)
            reports.submit_report(
                report=report, actor=request.user, at=at, has_confirmed_no_names="no_names" in request.POST
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, placement, kind, report, form, answers)
        messages.success(request, _("Your report is handed in. Nobody reads it before the other one is in too."))
        return redirect("internships:placement", placement.public_id)

    def find(self, request: AuthenticatedRequest, placement_id: str) -> tuple[Placement, ReportKind, Report | None]:
        """The placement, which of the two reports is the reader's, and that report where it was begun."""
        placement = find_placement(request, placement_id)
        parties = get_parties(request.user, placement)
        if placement.state != PlacementState.REPORTING or not parties & {Party.INTERN, Party.MENTOR}:
            raise Http404
        kind = ReportKind.INTERN if Party.INTERN in parties else ReportKind.MENTOR
        begun = placement.reports.filter(kind=kind).first()
        if begun and (begun.submitted_at is not None or not can_write_report(request.user, begun)):
            raise Http404
        return placement, kind, begun

    def page(
        self,
        request: AuthenticatedRequest,
        placement: Placement,
        kind: ReportKind,
        report: Report | None,
        form: ReportForm,
        answers: Any = None,
    ) -> HttpResponse:
        said = answers if answers is not None else read_body(report.body) if report else {}
        found = [finding for text in texts_of(said) for finding in find_names(text)]
        context = {
            "placement": placement,
            "report": report,
            "form": form,
            "is_intern": kind == ReportKind.INTERN,
            "found": [{"text": one.text, "kind": one.kind} for one in found[:10]],
        }
        return render(request, "internships/report_write.html", context)


class ReadReportView(View):
    """A report that is open to the reader: the own one, or what was handed in and released."""

    def get(self, request: AuthenticatedRequest, placement_id: str, report_id: str) -> HttpResponse:
        placement = find_placement(request, placement_id)
        report = get_object_or_404(Report.objects.visible_to(request.user), public_id=report_id, placement=placement)
        reports.note_reading(report=report, actor=request.user, at=timezone.now())
        answers = read_body(report.body)
        office = placement.offer.office if report.mentorship_id and placement.offer else placement.office
        form = FORMS[report.kind](answers=answers, objectives=placement.objectives)
        context = {
            "placement": placement,
            "report": report,
            "parts": pages.get_answer_parts(form),
            "author_language": office.country.language,  # a reader's screen may be in another than they write
            "note": report.private_note if can_read_private_note(request.user, report) else "",
        }
        return render(request, "internships/report_read.html", context)
