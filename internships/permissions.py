"""Who may, answered from the reader's standing. Whether it may be done *now* is the services' business."""

from internships.enums import Party
from internships.models import HostOffer, Placement, Report
from internships.moves import MOVES
from lms.accounts.models import User
from network.models import Office
from network.selectors import get_standing


def get_parties(user: User | None, placement: Placement) -> frozenset[str]:
    """As what ``user`` may act on ``placement``; nobody signed in is the platform itself.

    Nobody acts for an office on the own application, nor as the Secretariat: a colleague does.
    """
    if user is None:
        return frozenset({Party.SYSTEM})
    standing = get_standing(user)
    if standing.person_id is None:
        return frozenset()
    if placement.person_id == standing.person_id:
        return frozenset({Party.INTERN})
    found = set()
    offices = standing.contact_point_office_ids
    if placement.office_id in offices:
        found.add(Party.SENDING)
    if placement.offer is not None and placement.offer.office_id in offices:
        found.add(Party.HOST)
    if standing.is_secretariat:
        found.add(Party.SECRETARIAT)
    if placement.mentorships.filter(person_id=standing.person_id, ended_on__isnull=True).exists():
        found.add(Party.MENTOR)
    return frozenset(found)


def can_move(user: User, placement: Placement, move: str) -> bool:
    """Whoever is one of the parties that the table names for the move."""
    return bool(get_parties(user, placement) & set(MOVES[move].who))


def can_run_call(user: User) -> bool:
    """Only the Secretariat opens, moves and closes calls."""
    return get_standing(user).is_secretariat


def can_offer_places(user: User, office: Office) -> bool:
    """The office's contact point, and the Secretariat in its name."""
    standing = get_standing(user)
    return standing.is_secretariat or office.pk in standing.contact_point_office_ids


def can_change_offer(user: User, offer: HostOffer) -> bool:
    return can_offer_places(user, offer.office)


def can_apply(user: User) -> bool:
    """Whoever belongs to an office of the network."""
    standing = get_standing(user)
    return standing.person_id is not None and standing.office_id is not None


def can_write_report(user: User, report: Report) -> bool:
    """Nobody but the one whose report it is."""
    person_id = get_standing(user).person_id
    if report.mentorship is not None:
        return report.mentorship.person_id == person_id
    return report.placement.person_id == person_id


def can_read_private_note(user: User, report: Report) -> bool:
    """Its author and the Secretariat; never a party, whatever is released."""
    is_secretariat = get_standing(user).is_secretariat and report.submitted_at is not None
    return is_secretariat or can_write_report(user, report)
