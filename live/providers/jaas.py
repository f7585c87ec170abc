"""8x8's hosted Jitsi: tokens in its own dialect, presence from its signed webhooks (LIVE §1b, §3b)."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

import jwt
from django.conf import settings

from live.providers import Seat, Ticket
from live.providers.keys import signing_key
from live.providers.tokens import ALGORITHM, AUDIENCE, LEEWAY

DOMAIN = "8x8.vc"
ISSUER = "chat"
# Their documentation writes truth as text, and so do we. Whatever is not named is not granted.
DENIED = (
    "livestreaming",
    "recording",
    "transcription",
    "sip-inbound-call",
    "sip-outbound-call",
    "inbound-call",
    "outbound-call",
    "file-upload",
    "list-visitors",
)


class JaasProvider:
    """Admits to rooms below ``LIVE_JAAS_APP_ID``; its console holds our public key under ``LIVE_JAAS_KEY_ID``."""

    kind = "jitsi"  # the same frame in the page

    def make_ticket(self, *, seat: Seat, at: datetime) -> Ticket:
        app_id: str = settings.LIVE_JAAS_APP_ID
        token = jwt.encode(
            make_claims(seat=seat, at=at),
            signing_key(),
            algorithm=ALGORITHM,
            headers={"kid": f"{app_id}/{settings.LIVE_JAAS_KEY_ID}", "typ": "JWT"},
        )
        return Ticket(
            kind=self.kind,
            domain=DOMAIN,
            room_name=f"{app_id}/{seat.room_name}",
            token=token,
            display_name=seat.display_name,
            expires_at=seat.expires_at,
        )


def make_claims(*, seat: Seat, at: datetime) -> dict[str, Any]:
    """One person, one room, one window."""
    return {
        "aud": AUDIENCE,
        "iss": ISSUER,
        "sub": settings.LIVE_JAAS_APP_ID,
        "room": seat.room_name,
        "iat": int(at.timestamp()),
        "nbf": int((at - LEEWAY).timestamp()),
        "exp": int(seat.expires_at.timestamp()),
        "context": {
            "user": {
                "id": seat.user_id,
                "name": seat.display_name,
                "moderator": "true" if seat.is_facilitator else "false",
                "hidden-from-recorder": "false",
            },
            "features": dict.fromkeys(DENIED, "false"),
        },
    }


def is_signed(*, header: str, body: bytes) -> bool:
    """Whether ``X-Jaas-Signature`` was made of ``body`` with our secret; other schemes in it are ignored.

    How old it is does not matter: an event told again is the row that exists, and retries come hours later.
    """
    secret: str = settings.LIVE_JAAS_WEBHOOK_SECRET
    parts = [part.strip().partition("=")[::2] for part in header.split(",")]  # base64 ends in "=": split at the first
    told_at = next((value for name, value in parts if name == "t"), "")
    given = [value for name, value in parts if name == "v1"]
    if not secret or not told_at.isdecimal() or not told_at.isascii():
        return False
    digest = hmac.new(secret.encode(), told_at.encode() + b"." + body, hashlib.sha256).digest()
    wanted = base64.b64encode(digest)
    return any(hmac.compare_digest(value.encode(errors="replace"), wanted) for value in given)
