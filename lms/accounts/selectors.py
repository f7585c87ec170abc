"""What the page of the account's security shows."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.signing import Signer

from lms.accounts.models import Device, User


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its holder knows it; ``name_in_address`` is signed."""

    name: str
    name_in_address: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one account."""

    has_app: bool = False
    app_added_at: datetime | None = None
    passkeys: tuple[Passkey, ...] = ()
    codes_left: int | None = None

    @property
    def is_enrolled(self) -> bool:
        """Recovery codes alone are no second factor."""
        return self.has_app or bool(self.passkeys)


def get_factors(user: User) -> Factors:
    """In one query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("pk"))
    app = next((row for row in rows if row.type == Authenticator.Type.TOTP), None)
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    signer = Signer(salt="accounts.passkey", sep=".")
    return Factors(
        has_app=app is not None,
        app_added_at=app.created_at if app else None,
        passkeys=tuple(
            Passkey(row.wrap().name, signer.sign(str(row.pk)), row.created_at, row.last_used_at)
            for row in rows
            if row.type == Authenticator.Type.WEBAUTHN
        ),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def get_devices(user: User, now: datetime, seconds: int) -> list[Device]:
    """Where ``user`` is signed in, latest first; a session past its life is none."""
    return [device for device in Device.objects.filter(user=user) if (now - device.seen_at).total_seconds() < seconds]


def get_office_account(user: User) -> SocialAccount | None:
    """What an office's provider opens ``user``'s account with, if anything."""
    found: SocialAccount | None = SocialAccount.objects.filter(user=user).order_by("pk").first()
    return found
