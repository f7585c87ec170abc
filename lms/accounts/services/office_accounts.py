"""Whose account an office's provider opens. It opens accounts that are there; it never makes one."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import SecurityChange
from lms.accounts.models import User
from lms.accounts.office_providers import OfficeProvider, office_of
from lms.accounts.signals import security_changed
from lms.common.errors import DomainError


class OfficeSignInRefused(DomainError):
    """One sentence for an unknown person, another office's, a suspended one: nobody learns which."""

    message = _(
        "Your institution has confirmed who you are, but no account here goes with it. "
        "Sign in with your password, or ask the contact point of your office."
    )


class OfficeAccountTaken(DomainError):
    message = _("That account of your institution already opens another account here. Ask the Secretariat.")


@transaction.atomic
def open_with_office(*, provider: OfficeProvider, claims: dict[str, Any], at: datetime) -> tuple[User, SocialAccount]:
    """The account that ``claims`` open, joined to them the first time by the verified address.

    Belonging to the provider's office is asked each time: who has left it, or is suspended, stays out.
    """
    subject = str(claims["sub"])
    known = SocialAccount.objects.select_related("user").filter(provider=provider.code, uid=subject).first()
    user = known.user if known else _by_address(provider, claims)
    if user is None:
        raise OfficeSignInRefused
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or office_of(user) != provider.office:
        raise OfficeSignInRefused
    # Read with the account held: whoever came first at the same moment has joined it.
    joined = SocialAccount.objects.filter(provider=provider.code, user=user).first()
    if joined is None:
        joined = _join(user=user, provider=provider, subject=subject, at=at)
    if joined.uid != subject:
        raise OfficeSignInRefused  # an address given to somebody else opens nothing of its former holder
    return user, joined


@transaction.atomic
def connect_office(*, user: User, provider: OfficeProvider, claims: dict[str, Any]) -> bool:
    """Join ``user``, who is signed in, to what the provider calls them; whether it is new. Again changes nothing."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or office_of(user) != provider.office:
        raise OfficeSignInRefused
    subject = str(claims["sub"])
    there = SocialAccount.objects.filter(provider=provider.code, uid=subject).first()
    if there is not None and there.user_id != user.pk:
        raise OfficeAccountTaken
    if there is not None:
        return False
    SocialAccount.objects.filter(provider=provider.code, user=user).delete()  # the former one of the same office
    SocialAccount.objects.create(user=user, provider=provider.code, uid=subject)
    return True


def disconnect_office(*, user: User) -> bool:
    """No provider opens ``user``'s account any more; whether one did."""
    gone, _by_model = SocialAccount.objects.filter(user=user).delete()
    return bool(gone)


def _by_address(provider: OfficeProvider, claims: dict[str, Any]) -> User | None:
    """Whoever has the address, if the provider says in so many words that it is verified and it is of the office."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str) or not provider.vouches_for(address):
        return None
    return User.objects.filter(email__iexact=address.strip()).first()


def _join(*, user: User, provider: OfficeProvider, subject: str, at: datetime) -> SocialAccount:
    joined: SocialAccount = SocialAccount.objects.create(user=user, provider=provider.code, uid=subject)
    security_changed.send(sender=User, user=user, what=str(SecurityChange.OFFICE_CONNECTED), at=at)
    return joined
