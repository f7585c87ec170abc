"""Who may, answered from the reader's standing. Whether it may be done *now* is the services' business."""

from typing import Any

from django.db.models import Q, QuerySet

from lms.accounts.models import User
from lms.common.prepared import PreparedQuery
from network.enums import Role
from network.models import School
from network.selectors import get_standing
from workshops.enums import LEARNING_STATES, PARTICIPANT, KeyHolder, StaffRole
from workshops.models import Edition, EditionStaff, Enrolment, SeatPool


def can_see_all_offices(user: User) -> bool:
    """Secretariat and coordinators follow every office."""
    standing = get_standing(user)
    return standing.is_secretariat or standing.is_coordinator


def can_view_edition(user: User, edition: Edition) -> bool:
    """Whoever the edition is visible to."""
    return Edition.objects.visible_to(user).filter(pk=edition.pk).exists()


def can_nominate(user: User, edition: Edition) -> bool:
    """A contact point whose office has seats in the edition, or where seats are open to every office."""
    offices = get_standing(user).contact_point_office_ids
    if not offices:
        return False
    own_or_open = Q(office_id__in=offices) | Q(office_id__isnull=True)
    return SeatPool.objects.filter(own_or_open, edition=edition).exists()


def can_run_calls(user: User) -> bool:
    """Opening a call, deciding about proposals and publishing are the Secretariat's."""
    return get_standing(user).is_secretariat


def can_propose(user: User) -> bool:
    """Contact points, for the office whose powers they hold."""
    return bool(get_standing(user).contact_point_office_ids)


def get_rank_holder(user: User, school: School) -> str:
    """In whose order ``user`` gives places: the Secretariat's, the lead school's; empty in none."""
    standing = get_standing(user)
    if standing.is_secretariat:
        return KeyHolder.SECRETARIAT
    return KeyHolder.SCHOOL if school.pk in standing.coordinator_school_ids else ""


def can_prepare_editions(user: User) -> bool:
    """The Secretariat and whoever coordinates a school."""
    standing = get_standing(user)
    return standing.is_secretariat or bool(standing.coordinator_school_ids)


def can_prepare_edition(user: User, edition: Edition) -> bool:
    """The Secretariat, and the coordination of the school that leads it."""
    return bool(get_key_holder(user, edition))


def get_key_holder(user: User, edition: Edition) -> str:
    """Which of the two keys is the reader's; empty when none is."""
    standing = get_standing(user)
    if standing.is_secretariat:
        return KeyHolder.SECRETARIAT
    return KeyHolder.SCHOOL if edition.lead_school_id in standing.coordinator_school_ids else ""


def get_staff_role(user: User, edition: Edition) -> str:
    """As what ``user`` teaches the edition; empty when not at all."""
    person_id = get_standing(user).person_id
    if person_id is None:
        return ""
    roles = STAFF_ROLES.rows(edition_id=edition.pk, person_id=person_id)
    return str(roles[0][0]) if roles else ""


def _staff_roles(edition_id: int, person_id: int) -> QuerySet[Any, Any]:
    staff = EditionStaff.objects.filter(edition_id=edition_id, person_id=person_id)
    return staff.order_by("pk").values_list("role")[:1]


STAFF_ROLES = PreparedQuery(_staff_roles)


def can_plan_sessions(user: User, edition: Edition) -> bool:
    """The Secretariat, and whoever facilitates the edition."""
    return get_standing(user).is_secretariat or get_staff_role(user, edition) == StaffRole.FACILITATOR


def can_answer(user: User, enrolment: Enrolment) -> bool:
    """Accept, decline and the name on the certificate are the person's own."""
    return enrolment.person_id == get_standing(user).person_id


def can_withdraw(user: User, enrolment: Enrolment) -> bool:
    """The person, the office's contact point, a coordinator, the Secretariat."""
    return bool(get_acting_role(user, enrolment))


def can_vouch(user: User, enrolment: Enrolment) -> bool:
    """The contact points of the person's office; nobody for themselves."""
    standing = get_standing(user)
    return enrolment.office_id in standing.contact_point_office_ids and enrolment.person_id != standing.person_id


def can_read_ledger(user: User, edition: Edition) -> bool:
    """Who follows every office, and contact points with seats in the edition."""
    return can_see_all_offices(user) or can_nominate(user, edition)


def can_decide_seats(user: User) -> bool:
    """How many seats there are is the Secretariat's to decide."""
    return get_standing(user).is_secretariat


def get_acting_role(user: User, enrolment: Enrolment) -> str:
    """Under which role ``user`` acts on this enrolment; empty when under none."""
    standing = get_standing(user)
    if standing.person_id is None:
        return ""
    if enrolment.person_id == standing.person_id:
        return PARTICIPANT
    if enrolment.office_id in standing.contact_point_office_ids:
        return Role.CONTACT_POINT
    if standing.is_secretariat:
        return Role.SECRETARIAT
    return Role.COORDINATOR if standing.is_coordinator else ""


def can_read_lesson(user: User, edition: Edition) -> bool:
    """Those enrolled, those who teach there, and (to look on) the Secretariat and the coordination."""
    standing = get_standing(user)
    if standing.person_id is None:
        return False
    if standing.is_secretariat or standing.is_coordinator:
        return True
    own = Enrolment.objects.filter(edition=edition, person_id=standing.person_id, state__in=LEARNING_STATES)
    return own.exists() or edition.staff.filter(person_id=standing.person_id).exists()


def can_grade(user: User, edition: Edition) -> bool:
    """Those who facilitate the edition; an expert gives a session, and the Secretariat does not teach."""
    return get_staff_role(user, edition) == StaffRole.FACILITATOR


def can_take_quiz(user: User, enrolment: Enrolment) -> bool:
    """One's own assessment, while one is enrolled or has completed. Nobody answers for another."""
    return user.is_active and enrolment.person.user_id == user.pk and enrolment.state in LEARNING_STATES
