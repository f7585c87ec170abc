"""Preparing an edition: its settings, its two keys, its copy for another year, its closing report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.accounts.models import User
from lms.common.errors import DomainError
from network.selectors import get_standing
from workshops import permissions
from workshops.enums import EditionState, KeyHolder
from workshops.models import Edition
from workshops.selectors.proposals import get_latest_version, get_latest_versions, get_lead_zone
from workshops.services.editions import create_edition
from workshops.services.settings import (
    change_settings,
    copy_edition,
    report_closing,
    turn_key,
)
from workshops.setting_forms import ClosingForm, CopyForm, EditionForm, NewEditionForm, get_settings_of
from workshops.views.editions import find_edition


def find_own_edition(request: AuthenticatedRequest, edition_id: str) -> Edition:
    """The edition, for the Secretariat and the coordination of the school that leads it."""
    edition = find_edition(request, edition_id)
    if not permissions.can_prepare_edition(request.user, edition):
        raise PermissionDenied(_("An edition is prepared by the Secretariat and the coordination of its lead school."))
    return edition


def get_schools(user: User) -> list[int] | None:
    """The schools whose editions the reader may prepare; None: all."""
    standing = get_standing(user)
    return None if standing.is_secretariat else sorted(standing.coordinator_school_ids)


class CreateEditionView(View):
    """A new edition, in preparation."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        self.ask(request)
        return self.page(request, self.form(request))

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        self.ask(request)
        form = self.form(request)
        if not form.is_valid():
            return self.page(request, form)
        version = get_latest_version(form.cleaned_data["course_version"])
        if version is None:
            raise Http404
        try:
            edition = create_edition(
                course_version=version, plan=form.get_plan(), actor=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, form)
        messages.success(request, _("The edition is in preparation. It opens when both keys are turned."))
        return redirect("workshops:edition", edition.public_id)

    def ask(self, request: AuthenticatedRequest) -> None:
        if not permissions.can_prepare_editions(request.user):
            raise PermissionDenied(_("Editions are prepared by the Secretariat and by the coordination of a school."))

    def form(self, request: AuthenticatedRequest) -> NewEditionForm:
        blank = Edition(time_zone=get_lead_zone(), remote_capacity=50)
        schools = get_schools(request.user)
        return NewEditionForm(
            request.POST or None, initial=get_settings_of(blank), versions=get_latest_versions(), schools=schools
        )

    def page(self, request: AuthenticatedRequest, form: NewEditionForm) -> HttpResponse:
        return render(request, "workshops/edition_settings.html", {"form": form})


class ChangeSettingsView(View):
    """The settings of an edition in preparation."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_own_edition(request, edition_id)
        return self.page(request, edition, self.form(request, edition))

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_own_edition(request, edition_id)
        form = self.form(request, edition)
        if not form.is_valid():
            return self.page(request, edition, form)
        try:
            change_settings(edition=edition, plan=form.get_plan(), actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, edition, form)
        messages.success(request, _("The settings are saved."))
        return redirect("workshops:edition", edition_id)

    def form(self, request: AuthenticatedRequest, edition: Edition) -> EditionForm:
        return EditionForm(
            request.POST or None,
            initial=get_settings_of(edition),
            versions=get_latest_versions(),
            schools=get_schools(request.user),
        )

    def page(self, request: AuthenticatedRequest, edition: Edition, form: EditionForm) -> HttpResponse:
        return render(request, "workshops/edition_settings.html", {"form": form, "edition": edition})


class TurnKeyView(View):
    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_own_edition(request, edition_id)
        holder = KeyHolder(permissions.get_key_holder(request.user, edition))
        seen = request.POST.get("seen", "")
        try:
            edition = turn_key(edition=edition, holder=holder, actor=request.user, at=timezone.now(), seen=seen or "-")
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            if edition.state == EditionState.OPEN:
                messages.success(request, _("Both keys are turned: the edition is open."))
            else:
                messages.success(request, _("Your key is turned. The other one is still missing."))
        return redirect("workshops:edition", edition_id)


class CopyEditionView(View):
    """The same settings on other days."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        return self.page(request, find_own_edition(request, edition_id), CopyForm())

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_own_edition(request, edition_id)
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self.page(request, edition, form)
        latest = [one for one in get_latest_versions() if one.course_key == edition.course_version.course_key]
        copy = copy_edition(
            edition=edition,
            course_version=latest[0],
            starts_on=form.cleaned_data["starts_on"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The copy is in preparation, with the latest version of the course."))
        return redirect("workshops:edition", copy.public_id)

    def page(self, request: AuthenticatedRequest, edition: Edition, form: CopyForm) -> HttpResponse:
        return render(request, "workshops/edition_copy.html", {"form": form, "edition": edition})


class ReportClosingView(View):
    """The closing report, with the challenges that were raised."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        return self.page(request, find_own_edition(request, edition_id), ClosingForm())

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_own_edition(request, edition_id)
        form = ClosingForm(request.POST)
        if not form.is_valid():
            return self.page(request, edition, form)
        try:
            report_closing(
                edition=edition,
                note=form.cleaned_data["note"],
                challenges=form.get_challenges(),
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, edition, form)
        messages.success(request, _("The edition is closed."))
        return redirect("workshops:edition", edition_id)

    def page(self, request: AuthenticatedRequest, edition: Edition, form: ClosingForm) -> HttpResponse:
        return render(request, "workshops/edition_close.html", {"form": form, "edition": edition})
