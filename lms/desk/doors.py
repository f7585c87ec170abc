"""Where a reader with a role can go from the desk, and what their part of the network lacks."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import User
from network.permissions import can_administer_places, can_see_delegations
from network.selectors import get_standing
from network.vacancies import find_vacancies


@dataclass(frozen=True, slots=True)
class Door:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Contact points that are missing or soon will be, as a notice says it."""

    title: str
    text: str
    url: str
    label: str


def get_doors(user: User) -> list[Door]:
    """The pages of the network that are the reader's business; none for a learner. No query of its own."""
    doors = []
    if can_administer_places(user):
        doors.append(Door(reverse("network:place_list"), _("Offices and schools")))
    if can_see_delegations(user):
        doors.append(Door(reverse("network:delegation_list"), _("Delegations")))
    return doors


def get_lack(user: User, on: date) -> Lack | None:
    """To the Secretariat of every office, to a contact point of the own one; to others nothing, without a query."""
    standing = get_standing(user)
    if standing.is_secretariat:
        offices = {vacancy.office_id for vacancy in find_vacancies(on)}
        title = ngettext(
            "%(count)d office lacks a contact point, or will within the month.",
            "%(count)d offices lack a contact point, or will within the month.",
            len(offices),
        )
        lack = Lack(title % {"count": len(offices)}, "", reverse("network:place_list"), _("See the offices"))
    else:
        offices = {vacancy.office_id for vacancy in find_vacancies(on, office_ids=standing.own_office_ids)}
        lack = Lack(
            _("Your office lacks a contact point, or will within the month."),
            _("Propose to the Secretariat whom to appoint. For days of leave you can delegate your powers."),
            reverse("network:delegation_list"),
            _("See the delegations"),
        )
    return lack if offices else None
