"""A Jitsi server of the network's own: tokens signed with our key, presence from its event_sync module."""

from datetime import datetime

from django.conf import settings

from live.providers import Seat, Ticket
from live.providers.tokens import make_shared_token, make_token


class JitsiProvider:
    """Admits to rooms on ``LIVE_JITSI_DOMAIN`` through Jitsi's IFrame API."""

    kind = "jitsi"

    def make_ticket(self, *, seat: Seat, at: datetime) -> Ticket:
        domain: str = settings.LIVE_JITSI_DOMAIN
        make = make_shared_token if settings.LIVE_SHARED_SECRET else make_token
        return Ticket(
            kind=self.kind,
            domain=domain,
            room_name=seat.room_name,
            token=make(seat=seat, subject=domain, at=at),
            display_name=seat.display_name,
            expires_at=seat.expires_at,
        )
