"""Signed links: an invitation's address is computed when it is needed and stored nowhere."""

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse
from django.utils import translation

from lms.accounts.models import Invitation

SALT = "accounts.invitation"


def invitation_token(invitation: Invitation) -> str:
    """The token that opens ``invitation``: its public id under this installation's signature."""
    return signing.Signer(salt=SALT, sep=".").sign(invitation.public_id)


def read_invitation_token(token: str) -> str | None:
    """The public id in ``token``, or None where the signature is not ours (a cut or invented link)."""
    try:
        return signing.Signer(salt=SALT, sep=".").unsign(token)
    except signing.BadSignature:
        return None


def invitation_path(invitation: Invitation, *, next_path: str = "") -> str:
    """The address, without host, of the page where ``invitation`` is accepted, in its language."""
    with translation.override(invitation.language):
        path = reverse("network:accept_invitation", kwargs={"token": invitation_token(invitation)})
    return f"{path}?{urlencode({'next': next_path})}" if next_path else path
