"""The identity providers of the offices, as the settings of this installation name them; never rows somebody edits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from lms.accounts.models import User

OfficeOf = Callable[[User], str]
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

_tellers: list[OfficeOf] = []


@dataclass(frozen=True, slots=True)
class OfficeProvider:
    """One office's provider. ``second_factor`` holds the words of ``amr`` or ``acr`` that count as one, if any do."""

    code: str
    name: str
    office: str
    issuer: str
    client_id: str
    secret: str
    domains: frozenset[str]
    second_factor: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """What its readers see in the address bar while they sign in there."""
        return urlsplit(self.issuer).hostname or ""

    def vouches_for(self, address: str) -> bool:
        """Whether the address lies in a domain of this office."""
        return domain_of(address) in self.domains

    def proves_second_factor(self, claims: dict[str, Any]) -> bool:
        """Whether the provider says that it asked for more than a password, in a word the settings accept."""
        said = claims.get("amr")
        words = set(said) if isinstance(said, list) and all(isinstance(word, str) for word in said) else set()
        if isinstance(claims.get("acr"), str):
            words.add(claims["acr"])
        return bool(words & self.second_factor)


def domain_of(text: str) -> str:
    """What follows the last @ of an address; a domain by itself is one."""
    return text.strip().rpartition("@")[2].lower().rstrip(".")


def office_providers() -> list[OfficeProvider]:
    """Every provider of this installation."""
    return [
        OfficeProvider(
            **{
                **told,
                "domains": frozenset(domain.lower() for domain in told["domains"]),
                "second_factor": frozenset(told.get("second_factor", ())),
            }
        )
        for told in settings.ACCOUNTS_OFFICE_PROVIDERS
    ]


def get_provider(code: str) -> OfficeProvider | None:
    return next((provider for provider in office_providers() if provider.code == code), None)


def provider_for(address: str) -> OfficeProvider | None:
    """The provider of the domain of ``address``, if one has it."""
    return next((provider for provider in office_providers() if provider.vouches_for(address)), None)


def provider_of(user: User) -> OfficeProvider | None:
    """The provider of the office ``user`` belongs to today."""
    office = office_of(user)
    return next((provider for provider in office_providers() if office and provider.office == office), None)


def is_trusted_address(url: object) -> bool:
    """An address to which a secret may be sent: encrypted, or on this very machine."""
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL_HOSTS)


# --- where somebody belongs is known above, so it is registered, as roles are


def register_office_of(teller: OfficeOf) -> None:
    """``teller(user)`` gives the code of the office of today, or nothing; called from ``AppConfig.ready``."""
    if teller not in _tellers:
        _tellers.append(teller)


def office_of(user: User) -> str:
    """The code of the office ``user`` belongs to today; nothing where nobody knows of one."""
    return next((office for teller in _tellers if (office := teller(user))), "")
