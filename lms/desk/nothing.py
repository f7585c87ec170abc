"""What an empty desk says: what would stand there, in the words of whoever looks."""

from django.utils.translation import gettext as _

from lms.accounts.models import User
from network.selectors import get_standing


def get_nothing_words(user: User) -> str:
    """The widest role says it; who holds none reads what is meant for everybody who takes part."""
    standing = get_standing(user)
    if standing.is_secretariat:
        return _("Reports, acts that await your approval and sessions that are near will stand here.")
    if standing.is_coordinator or "AUDITOR" in standing.roles:
        return _("When something needs you, it will stand here.")
    if standing.contact_point_office_ids:
        return _("When an edition has places for your office, or a session is near, it will stand here.")
    return _("When your office nominates you, or a session or a task is near, it will stand here.")
