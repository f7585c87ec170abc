"""Nonsense in the settings of live sessions is said at start, in a sentence."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from live.providers import ProviderUnavailable, keys
from live.providers.tokens import LEAST_SECRET

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?")


def is_good_key(path: Path) -> bool:
    """Whether tokens can be signed with it; one that will be made is good."""
    if not path.is_file():
        return True
    try:
        keys.signing_key()
    except ProviderUnavailable:
        return False
    return True


@register
def check_live_settings(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Everything that would only be noticed when somebody wants to enter a room or has been in one."""
    domain: str = settings.LIVE_JITSI_DOMAIN
    told: list[CheckMessage] = []
    if domain and not HOST.fullmatch(domain):
        told.append(
            Error(
                f"LIVE_JITSI_DOMAIN is a host in lower case such as meet.example.org, not {domain!r}.", id="live.E001"
            )
        )
    if domain and not settings.LIVE_WEBHOOK_TOKEN:
        told.append(
            Error("LIVE_WEBHOOK_TOKEN is empty: the video server could not report who was there.", id="live.E002")
        )
    if domain and not settings.LIVE_MAKES_KEY and not Path(settings.LIVE_PRIVATE_KEY_FILE).is_file():
        told.append(
            Error(f"LIVE_PRIVATE_KEY_FILE: there is no key at {settings.LIVE_PRIVATE_KEY_FILE}.", id="live.E003")
        )
    elif domain and not is_good_key(Path(settings.LIVE_PRIVATE_KEY_FILE)):
        told.append(
            Error(
                f"LIVE_PRIVATE_KEY_FILE is no RSA key of {keys.BITS} bits: make a new one, under another LIVE_KEY_ID.",
                id="live.E008",
            )
        )
    if settings.LIVE_SHARED_SECRET and len(settings.LIVE_SHARED_SECRET) < LEAST_SECRET:
        told.append(Error(f"LIVE_SHARED_SECRET needs at least {LEAST_SECRET} characters.", id="live.E005"))
    if settings.LIVE_JAAS_APP_ID and not (settings.LIVE_JAAS_KEY_ID and settings.LIVE_JAAS_WEBHOOK_SECRET):
        told.append(Error("LIVE_JAAS_APP_ID needs LIVE_JAAS_KEY_ID and LIVE_JAAS_WEBHOOK_SECRET.", id="live.E006"))
    if settings.LIVE_JAAS_APP_ID and domain:
        told.append(Error("LIVE_JAAS_APP_ID and LIVE_JITSI_DOMAIN: set one of the two.", id="live.E007"))
    if settings.LIVE_RESETTLE_HOURS < 0:
        told.append(Error("LIVE_RESETTLE_HOURS cannot be negative.", id="live.E004"))
    return told
