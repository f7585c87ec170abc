"""What production must not do without when somebody signs in."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def check_signing_in(**_kwargs: object) -> list[CheckMessage]:
    """A password alone is no wall: production without a second factor does not start."""
    found: list[CheckMessage] = []
    if settings.DATABASE_PURPOSE == "PRODUCTION" and not settings.ACCOUNTS_SECOND_FACTOR_REQUIRED:
        found.append(
            Error("ACCOUNTS_SECOND_FACTOR_REQUIRED must be True in production.", id="accounts.E001"),
        )
    if settings.ACCOUNTS_SECOND_FACTOR_REQUIRED and "totp" not in settings.MFA_SUPPORTED_TYPES:
        found.append(Error("MFA_SUPPORTED_TYPES must hold totp where a second factor is required.", id="accounts.E002"))
    limits = [*settings.ACCOUNTS_IDLE_MINUTES.values(), settings.ACCOUNTS_IDLE_MINUTES_OTHERS]
    if any(limit * 60 <= settings.ACCOUNTS_SEEN_SECONDS for limit in limits):
        found.append(Error("ACCOUNTS_IDLE_MINUTES must be longer than ACCOUNTS_SEEN_SECONDS.", id="accounts.E003"))
    if max(limits) > settings.ACCOUNTS_SESSION_HOURS * 60:
        found.append(Error("ACCOUNTS_SESSION_HOURS must be longer than any idle limit.", id="accounts.E004"))
    return found
