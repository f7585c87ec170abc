"""Who may do what with awards. Who may read them says ``Award.objects.visible_to``."""

from lms.accounts.models import User
from network.selectors import get_standing


def can_revoke(user: User) -> bool:
    """The Secretariat asks for it and another of the Secretariat approves it."""
    return get_standing(user).is_secretariat
