"""Who looks at reports."""

from lms.accounts.models import User
from moderation.models import LeakReport
from network.selectors import get_standing


def can_moderate(user: User) -> bool:
    """Only the Secretariat takes reports up and closes them."""
    return get_standing(user).is_secretariat


def can_add_detail(user: User, report: LeakReport) -> bool:
    """Who made the report may say more, as long as it is open."""
    return report.reporter_id == user.pk and report.is_open
