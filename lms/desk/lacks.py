"""What the part of the network that a reader looks after lacks, as the desk says it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.models import User
from network.selectors import get_standing
from network.vacancies import find_vacancies


@dataclass(frozen=True, slots=True)
class Lack:
    """Contact points that are missing or soon will be, as a notice says it."""

    title: str
    text: str
    url: str
    label: str


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
