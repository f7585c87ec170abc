"""The audit log: entries for the Secretariat, counts for auditors. Reading it is an entry too."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.windows import read_window
from lms.desk import trail
from lms.desk.forms import FindPersonForm, TrailForm
from lms.desk.tables import TRAIL, TRAIL_COUNTS
from lms.exports.http import answer_export
from lms.records import audit
from lms.records.models import AuditEntry
from network.enums import Role
from network.models import Person


class ReadTrailView(View):
    """A page of entries by what is chosen; by POST, who is meant, so that no address holds a name."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if trail.reads_trail(request.user):
            return self.entries(request)
        if trail.reads_counts(request.user):
            return self.counts(request)
        raise Http404

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        if not trail.reads_trail(request.user):
            raise Http404
        form = FindPersonForm(request.POST)
        found = trail.find_people(request.user, form.cleaned_data["name"]) if form.is_valid() else None
        return render(request, "desk/trail_people.html", {"form": form, "found": found})

    @staticmethod
    def entries(request: AuthenticatedRequest) -> HttpResponse:
        user, form = request.user, TrailForm(request.GET)
        params = form.params() if form.is_valid() else None
        entries = trail.get_entries(user, params) if params is not None else AuditEntry.objects.none()
        window = read_window(entries, by="at", place=request.GET.get("pagina", ""), size=trail.PAGE)
        query = urlencode(form.chosen())
        audit.log_list(
            AuditEntry, action="records.read_trail", actor=user, at=timezone.now(), role=Role.SECRETARIAT, detail=query
        )
        person = Person.objects.filter(public_id=params["person"]).first() if params and params.get("person") else None
        context = {
            "form": form,
            "find_form": FindPersonForm(),
            "lines": trail.get_lines(window.rows),
            "window": window,
            "query": query,
            "chosen": form.chosen(),
            "person": person,
            "ledger": trail.get_ledger_state(),
        }
        return render(request, "desk/trail.html", context)

    @staticmethod
    def counts(request: AuthenticatedRequest) -> HttpResponse:
        now = timezone.now()
        audit.log_list(AuditEntry, action="records.read_counts", actor=request.user, at=now, role=Role.AUDITOR)
        context = {"counts": trail.get_counts(now), "ledger": trail.get_ledger_state()}
        return render(request, "desk/trail_counts.html", context)


class ExportTrailView(View):
    """What is chosen as a file; to an auditor, the counts."""

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        back = reverse("desk:trail")
        if trail.reads_trail(request.user):
            form = TrailForm(request.POST)
            if not form.is_valid():  # what was chosen is unclear: better nothing than everything
                return redirect(back)
            return answer_export(request, kind=TRAIL.name, params=form.params(), role=Role.SECRETARIAT, back=back)
        if trail.reads_counts(request.user):
            return answer_export(request, kind=TRAIL_COUNTS.name, params={}, role=Role.AUDITOR, back=back)
        raise Http404
