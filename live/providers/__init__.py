"""The only thing the rest of ``live`` knows about a conferencing service: the port, and what goes through it.

A vendor's errors never leave its adapter; what may come out is ``ProviderUnavailable``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from lms.common.errors import DomainError


class ProviderUnavailable(DomainError):
    message = _("The video room cannot be reached at the moment. Wait a minute and enter again.")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place in one room for one window; ``user_id`` is an id of this session only."""

    room_name: str
    user_id: str
    display_name: str
    is_facilitator: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a browser needs to enter: which kind of room, where, and the token. ``domain`` is empty in our own room."""

    kind: str
    domain: str
    room_name: str
    token: str
    display_name: str
    expires_at: datetime


class Provider(Protocol):
    """A conferencing service that admits by tickets and reports presence to ``receive_event``."""

    kind: str

    def make_ticket(self, *, seat: Seat, at: datetime) -> Ticket:
        """A ticket for ``seat``; another one for every page that is loaded."""
        ...


JITSI = "live.providers.jitsi.JitsiProvider"
JAAS = "live.providers.jaas.JaasProvider"


def get_provider() -> Provider:
    """The service of this installation: JaaS or a Jitsi server where one is configured, else what settings name."""
    path = settings.LIVE_PROVIDER
    if settings.LIVE_JAAS_APP_ID:
        path = JAAS
    elif settings.LIVE_JITSI_DOMAIN:
        path = JITSI
    return cast("Provider", import_string(path)())
