"""The mails about accounts. They name nobody; their links are computed when they are sent and stored nowhere."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.enums import InvitationState
from lms.accounts.links import invitation_path
from lms.accounts.models import Invitation, User
from lms.common.times import instant_in_words
from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText
from network.models import Delegation
from network.services.delegations import DELEGATED_MAIL, WITHDRAWN_MAIL
from network.services.invitations import INVITATION_MAIL
from network.services.resets import PASSWORD_RESET_MAIL
from network.services.vacancies import VACANCY_MAIL


def render_invitation(ids: Mapping[str, int]) -> MailText:
    invitation = Invitation.objects.get(pk=ids["invitation_id"])
    expiry = instant_in_words(invitation.expires_at)
    return MailText(
        subject=_("Open your account on Aula Fiscal"),
        paragraphs=[
            _("You have been invited to open an account on Aula Fiscal."),
            _("Choose your password on the page below. The invitation is personal and is good until %(expiry)s.")
            % {"expiry": expiry},
            _("If you did not expect this message, you need not do anything."),
        ],
        link_path=invitation_path(invitation),
        link_label=_("Open my account"),
    )


def is_invitation_owed(ids: Mapping[str, int]) -> bool:
    """Not once it was accepted, withdrawn, or has expired."""
    pending = Invitation.objects.filter(pk=ids["invitation_id"], state=InvitationState.PENDING)
    return pending.filter(expires_at__gt=Now()).exists()


def render_password_reset(ids: Mapping[str, int]) -> MailText:
    user = User.objects.get(pk=ids["user_id"])
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    key = {"uidb36": user.public_id, "key": default_token_generator.make_token(user)}
    return MailText(
        subject=_("A new password for Aula Fiscal"),
        paragraphs=[
            _("Somebody, probably you, asked for a new password for this address."),
            ngettext(
                "The page below lets you choose it. The link is good for one hour and can be used once.",
                "The page below lets you choose it. The link is good for %(hours)d hours and can be used once.",
                hours,
            )
            % {"hours": hours},
            _("If it was not you, you need not do anything: your password stays as it is."),
        ],
        link_path=reverse("account_reset_password_from_key", kwargs=key),
        link_label=_("Choose a new password"),
    )


def is_password_reset_owed(ids: Mapping[str, int]) -> bool:
    """Only to somebody who can sign in; an address nobody has is owed nothing."""
    return User.objects.filter(pk=ids["user_id"], is_active=True).exists()


def render_delegated(_ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("Powers have been delegated to you"),
        paragraphs=[
            _("For some days you stand in for the contact point of your office on Aula Fiscal."),
            _("Sign in to see which days they are. What you do in those days is recorded as done by delegation."),
        ],
        link_path=reverse("network:delegation_list"),
        link_label=_("See the delegation"),
    )


def is_delegation_owed(ids: Mapping[str, int]) -> bool:
    """Not once it was withdrawn or is over."""
    standing = Delegation.objects.filter(pk=ids["delegation_id"], withdrawn_at__isnull=True)
    return standing.filter(ended_on__gt=Now()).exists()


def render_delegation_withdrawn(_ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("A delegation has ended"),
        paragraphs=[_("You no longer stand in for the contact point of your office on Aula Fiscal.")],
        link_path=reverse("desk:desk"),
        link_label=_("Go to my desk"),
    )


def render_vacancy(_ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("An office lacks a contact point"),
        paragraphs=[
            _("An office of the network has fewer contact points than it should, or will have within the month."),
            _("Sign in to see which office it is and since when."),
        ],
        link_path=reverse("network:place_list"),
        link_label=_("See the offices"),
    )


KINDS = [
    MailKind(name=INVITATION_MAIL, render=render_invitation, is_owed=is_invitation_owed, is_listed=False),
    MailKind(name=PASSWORD_RESET_MAIL, render=render_password_reset, is_owed=is_password_reset_owed, is_listed=False),
    MailKind(name=DELEGATED_MAIL, render=render_delegated, is_owed=is_delegation_owed, topic=Topic.OFFICE),
    MailKind(name=WITHDRAWN_MAIL, render=render_delegation_withdrawn, topic=Topic.OFFICE),
    MailKind(name=VACANCY_MAIL, render=render_vacancy, topic=Topic.OFFICE),
]
