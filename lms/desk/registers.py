"""What of the network a reader keeps or audits: what stands at the foot of the desk."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.permissions import can_design, can_read_register
from lms.accounts.models import User
from lms.desk.trail import reads_counts, reads_trail
from lms.records.export_kinds import all_export_kinds
from network.permissions import can_administer_places, can_see_delegations
from network.selectors import get_standing


@dataclass(frozen=True, slots=True)
class RegisterLink:
    title: str
    text: str
    url: str


def get_registers(user: User) -> list[RegisterLink]:
    """What opens to ``user``; no query beyond the standing that the page reads anyway."""
    found = []
    if get_standing(user).person_id is not None:
        text = _("Calls, your own way through one, and those of your office.")
        found.append(RegisterLink(_("Internships"), text, reverse("internships:internship_list")))
    if can_administer_places(user):
        text = _("Their names with dates, their contact points, and where one is missing.")
        found.append(RegisterLink(_("Offices and schools"), text, reverse("network:place_list")))
    if can_see_delegations(user):
        text = _("Who stands in for a contact point during a leave.")
        found.append(RegisterLink(_("Delegations"), text, reverse("network:delegation_list")))
    if can_read_register(user):
        text = _("Certificates and notes that were issued: find one, open it, ask for its revocation.")
        found.append(RegisterLink(_("Register of documents"), text, reverse("certificates:register")))
    if can_design(user):
        text = _("How certificates and notes look: paper, elements, signatures, and a preview.")
        found.append(RegisterLink(_("Templates of documents"), text, reverse("certificates:template_list")))
    if reads_trail(user):
        text = _("What was done, by whom, in which role and when.")
        found.append(RegisterLink(_("Audit log"), text, reverse("desk:trail")))
    elif reads_counts(user):
        text = _("How often what was done, month by month.")
        found.append(RegisterLink(_("Audit log"), text, reverse("desk:trail")))
    if reads_trail(user):
        text = _("What one asks for and another approves.")
        found.append(RegisterLink(_("Acts for two persons"), text, reverse("desk:approval_list")))
    if any(kind.may(user) for kind in all_export_kinds()):
        text = _("The files you asked for, for seven days.")
        found.append(RegisterLink(_("Lists taken out"), text, reverse("exports:export_list")))
    return found
