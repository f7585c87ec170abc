"""Inviting: one person by a form, many by a file that is checked whole before anything is done."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network import directory, permissions, services
from network.enums import Category
from network.models import School
from network.people_forms import EnterPersonForm, RosterForm, given_roles
from network.roster import COLUMNS, RosterRow, read_roster, read_text, write_rows, write_template
from network.services.rosters import KNOWN, NEW, UNCHANGED
from network.views.people import check_administrator

MOST_PROBLEMS = 100


class EnterPersonView(View):
    """Register one person and invite them."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        return self.page(request, self.form(request))

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        form, at = self.form(request), timezone.now()
        if not form.is_valid():
            return self.page(request, form)
        try:
            entered = services.enter_person(entry=form.entry(), started_on=at.date(), actor=request.user, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, form)
        name = {"name": entered.person.full_name}
        if entered.is_invited:
            messages.success(request, _("%(name)s is registered and the invitation is on its way.") % name)
        else:
            messages.info(request, _("%(name)s was registered already. No new invitation was sent.") % name)
        return redirect("network:person", entered.person.public_id)

    def form(self, request: AuthenticatedRequest) -> EnterPersonForm:
        gives_roles = permissions.can_appoint(request.user)
        return EnterPersonForm(
            request.POST if request.method == "POST" else None,
            offices=directory.get_offices(request.user),
            schools=get_schools() if gives_roles else [],
            gives_roles=gives_roles,
            initial={"language": get_language()},
        )

    def page(self, request: AuthenticatedRequest, form: EnterPersonForm) -> HttpResponse:
        return render(request, "network/person_enter.html", {"form": form})


class RosterView(View):
    """The file: what belongs in it, and what it would do. Nothing is saved here."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        return self.page(request, RosterForm())

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        form = RosterForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, form)
        try:
            rows = read_roster(form.cleaned_data["file"].read())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            return self.page(request, form)
        return show_check(request, rows)

    def page(self, request: AuthenticatedRequest, form: RosterForm) -> HttpResponse:
        gives_roles = permissions.can_appoint(request.user)
        context = {
            "form": form,
            "columns": [column for column in COLUMNS if gives_roles or column.key not in {"role", "school"}],
            "categories": [str(label) for _value, label in Category.choices],
            "roles": [str(label) for _value, label in given_roles()] if gives_roles else [],
        }
        return render(request, "network/roster_send.html", context)


class ConfirmRosterView(View):
    """Do what was shown. The rows come back with the form and are checked anew: much may have changed meanwhile."""

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        try:
            rows = read_text(request.POST.get("rows", ""))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("network:roster")
        checked = services.check_roster(rows=rows, actor=request.user, at=timezone.now())
        if checked.problems:
            return show_check(request, rows)
        try:
            entered = services.import_roster(rows=checked.rows, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return show_check(request, rows)
        invited = sum(one.is_invited for one in entered)
        messages.success(
            request,
            ngettext("%(invited)d person has been invited.", "%(invited)d people have been invited.", invited)
            % {"invited": invited},
        )
        return redirect("network:people")


class RosterTemplateView(View):
    """An empty file with the headings, for the spreadsheet."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        return HttpResponse(
            write_template(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="personas.csv"'},
        )


def show_check(request: AuthenticatedRequest, rows: list[RosterRow]) -> HttpResponse:
    """What the file would do, row by row, or everything that stands against it."""
    checked = services.check_roster(rows=rows, actor=request.user, at=timezone.now())
    words = {
        NEW: (_("Registered and invited"), "done"),
        KNOWN: (_("Known already: what is missing is added"), "info"),
        UNCHANGED: (_("Nothing changes"), "quiet"),
    }
    context: dict[str, Any] = {
        "problems": checked.problems[:MOST_PROBLEMS],
        "more_problems": max(0, len(checked.problems) - MOST_PROBLEMS),
        "number_of_problems": len(checked.problems),
        "rows": [{"row": row, "word": words[row.outcome][0], "tone": words[row.outcome][1]} for row in checked.rows],
        "number_of_rows": len(rows),
        "to_do": sum(row.outcome != UNCHANGED for row in checked.rows),
        "kept": write_rows(rows),
    }
    return render(request, "network/roster_check.html", context, status=422 if checked.problems else 200)


def get_schools() -> list[School]:
    return list(School.objects.select_related("country").order_by("code"))
