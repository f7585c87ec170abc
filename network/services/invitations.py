"""From a person without an account to one who signs in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts import services as accounts
from lms.accounts.enums import InvitationState
from lms.accounts.models import Invitation, User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.mail.services import queue_mail
from lms.records import audit, events
from network.enums import SELF
from network.models import Person
from network.selectors import get_acting_role, get_home_country
from network.signals import PERSON_JOINED

INVITATION_MAIL = "accounts.invitation"


class AlreadyHasAccount(DomainError):
    message = _("This person already has an account. They can sign in, or ask for a new password.")


@transaction.atomic
def invite_person(*, person: Person, actor: User | None, at: datetime, language: str = "") -> Invitation:
    """Invite ``person`` by mail to open an account; while an invitation is open, inviting again returns it.

    The mail and the page speak ``language``, or that of the person's country, and show its clock.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is not None:
        raise AlreadyHasAccount
    country = get_home_country(person)
    language = language or (country.language if country else settings.LANGUAGE_CODE)
    invitation, is_new = accounts.issue_invitation(
        email=person.email,
        language=language if language in settings.SCREEN_LANGUAGES else settings.LANGUAGE_CODE,
        time_zone=country.time_zone if country else settings.NETWORK_TIME_ZONE,
        actor=actor,
        at=at,
    )
    if person.invitation_id != invitation.pk:
        person.invitation = invitation
        person.save(update_fields=["invitation"])
    if is_new:
        queue_mail(
            kind=INVITATION_MAIL,
            dedupe_key=f"{INVITATION_MAIL}:{invitation.public_id}",
            to_address=invitation.email,
            language=invitation.language,
            time_zone=invitation.time_zone,
            ids={"invitation_id": invitation.pk},
            at=at,
        )
        audit.log(action="network.invite_person", instance=person, actor=actor, at=at, role=get_acting_role(actor))
    return invitation


@transaction.atomic
def withdraw_person_invitation(*, person: Person, actor: User | None, at: datetime) -> None:
    """The link that was sent is dead from now on; where nothing is open any more, nothing changes."""
    person = lock_and_read(Person.objects.select_related("invitation"), person.pk)
    if person.user_id is not None:
        raise AlreadyHasAccount
    if person.invitation is None or person.invitation.state != InvitationState.PENDING:
        return
    accounts.withdraw_invitation(invitation=person.invitation)
    person.invitation.refresh_from_db(fields=["state"])
    if person.invitation.state != InvitationState.WITHDRAWN:  # accepted at this very moment
        raise AlreadyHasAccount
    audit.log(action="network.withdraw_invitation", instance=person, actor=actor, at=at, role=get_acting_role(actor))


@transaction.atomic
def join_by_invitation(*, invitation: Invitation, password: str, language: str, time_zone: str, at: datetime) -> User:
    """Open the invited person's account and tie it to the person, both or neither; again returns the same account."""
    user, is_new = accounts.accept_invitation(
        invitation=invitation, password=password, language=language, time_zone=time_zone, at=at
    )
    if is_new:
        person = Person.objects.select_for_update().get(invitation_id=invitation.pk)
        person.user = user
        person.save(update_fields=["user"])
        audit.log(action="network.join", instance=person, actor=user, at=at, role=SELF)
        events.publish(PERSON_JOINED, person_id=person.pk)
    return user
