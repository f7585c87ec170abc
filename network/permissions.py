"""Who may change people and roles. Superusers have no powers here: a break-glass account is not a role."""

from lms.accounts.models import User
from network.enums import Role
from network.models import Appointment, Delegation, Office, Person
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


def can_see_delegations(user: User) -> bool:
    """The Secretariat, contact points, and whoever stands in for one."""
    standing = get_standing(user)
    return standing.is_secretariat or standing.is_contact_point


def can_delegate(user: User, appointment: Appointment) -> bool:
    """A contact point lends the own powers, the Secretariat anybody's; powers that are lent cannot be lent on."""
    standing = get_standing(user)
    if appointment.role != Role.CONTACT_POINT or standing.person_id is None:
        return False
    return standing.is_secretariat or appointment.person_id == standing.person_id


def can_withdraw_delegation(user: User, delegation: Delegation) -> bool:
    """Whose powers they are, and the Secretariat; not the delegate."""
    return can_delegate(user, delegation.appointment)


def can_administer_places(user: User) -> bool:
    """The Secretariat follows the offices and schools and gives them their names."""
    return get_standing(user).is_secretariat


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


def can_export_directory(user: User) -> bool:
    """The Secretariat, and then only when another of the Secretariat agrees."""
    return get_standing(user).is_secretariat
