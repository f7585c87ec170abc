"""Who may change people and roles. Superusers have no powers here: a break-glass account is not a role."""

from lms.accounts.models import User
from network.models import Office, Person
from network.selectors import get_person_office_id, get_standing


def can_appoint(user: User) -> bool:
    """Only the Secretariat gives and ends roles."""
    return get_standing(user).is_secretariat


def can_register(user: User, office: Office) -> bool:
    """The Secretariat registers anybody; a contact point, people of the own office."""
    standing = get_standing(user)
    return standing.is_secretariat or office.pk in standing.contact_point_office_ids


def can_invite(user: User, person: Person) -> bool:
    """The Secretariat invites anybody; a contact point, people who belong to the own office today."""
    standing = get_standing(user)
    if standing.is_secretariat:
        return True
    return standing.is_contact_point and get_person_office_id(person) in standing.contact_point_office_ids


def can_suspend(user: User, account: User) -> bool:
    """The Secretariat suspends, reinstates and gives a new start to anybody's account but the own."""
    return get_standing(user).is_secretariat and user.pk != account.pk


def can_export_directory(user: User) -> bool:
    """The Secretariat, and then only when another of the Secretariat agrees."""
    return get_standing(user).is_secretariat
