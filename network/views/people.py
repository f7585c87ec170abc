"""The directory and the page of one person, for the Secretariat and contact points."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.records import audit
from network import directory, permissions, services
from network.enums import AccountState, Role
from network.models import Person
from network.people_forms import FilterForm
from network.selectors import get_standing

PAGE_SIZE = 25
SEARCHED = "network_people_name"  # a name is personal: it is kept in the session and never in an address
FILTERS = {"office": "oficina", "role": "funcion", "state": "cuenta"}


def check_administrator(request: AuthenticatedRequest) -> None:
    """To those who look after nobody these pages do not exist."""
    if not permissions.can_administer_people(request.user):
        raise Http404


def find_person(request: AuthenticatedRequest, person_id: str) -> Person:
    """The person of that address, where the reader looks after them; to everybody else they do not exist."""
    check_administrator(request)
    visible = directory.with_state(Person.objects.visible_to(request.user), timezone.now())
    return get_object_or_404(visible.select_related("user", "invitation"), public_id=person_id)


class ListPeopleView(View):
    """The people the reader looks after. The search is sent, so that no name stands in an address."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        offices = directory.get_offices(request.user)
        name = request.session.get(SEARCHED, "")
        asked = {field: request.GET.get(word, "") for field, word in FILTERS.items()}
        form = FilterForm({**asked, "name": name}, offices=offices)
        wanted = form.cleaned_data if form.is_valid() else {}
        people = directory.find_people(request.user, timezone.now(), **wanted)
        page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "query": urlencode({FILTERS[field]: value for field, value in asked.items() if value}),
            "lines": directory.get_person_lines(page.object_list),
            "is_filtered": bool(name or any(asked.values())),
            "shows_office": len(offices) != 1,
            "office": offices[0] if len(offices) == 1 else None,
        }
        return render(request, "network/people_list.html", context)

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        check_administrator(request)
        form = FilterForm(request.POST, offices=directory.get_offices(request.user))
        wanted = form.cleaned_data if form.is_valid() else {}
        if wanted.get("name"):
            request.session[SEARCHED] = wanted["name"]
        else:
            request.session.pop(SEARCHED, None)
        chosen = {word: wanted[field] for field, word in FILTERS.items() if wanted.get(field)}
        return redirect(f"{reverse('network:people')}{'?' if chosen else ''}{urlencode(chosen)}")


class ShowPersonView(View):
    """One person, and what the reader may do; that the page was read is noted, for its person to see."""

    def get(self, request: AuthenticatedRequest, person_id: str) -> HttpResponse:
        person, at = find_person(request, person_id), timezone.now()
        if person.user_id != request.user.pk:
            role = Role.SECRETARIAT if get_standing(request.user).is_secretariat else Role.CONTACT_POINT
            audit.log_read(person, actor=request.user, at=at, role=role, about=person.public_id)
        return render(request, "network/person_show.html", get_person_context(request, person, at))


def get_person_context(request: AuthenticatedRequest, person: Person, at: datetime) -> dict[str, Any]:
    user, on = request.user, at.date()
    account = directory.get_account(person)
    appointments = directory.get_appointment_lines(person, user, on)
    memberships = directory.get_membership_lines(person, on)
    return {
        "person": person,
        "account": account,
        "memberships": memberships,
        "place": next((line.title for line in memberships if line.is_current), ""),
        "appointments": [line for line in appointments if line.when != "former"],
        "former": [line for line in appointments if line.when == "former"],
        "acts": get_acts(request, person, account),
        "can_invite": permissions.can_invite(user, person)
        and account.state in {AccountState.NOT_INVITED, AccountState.INVITATION_EXPIRED},
        "can_withdraw": permissions.can_invite(user, person)
        and account.state in {AccountState.INVITED, AccountState.INVITATION_EXPIRED},
        "is_invited_again": account.state == AccountState.INVITATION_EXPIRED,
        "can_appoint": permissions.can_appoint(user),
    }


def get_acts(request: AuthenticatedRequest, person: Person, account: directory.Account) -> list[tuple[str, str]]:
    """Address and verb of each act on the account and the place that this reader may do now."""
    acts: list[tuple[str, str]] = []
    user, state = request.user, account.state
    if person.user is not None and permissions.can_suspend(user, person.user):
        if state in {AccountState.ACTIVE, AccountState.FACTOR_MISSING}:
            acts.append(("network:suspend", _("Suspend the account")))
        if state in {AccountState.SUSPENDED, AccountState.CLOSED}:
            acts.append(("network:reinstate", _("Reinstate the account")))
        if state == AccountState.ACTIVE:
            acts.append(("network:reset_factor", _("Remove the second factor")))
    if permissions.can_transfer(user):
        acts.append(("network:transfer", _("Transfer to another office")))
    if permissions.can_see_off(user, person):
        acts.append(("network:leave", _("Leaves the network")))
    return [(reverse(name, args=[person.public_id]), label) for name, label in acts]


class InviteAgainView(View):
    """Send an invitation to somebody who is registered and has no account."""

    def post(self, request: AuthenticatedRequest, person_id: str) -> HttpResponse:
        person = find_person(request, person_id)
        if not permissions.can_invite(request.user, person):
            raise PermissionDenied
        try:
            services.invite_person(person=person, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way to %(name)s.") % {"name": person.full_name})
        return redirect("network:person", person_id)


class WithdrawInvitationView(View):
    """The link that was sent opens nothing any more."""

    def post(self, request: AuthenticatedRequest, person_id: str) -> HttpResponse:
        person = find_person(request, person_id)
        if not permissions.can_invite(request.user, person):
            raise PermissionDenied
        try:
            services.withdraw_person_invitation(person=person, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The invitation has been withdrawn; its link opens nothing any more."))
        return redirect("network:person", person_id)
