"""Being seen by classmates: one's own choice in each edition, off until made, and taken back at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from workshops.enums import LEARNING_STATES, PARTICIPANT
from workshops.models import Enrolment
from workshops.services.moves import lock_enrolment


class NotAClassmate(DomainError):
    message = _("Only whoever has accepted a place in this edition can be seen by classmates.")


@transaction.atomic
def show_to_classmates(*, enrolment: Enrolment, actor: User, at: datetime) -> Enrolment:
    """Those who also show themselves see the name and the country from now on; again changes nothing."""
    enrolment = lock_enrolment(enrolment)
    if enrolment.state not in LEARNING_STATES:
        raise NotAClassmate
    if enrolment.shown_since is None:
        _choose(enrolment, actor=actor, at=at, since=at, action="workshops.show_to_classmates")
    return enrolment


@transaction.atomic
def hide_from_classmates(*, enrolment: Enrolment, actor: User, at: datetime) -> Enrolment:
    """Nobody of the edition sees the name from the next page on; possible in every state, and again changes nothing."""
    enrolment = lock_enrolment(enrolment)
    if enrolment.shown_since is not None:
        _choose(enrolment, actor=actor, at=at, since=None, action="workshops.hide_from_classmates")
    return enrolment


def _choose(enrolment: Enrolment, *, actor: User, at: datetime, since: datetime | None, action: str) -> None:
    enrolment.shown_since = since
    enrolment.save(update_fields=["shown_since"])
    audit.log(action=action, instance=enrolment, actor=actor, at=at, role=PARTICIPANT)
