"""Checking in on the spot: a code that changes every minute, shown beside its QR on the facilitator's screen.

The code follows from the session and the minute, so reloading the page shows the same one and nothing has to be kept.
"""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from live.enums import EntryKind, Modality
from live.models import RegisterEntry, Session
from live.services.register import find_own_seat, lock_open_register, write_entry
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import PUBLIC_ID_ALPHABET

STEP = 60  # seconds one code is shown
FORMER = 2  # codes before the present one that still hold: whoever reads slowly is not turned away
LENGTH = 6
READ_ALOUD = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v", " ": None, "-": None, "\u00a0": None})


class NotOnTheSpot(DomainError):
    message = _("This session is held on line: your attendance is counted by the room, without a code.")


class CheckInNotOpen(DomainError):
    message = _("Checking in begins when the door opens and ends with the session. Nothing was lost: try again then.")


class CodeWrong(DomainError):
    message = _("This code is no longer on the screen, or was mistyped. Look again and type the present one.")


def code_at(session: Session, at: datetime, *, back: int = 0) -> str:
    """The code of ``session`` at ``at``, or the one ``back`` codes before."""
    step = int(at.timestamp()) // STEP - back
    digest = salted_hmac("live.checkin", f"{session.public_id}:{step}", algorithm="sha256").digest()
    return "".join(PUBLIC_ID_ALPHABET[byte % len(PUBLIC_ID_ALPHABET)] for byte in digest[:LENGTH]).upper()


def is_code_of(session: Session, code: str, at: datetime) -> bool:
    """Whether ``code`` is or just was on the screen; read as people type: any case, o for 0, spaces."""
    typed = code.lower().translate(READ_ALOUD)[:40]
    return any(
        [constant_time_compare(typed, code_at(session, at, back=back).lower()) for back in range(FORMER + 1)]  # noqa: C419  each is compared
    )


def is_check_in_open(session: Session, at: datetime) -> bool:
    return not session.is_cancelled and session.opens_at <= at < session.ends_at


@transaction.atomic
def check_in(*, session_id: int, code: str, actor: User, at: datetime) -> RegisterEntry:
    """``actor`` is on the spot from now to the end; checking in twice answers the first time."""
    session = lock_open_register(session_id)
    participant = find_own_seat(session, actor)
    if session.modality == Modality.REMOTE:
        raise NotOnTheSpot
    if not is_check_in_open(session, at):
        raise CheckInNotOpen
    standing = RegisterEntry.objects.standing().filter(participant=participant, kind=EntryKind.CHECK_IN).first()
    if standing is not None:
        return standing
    if not is_code_of(session, code, at):
        raise CodeWrong
    return write_entry(
        participant=participant,
        kind=EntryKind.CHECK_IN,
        span=(max(at, session.starts_at), session.ends_at),
        actor=actor,
        at=at,
        is_confirmed=True,
    )
