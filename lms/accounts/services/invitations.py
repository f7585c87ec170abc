"""Accounts: opened by invitation only, and what their holders prefer. Rooms above log and announce."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import InvitationState
from lms.accounts.models import Invitation, User
from lms.common.errors import DomainError


class InvitationExpired(DomainError):
    message = _("This invitation has expired. Ask your contact point or the Secretariat for a new one.")


class InvitationWithdrawn(DomainError):
    message = _("This invitation is no longer valid. Ask your contact point or the Secretariat for a new one.")


class AddressTaken(DomainError):
    message = _("There is already an account with this e-mail address. Sign in, or ask for a new password.")


@transaction.atomic
def issue_invitation(
    *, email: str, language: str, time_zone: str, actor: User | None, at: datetime
) -> tuple[Invitation, bool]:
    """The open invitation of ``email`` and whether it is new; one that has expired is replaced."""
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken
    pending = Invitation.objects.select_for_update().filter(email__iexact=email, state=InvitationState.PENDING).first()
    if pending and pending.is_open(at):
        return pending, False
    if pending:
        withdraw_invitation(invitation=pending)
    invitation = Invitation.objects.create(
        email=email,
        language=language,
        time_zone=time_zone,
        invited_by=actor,
        created_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    return invitation, True


def withdraw_invitation(*, invitation: Invitation) -> None:
    """Close an invitation nobody has accepted; its link is dead from now on."""
    Invitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING).update(state=InvitationState.WITHDRAWN)


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, password: str, language: str, time_zone: str, at: datetime
) -> tuple[User, bool]:
    """The account ``invitation`` opens and whether it is new; accepting again changes nothing."""
    # Without a join: PostgreSQL reads the locked row anew, but what is joined to it as it was before the wait.
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.user is not None:
        return invitation.user, False
    if invitation.state != InvitationState.PENDING:
        raise InvitationWithdrawn
    if not invitation.is_open(at):
        raise InvitationExpired
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise AddressTaken
    user = User.objects.create_user(invitation.email, password, language=language, time_zone=time_zone)
    invitation.state = InvitationState.ACCEPTED
    invitation.user = user
    invitation.save(update_fields=["state", "user"])
    return user, True


def set_preferences(*, user: User, language: str, time_zone: str) -> None:
    """From the next page on, the platform speaks ``language`` and shows hours on ``time_zone``'s clock."""
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
