"""Dangerous defaults: said by ``check --deploy``, which ``bin/serve`` runs before every start."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# Rooms there are open to anybody, and who meets is seen by those who run them.
PUBLIC_VIDEO = ("jit.si", "8x8.vc", "jitsi.net", "framatalk.org", "meet.guifi.net")
KEY_FILES = ("VAULT_KEY_FILE", "LIVE_PRIVATE_KEY_FILE")
TOY_SECRETS = ("test", "demo", "changeme", "secret", "insecure", "example", "password")


@register(deploy=True)
def check_dangerous_defaults(**_kwargs: object) -> list[CheckMessage]:
    """Whatever is right for a demonstration and wrong where real people are."""
    return [Error(sentence, id=f"common.E{number:03}") for number, sentence in _dangers()]


def _dangers() -> Iterator[tuple[int, str]]:
    if settings.DEBUG:
        yield 101, "DEBUG shows code and settings to whoever meets an error."
    if settings.DEMO:
        yield 102, "DEMO opens everybody's mail and the passwords of invented people."
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield 103, "SITE_URL is not https: sessions could be read on the way."
    if getattr(settings, "ACCOUNTS_SECOND_FACTOR_REQUIRED", True) is False:
        yield 104, "ACCOUNTS_SECOND_FACTOR_REQUIRED is off: a stolen password would be enough."
    domain = settings.LIVE_JITSI_DOMAIN.partition(":")[0].lower()
    if domain.endswith(PUBLIC_VIDEO):
        yield 105, f"LIVE_JITSI_DOMAIN is a public service ({domain}): run a video server of your own."
    for name in ("LIVE_MAKES_KEY", "VAULT_MAKES_KEY"):
        if getattr(settings, name):
            yield 106, f"{name} would make a key where one is missing: the operator makes them."
    yield from _weak_secrets()
    yield from _open_keys()
    if settings.MAIL_MESSAGE_ID_HOST.endswith("example.org") and not settings.SITE_URL.endswith("example.org"):
        yield 109, "MAIL_MESSAGE_ID_HOST is the example's."


def _weak_secrets() -> Iterator[tuple[int, str]]:
    for name in ("SECRET_KEY", "CERTIFICATES_PEPPER", "LIVE_WEBHOOK_TOKEN"):
        secret = getattr(settings, name)
        if not secret or secret.lower().startswith(TOY_SECRETS) or len(set(secret)) < 10:
            yield 107, f"{name} is empty or a toy: anybody could guess it."


def _open_keys() -> Iterator[tuple[int, str]]:
    paths = [(name, Path(getattr(settings, name))) for name in KEY_FILES]
    paths += [("VAULT_FORMER_KEY_FILES", Path(path)) for path in settings.VAULT_FORMER_KEY_FILES]
    paths += [
        ("CERTIFICATES_AUTHORITY_DIR", path) for path in Path(settings.CERTIFICATES_AUTHORITY_DIR).glob("*-key.pem")
    ]
    for name, path in paths:
        if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield 108, f"{name}: others on this machine may read {path.name}; chmod 600."
