"""Nominating from a phone in under a minute; a full quota is answered with the better act on the same page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from network.models import Person
from workshops import permissions
from workshops.enums import SeatKind
from workshops.forms import NominationForm, PlaceForm
from workshops.models import Edition
from workshops.selectors.participants import get_edition_seats, get_nominee, get_nominees
from workshops.selectors.seats import SeatFigures
from workshops.services.nominations import (
    OfficeSeatsTaken,
    RemoteSeatsTaken,
    nominate_prosecutor,
    register_alternate,
)
from workshops.views.editions import find_edition


def find_nominable_edition(request: AuthenticatedRequest, edition_id: str) -> Edition:
    """The edition, for a contact point with seats in it; others who see it are told that it is not theirs to do."""
    edition = find_edition(request, edition_id)
    if not permissions.can_nominate(request.user, edition):
        raise PermissionDenied(_("Only the contact points of the offices with places in this edition nominate."))
    return edition


class NominateView(View):
    """Choose a person of the office and a kind of seat; one POST does it."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_nominable_edition(request, edition_id)
        return self.page(request, edition, self.form(request, edition))

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_nominable_edition(request, edition_id)
        form = self.form(request, edition)
        if not form.is_valid():
            return self.page(request, edition, form)
        person = find_nominee(request, form.cleaned_data["person"])
        modality = form.cleaned_data["modality"]
        try:
            nominate_prosecutor(
                edition=edition, person=person, modality=modality, actor=request.user, at=timezone.now()
            )
        except (OfficeSeatsTaken, RemoteSeatsTaken) as refusal:
            return offer_alternative(request, edition, person, modality, refusal)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, edition, form)
        messages.success(
            request,
            _("%(name)s has been nominated and will get a mail with the way to answer.") % {"name": person.full_name},
        )
        return redirect("workshops:edition", edition_id)

    def form(self, request: AuthenticatedRequest, edition: Edition) -> NominationForm:
        on = timezone.now().date()
        return NominationForm(
            request.POST or None,
            nominees=get_nominees(request.user, edition, on),
            seats=get_edition_seats(request.user, edition, on),
        )

    def page(self, request: AuthenticatedRequest, edition: Edition, form: NominationForm) -> HttpResponse:
        seats = get_edition_seats(request.user, edition, timezone.now().date())
        context = {
            "edition": edition,
            "form": form,
            "seats": seats,
            "is_open": edition.is_open_for_nomination(timezone.now()),
            "has_nominees": bool(form.fields["person"].choices),  # type: ignore[attr-defined]
        }
        return render(request, "workshops/nomination_make.html", context)


class RegisterAlternateView(View):
    """The offer on the page of the refusal: a place in the line for the office's next free seat."""

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = find_nominable_edition(request, edition_id)
        form = PlaceForm(request.POST)
        if not form.is_valid():
            return redirect("workshops:nominate", edition_id)
        person = find_nominee(request, form.cleaned_data["person"])
        try:
            enrolment = register_alternate(
                edition=edition,
                person=person,
                modality=form.cleaned_data["modality"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("workshops:nominate", edition_id)
        messages.success(request, _("%(name)s is registered as an alternate.") % {"name": enrolment.person.full_name})
        return redirect("workshops:edition", edition_id)


def find_nominee(request: AuthenticatedRequest, public_id: str) -> Person:
    """A person of the reader's own office; anybody else does not exist here."""
    person = get_nominee(request.user, public_id, timezone.now().date())
    if person is None:
        raise Http404
    return person


def offer_alternative(
    request: AuthenticatedRequest, edition: Edition, person: Person, modality: str, refusal: DomainError
) -> HttpResponse:
    """Say why not, and offer what can be done: an alternate's place, or a seat of the other kind where one is free."""
    seats = get_edition_seats(request.user, edition, timezone.now().date())
    context = {
        "edition": edition,
        "person": person,
        "modality": modality,
        "refusal": refusal,
        "other": find_free_seats(seats, besides=modality),
        "line": sum(figures.waiting for figures in seats if figures.kind == modality),
    }
    return render(request, "workshops/nomination_refused.html", context, status=409)


def find_free_seats(seats: list[SeatFigures], *, besides: str) -> SeatFigures | None:
    """Free seats of the other kind: remote ones when the office's are taken."""
    others = [figures for figures in seats if figures.kind in SeatKind.values and figures.kind != besides]
    return next((figures for figures in others if figures.free > 0 and not figures.waiting), None)
