"""Start-up checks: an installation that would sign with a toy, or with nothing, says so before the first request."""

from collections.abc import Sequence
from typing import Any

from cryptography import x509
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from certificates.signature import authority


@register()
def check_pepper(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Codes are kept under a keyed hash; without the key anybody with a copy of the table could test guesses."""
    if settings.CERTIFICATES_PEPPER:
        return []
    return [
        Error(
            "CERTIFICATES_PEPPER is empty.",
            hint="Set a long random value, keep a copy in the safe, and never change it: printed codes depend on it.",
            id="certificates.E001",
        )
    ]


@register()
def check_site_url(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every document carries this address for good, in print."""
    if settings.SITE_URL.startswith(("https://", "http://")) and not settings.SITE_URL.endswith("/"):
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which cannot be printed on certificates.",
            hint="Set the scheme and host of this installation, such as https://aula.example.org, without a slash.",
            id="certificates.E003",
        )
    ]


@register()
def check_demo_authority(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """The demonstration's authority never signs for real (it is refused when signing, too)."""
    path = authority.folder() / authority.SIGNER_CERTIFICATE
    if settings.DEMO or not path.exists():
        return []
    subject = x509.load_pem_x509_certificate(path.read_bytes()).subject.rfc4514_string()
    if authority.DEMO_MARK not in subject:
        return []
    return [
        Error(
            "The signing authority is the demonstration's.",
            hint="Point CERTIFICATES_AUTHORITY_DIR at an authority of your own: manage.py certificates_init_authority.",
            id="certificates.E002",
        )
    ]


@register(deploy=True)
def check_authority(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Without an authority documents wait; that may be meant, so it is only a warning."""
    if authority.exists():
        return []
    return [
        Caution(
            "There is no signing authority, so certificates wait unsigned and undelivered.",
            hint="Make one: manage.py certificates_init_authority --organisation 'Name'.",
            id="certificates.W001",
        )
    ]
