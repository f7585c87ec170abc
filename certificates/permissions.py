"""Who may do what with awards. Who may read them says ``Award.objects.visible_to``."""

from lms.accounts.models import User
from network.enums import Role
from network.selectors import get_standing


def can_revoke(user: User) -> bool:
    """The Secretariat asks for it and another of the Secretariat approves it."""
    return get_standing(user).is_secretariat


def can_design(user: User) -> bool:
    """The Secretariat alone says how documents look."""
    return get_standing(user).is_secretariat


def can_read_register(user: User) -> bool:
    """The Secretariat and the coordination read the whole register, a contact point the own office's."""
    return bool(register_role(user))


def can_export_register(user: User) -> bool:
    """Only the Secretariat takes the register out."""
    return get_standing(user).is_secretariat


def register_role(user: User) -> str:
    """The role under which ``user`` reads other people's documents; empty where none allows it."""
    standing = get_standing(user)
    held = [
        (standing.is_secretariat, Role.SECRETARIAT),
        (standing.is_coordinator, Role.COORDINATOR),
        (standing.is_contact_point, Role.CONTACT_POINT),
    ]
    return next((str(role) for is_held, role in held if is_held), "")
