"""Entering: the ticket is made for this person, this room and this window, at the moment they go in."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from live.models import Participant, Room, Session
from live.providers import Seat, Ticket, get_provider
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit


class NotAdmitted(DomainError):
    message = _("You are not on the list of this session. Ask whoever nominated you.")


class DoorShut(DomainError):
    message = _("The room of this session is not open now.")


def join_session(*, session: Session, actor: User, at: datetime, language: str = "") -> Ticket:
    """A ticket for ``actor``, made anew for every page that is loaded; it ends with the session's grace."""
    participant = _find_admitted(session, actor)
    if not session.is_open(at):
        raise DoorShut
    room = Room.objects.filter(session=session, is_current=True, language=language).first()
    if room is None:
        raise DoorShut
    ticket = get_provider().make_ticket(
        seat=Seat(
            room_name=room.name,
            user_id=participant.public_id,
            display_name=participant.person.full_name,
            is_facilitator=participant.is_facilitator,
            expires_at=session.closes_at,
        ),
        at=at,
    )
    audit.log(action="live.join_session", instance=participant, actor=actor, at=at, role=participant.role)
    return ticket


def _find_admitted(session: Session, actor: User) -> Participant:
    admitted = Participant.objects.admitted().select_related("person")
    participant = admitted.filter(session=session, person__user=actor).first()
    if participant is None or not actor.is_active:
        raise NotAdmitted
    return participant
