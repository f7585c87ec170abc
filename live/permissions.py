"""Who may enter: only what an activity wrote into ``Participant`` is asked."""

from datetime import datetime

from live.models import Participant, Session
from lms.accounts.models import User


def can_join(user: User, session: Session, at: datetime) -> bool:
    """Admitted and not removed, while the door of a session that stands is open."""
    if not user.is_active or not session.is_open(at):
        return False
    return Participant.objects.admitted().filter(session=session, person__user=user).exists()


def can_conduct(user: User, session: Session) -> bool:
    """Those who facilitate it: lists of people, removals, rooms and files are theirs."""
    return Session.objects.facilitated_by(user).filter(pk=session.pk).exists()
