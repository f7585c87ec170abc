"""One internship as each of its five roles needs it; what may be done on it; the board of the Secretariat."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from internships import pages
from internships.enums import Party, PlacementState
from internships.models import Call, Placement
from internships.moves import STARTED
from internships.permissions import can_apply, can_run_call, get_parties
from internships.selectors import (
    get_balance,
    get_days,
    get_guards,
    get_lead_mentorship,
    get_minutes,
    get_practical_percent,
    get_turn,
    is_undertaking_signed,
)
from internships.views.acts import ACTS, get_acts
from internships.views.common import find_placement
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError

PAGE_SIZE = 50
PREPARED = {PlacementState.PREPARING, PlacementState.READY}
WITH_PROGRAMME = {
    PlacementState.PREPARING, PlacementState.READY, PlacementState.IN_PROGRESS, PlacementState.INTERRUPTED,
    PlacementState.REPORTING, PlacementState.UNDER_REVIEW, PlacementState.COMPLETED,
}  # fmt: skip


class ListInternshipsView(View):
    """The reader's own internships, those of the office, and the calls."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        user, at = request.user, timezone.now()
        followed = pages.get_followed_placements(user).order_by("-pk")
        page = Paginator(followed, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "own": pages.get_lines(pages.get_own_placements(user), reader=user, at=at),
            "followed": pages.get_lines(followed.filter(pk__in=[one.pk for one in page]), reader=user, at=at),
            "page": page,
            "calls": [{"call": call, "badge": pages.call_badge(call.state)} for call in pages.get_calls(user)[:20]],
            "runs_calls": can_run_call(user),
            "can_apply": can_apply(user),
        }
        return render(request, "internships/internship_list.html", context)


class ShowBoardView(View):
    """Every internship by where it stands, for the Secretariat."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if not can_run_call(request.user):
            raise Http404
        at, asked = timezone.now(), request.GET
        placements = Placement.objects.visible_to(request.user).exclude(state=PlacementState.DRAFT)
        calls = list(Call.objects.visible_to(request.user).order_by("-opens_on", "pk")[:20])
        call = next((one for one in calls if one.public_id == asked.get("convocatoria")), None)
        countries = pages.get_countries(placements)
        country = next((one for one in countries if one.iso == asked.get("pais")), None)
        if call is not None:
            placements = placements.filter(call=call)
        if country is not None:
            placements = placements.filter(country=country)
        only_overdue = asked.get("vencidas") == "1"
        context = {
            "columns": pages.get_board(placements, reader=request.user, only_overdue=only_overdue, at=at),
            "calls": calls,
            "call": call,
            "countries": countries,
            "country": country,
            "only_overdue": only_overdue,
        }
        return render(request, "internships/board.html", context)


class ShowPlacementView(View):
    """State, what is missing, whose turn it is and by when; then the facts, the programme and the moves so far."""

    def get(self, request: AuthenticatedRequest, placement_id: str) -> HttpResponse:
        placement = find_placement(request, placement_id)
        return render(request, "internships/placement_show.html", get_placement_context(request, placement))


def get_placement_context(request: AuthenticatedRequest, placement: Placement) -> dict[str, Any]:
    at, parties = timezone.now(), get_parties(request.user, placement)
    state = pages.shown_state(placement, request.user)
    is_hidden = state != placement.state
    acts = [] if is_hidden else get_acts(request.user, placement)
    has_programme = placement.state in WITH_PROGRAMME
    items = list(placement.items.all()) if has_programme else []
    attended, scheduled = get_minutes(placement) if has_programme else (0, 0)
    mentorship = get_lead_mentorship(placement)
    is_intern = Party.INTERN in parties
    # The two kinds of report are called as the two parties that write them.
    handed_in = set(placement.reports.filter(submitted_at__isnull=False).values_list("kind", flat=True))
    return {
        "placement": placement,
        "badge": pages.placement_badge(state),
        "steps": pages.get_steps(state),
        "turn": None if is_hidden else pages.get_turn_notice(get_turn(placement, at=at), parties, handed_in),
        "first": [act for act in acts if act.rank == 0],
        "more": [act for act in acts if act.rank > 0 and act.tone != "danger"],
        "grave": [act for act in acts if act.rank > 0 and act.tone == "danger"],
        "days": None if is_hidden else get_days(placement),
        "mentor": mentorship.person.full_name if mentorship and not is_hidden else "",
        "is_mentor_sure": bool(mentorship and mentorship.accepted_at),
        "shows_host": not is_hidden and placement.offer is not None,
        "is_intern": is_intern,
        "writes_application": is_intern and placement.state in {PlacementState.DRAFT, PlacementState.RETURNED},
        "reads_application": bool(parties & {Party.SENDING, Party.SECRETARIAT}),
        "objectives": pages.get_objective_words(placement),
        "signs": is_intern
        and placement.state in {PlacementState.PREPARING, PlacementState.READY}
        and not is_undertaking_signed(placement),
        "checklist": get_guards(placement)
        if placement.state in {PlacementState.PREPARING, PlacementState.READY}
        else [],
        "programme": pages.get_programme(placement) if has_programme else [],
        "practical": get_practical_percent(items),
        "is_begun": placement.state in STARTED,
        "attended": round(attended / 60, 1),
        "scheduled": round(scheduled / 60, 1),
        "writes_report": placement.state == PlacementState.REPORTING
        and bool(parties & {Party.INTERN, Party.MENTOR} - handed_in),
        "reports": pages.get_report_lines(placement, request.user),
        "amendments": list(placement.amendments.filter(approved_at__isnull=True).select_related("proposed_by")),
        "balance": get_balance(placement)
        if Party.SECRETARIAT in parties and placement.state == PlacementState.ENDORSED
        else None,
        "moves": pages.get_moves(placement, request.user),
    }


class ActOnPlacementView(View):
    """One act: what it does, what it asks, and doing it. To whom it is not offered it does not exist."""

    def get(self, request: AuthenticatedRequest, placement_id: str, act: str) -> HttpResponse:
        placement = self.find(request, placement_id, act)
        return self.page(request, placement, act, ACTS[act].form(placement=placement, user=request.user))

    def post(self, request: AuthenticatedRequest, placement_id: str, act: str) -> HttpResponse:
        placement = self.find(request, placement_id, act)
        form = ACTS[act].form(request.POST, placement=placement, user=request.user)
        if not form.is_valid():
            return self.page(request, placement, act, form)
        try:
            ACTS[act].run(placement, request.user, timezone.now(), form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, placement, act, form)
        messages.success(request, _("It is noted: %(act)s.") % {"act": ACTS[act].label})
        return redirect("internships:placement", placement.public_id)

    def find(self, request: AuthenticatedRequest, placement_id: str, act: str) -> Placement:
        placement = find_placement(request, placement_id)
        hidden = pages.shown_state(placement, request.user) != placement.state
        if hidden or act not in {one.name for one in get_acts(request.user, placement)}:
            raise Http404
        return placement

    def page(self, request: AuthenticatedRequest, placement: Placement, act: str, form: Any) -> HttpResponse:
        context = {"placement": placement, "act": ACTS[act], "form": form}
        return render(request, "internships/placement_act.html", context)
