"""Start-up checks: nonsense in the settings is said before the first request."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from lms.common.times import known_zones

AT_LEAST = {"PUBLIC_PAGE_CACHE_SECONDS": 0, "SWEEP_SECONDS": 1, "INVITATION_DAYS": 1, "MAIL_MAX_ATTEMPTS": 1}


@register()
def check_settings(**_kwargs: object) -> list[CheckMessage]:
    """Every setting of ours that can be wrong by itself."""
    return [Error(sentence, id=f"common.E{number:03}") for number, sentence in _problems()]


def _problems() -> Iterator[tuple[int, str]]:
    site = urlsplit(settings.SITE_URL)
    if site.scheme not in {"http", "https"} or not site.hostname or site.path:
        yield 1, "SITE_URL must be scheme and host, such as https://aula.example.org: mails and QR codes hold it."
    if settings.NETWORK_TIME_ZONE not in known_zones():
        yield 2, f"NETWORK_TIME_ZONE is no time zone this machine knows: {settings.NETWORK_TIME_ZONE}."
    languages = [code for code, _name in settings.LANGUAGES]
    if not set(settings.SCREEN_LANGUAGES) <= set(languages):
        yield 3, "SCREEN_LANGUAGES names a language that LANGUAGES lacks."
    for name, least in AT_LEAST.items():
        if not isinstance(getattr(settings, name), int) or getattr(settings, name) < least:
            yield 4, f"{name} must be a whole number of at least {least}."
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and database["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        yield 5, "SQLite must run with transaction_mode IMMEDIATE: seats could be given twice otherwise."
