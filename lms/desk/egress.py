"""Where the platform speaks to by itself: the list an operator's firewall holds it to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

PORTS = {"postgresql": 5432, "redis": 6379, "rediss": 6379, "https": 443}


@dataclass(frozen=True, slots=True)
class Destination:
    """One host and port, and what is asked of it."""

    host: str
    port: int
    purpose: str


def get_destinations(database: dict[str, Any] | None = None) -> list[Destination]:
    """Every one that the settings name, and no other is ever asked; files and sockets are none."""
    told = database or settings.DATABASES["default"]
    return sorted(
        {*_database(told), *_redis(), *_mail(), *_scanner(), *_providers()}, key=lambda one: (one.host, one.port)
    )


def _database(told: dict[str, Any]) -> Iterator[Destination]:
    host = str(told.get("HOST") or "")
    if "postgresql" in told["ENGINE"] and not host.startswith("/"):
        yield Destination(host or "localhost", int(told.get("PORT") or PORTS["postgresql"]), "database")


def _redis() -> Iterator[Destination]:
    address = urlsplit(settings.CELERY_BROKER_URL)  # production keeps its cache there too
    if address.scheme in {"redis", "rediss"} and address.hostname:
        yield Destination(address.hostname, address.port or PORTS[address.scheme], "queue and cache")


def _mail() -> Iterator[Destination]:
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Destination(settings.EMAIL_HOST, settings.EMAIL_PORT, "mail")


def _scanner() -> Iterator[Destination]:
    host, _colon, port = settings.CLAMAV_SOCKET.rpartition(":")
    if host and not host.startswith("/"):
        yield Destination(host, int(port), "virus scanner")


def _providers() -> Iterator[Destination]:
    for provider in settings.ACCOUNTS_OFFICE_PROVIDERS:
        issuer = urlsplit(provider["issuer"])
        yield Destination(str(issuer.hostname), issuer.port or PORTS["https"], f"sign-in of {provider['code']}")
