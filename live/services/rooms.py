"""The rooms of a session while it goes on: everybody else moved to a new one, parallel ones in other languages."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.models import Room, Session
from live.services.joining import DoorShut
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit

FACILITATOR = "FACILITATOR"
LANGUAGES = ("en", "es", "pt", "fr")


class NoSuchParallelRoom(DomainError):
    message = _("There is no parallel room in this language. Choose one from the list.")


@transaction.atomic
def change_room(*, session: Session, actor: User | None, at: datetime, language: str = "", known: int = 0) -> Room:
    """Shut a room for good and open another under a new name: who was removed stays behind.

    ``known`` is how many rooms the page had seen; a form sent twice finds more of them and changes nothing.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not session.is_open(at):
        raise DoorShut
    room = Room.objects.filter(session=session, is_current=True, language=language).first()
    if room is None:
        raise NoSuchParallelRoom
    if known and count_rooms(session) != known:
        return room
    room.is_current = False
    room.save(update_fields=["is_current"])
    new = Room.objects.create(session=session, language=language, created_at=at)
    audit.log(action="live.change_room", instance=session, actor=actor, at=at, role=FACILITATOR, to_state=language)
    return new


@transaction.atomic
def open_parallel_room(*, session: Session, language: str, actor: User | None, at: datetime) -> Room:
    """A second room at the same hour for those who follow in ``language``; asked again, the same one."""
    if language not in LANGUAGES:
        raise NoSuchParallelRoom
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.is_cancelled or not session.has_room or at >= session.closes_at:
        raise DoorShut
    room, is_new = Room.objects.get_or_create(
        session=session, language=language, is_current=True, defaults={"created_at": at}
    )
    if is_new:
        audit.log(
            action="live.open_parallel_room", instance=session, actor=actor, at=at, role=FACILITATOR, to_state=language
        )
    return room


def count_rooms(session: Session) -> int:
    """Rises with every new room: pages in a room learn by it that they should enter anew."""
    return Room.objects.filter(session=session).count()
