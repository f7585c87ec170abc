"""Offices and schools as the Secretariat follows them: names, contact points, vacancies."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network import services
from network.forms import NameForm
from network.listings import (
    get_contact_points,
    get_name_lines,
    get_office_lines,
    get_school_lines,
    get_vacancy_sentences,
)
from network.models import Office, School
from network.permissions import can_administer_places
from network.vacancies import find_vacancies


def refuse_others(request: AuthenticatedRequest) -> None:
    """To everybody but the Secretariat these pages do not exist."""
    if not can_administer_places(request.user):
        raise Http404


def find_office(request: AuthenticatedRequest, office_id: str) -> Office:
    refuse_others(request)
    return get_object_or_404(Office.objects.visible_to(request.user).select_related("country"), public_id=office_id)


def find_school(request: AuthenticatedRequest, school_id: str) -> School:
    refuse_others(request)
    return get_object_or_404(School.objects.visible_to(request.user).select_related("country"), public_id=school_id)


class ListPlacesView(View):
    """Every office with what it lacks, and every school."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        refuse_others(request)
        on = timezone.now().date()
        context = {"offices": get_office_lines(on), "schools": get_school_lines(on)}
        return render(request, "network/place_list.html", context)


class ShowOfficeView(View):
    def get(self, request: AuthenticatedRequest, office_id: str) -> HttpResponse:
        office, on = find_office(request, office_id), timezone.now().date()
        vacancies = find_vacancies(on, office_ids=[office.pk]) if office.left_on is None else []
        context = {
            "place": office,
            "title": office.name_on(on) or office.code,
            "rename_url": reverse("network:rename_office", args=[office.public_id]),
            "names": get_name_lines(office, on),
            "is_office": True,
            "contact_points": get_contact_points(office, on),
            "vacancies": get_vacancy_sentences(vacancies, on),
        }
        return render(request, "network/place_show.html", context)


class ShowSchoolView(View):
    def get(self, request: AuthenticatedRequest, school_id: str) -> HttpResponse:
        school, on = find_school(request, school_id), timezone.now().date()
        context = {
            "place": school,
            "title": school.name_on(on) or school.code,
            "rename_url": reverse("network:rename_school", args=[school.public_id]),
            "names": get_name_lines(school, on),
        }
        return render(request, "network/place_show.html", context)


class RenameOfficeView(View):
    """A new name from a day on."""

    page_name = "network:office"

    def get(self, request: AuthenticatedRequest, **address: str) -> HttpResponse:
        place, on = self.find(request, **address), timezone.localdate()
        return self.page(request, place, on, NameForm(initial={"first_day": on}))

    def post(self, request: AuthenticatedRequest, **address: str) -> HttpResponse:
        place, at = self.find(request, **address), timezone.now()
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.page(request, place, timezone.localdate(), form)
        try:
            self.rename(request, place, form, at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, place, timezone.localdate(), form)
        messages.success(request, _("The new name has been kept."))
        return redirect(self.page_name, place.public_id)

    def page(self, request: AuthenticatedRequest, place: Office | School, on: date, form: NameForm) -> HttpResponse:
        context = {
            "present_name": place.name_on(on) or place.code,
            "place_url": reverse(self.page_name, args=[place.public_id]),
            "form": form,
        }
        return render(request, "network/place_rename.html", context)

    def find(self, request: AuthenticatedRequest, **address: str) -> Office | School:
        return find_office(request, **address)

    def rename(self, request: AuthenticatedRequest, place: Office | School, form: NameForm, at: datetime) -> None:
        assert isinstance(place, Office)
        services.rename_office(
            office=place, name=form.name, started_on=form.cleaned_data["first_day"], actor=request.user, at=at
        )


class RenameSchoolView(RenameOfficeView):
    page_name = "network:school"

    def find(self, request: AuthenticatedRequest, **address: str) -> Office | School:
        return find_school(request, **address)

    def rename(self, request: AuthenticatedRequest, place: Office | School, form: NameForm, at: datetime) -> None:
        assert isinstance(place, School)
        services.rename_school(
            school=place, name=form.name, started_on=form.cleaned_data["first_day"], actor=request.user, at=at
        )
