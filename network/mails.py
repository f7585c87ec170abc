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
from lms.mail.kinds import MailKind, MailText
from network.services.invitations import INVITATION_MAIL
from network.services.resets import PASSWORD_RESET_MAIL


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


KINDS = [
    MailKind(name=INVITATION_MAIL, render=render_invitation, is_owed=is_invitation_owed),
    MailKind(name=PASSWORD_RESET_MAIL, render=render_password_reset, is_owed=is_password_reset_owed),
]
