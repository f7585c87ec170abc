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


def can_administer_people(user: User) -> bool:
    """The Secretariat looks after everybody, a contact point after the own office; nobody else has such pages."""
    standing = get_standing(user)
    return standing.is_secretariat or standing.is_contact_point


def can_transfer(user: User) -> bool:
    """Only the Secretariat moves people between offices: it concerns two of them."""
    return get_standing(user).is_secretariat


def can_see_off(user: User, person: Person) -> bool:
    """The Secretariat ends everything of a person who leaves; nobody does it to the own person."""
    return get_standing(user).is_secretariat and person.user_id != user.pk
