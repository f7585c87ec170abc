"""The token of Jitsi's plugins: exact claims, one algorithm, nothing wild (LIVE §1a)."""

import base64
import json
from datetime import datetime, timedelta
from typing import Any

import jwt
from django.conf import settings

from live.providers import ProviderUnavailable, Seat
from live.providers.keys import signing_key

ALGORITHM = "RS256"
SHARED_ALGORITHM = "HS256"
LEAST_SECRET = 32  # characters; a shorter one can be guessed from a single token
AUDIENCE = "jitsi"  # a string: the server refuses a list
LEEWAY = timedelta(seconds=30)  # the server has none, so a token begins a little before it is made
FEATURES = {
    # Always said: where they are missing, the server grants a moderator everything.
    "recording": False,
    "livestreaming": False,
    "transcription": False,
    "outbound-call": False,
    "screen-sharing": True,
}


class TokenRefused(Exception):
    """The token does not admit to this room now; why is nobody's business who presents it."""


def make_token(*, seat: Seat, subject: str, at: datetime) -> str:
    """A signed token for ``seat`` on the server ``subject``."""
    return jwt.encode(
        make_claims(seat=seat, subject=subject, at=at),
        signing_key(),
        algorithm=ALGORITHM,
        headers={"kid": settings.LIVE_KEY_ID, "typ": "JWT"},
    )


def make_shared_token(*, seat: Seat, subject: str, at: datetime) -> str:
    """The same claims under a secret shared with the server: the fallback where it cannot fetch our key.

    Without a key id: a server that asks for keys would refuse this algorithm, and so it must (LIVE §1a).
    """
    secret: str = settings.LIVE_SHARED_SECRET
    if len(secret) < LEAST_SECRET:
        raise ProviderUnavailable
    claims = make_claims(seat=seat, subject=subject, at=at)
    return jwt.encode(claims, secret, algorithm=SHARED_ALGORITHM, headers={"typ": "JWT"})


def make_claims(*, seat: Seat, subject: str, at: datetime) -> dict[str, Any]:
    """One person, one room, one window. A facilitator owns the room *and* passes its lobby (jitsi-meet#7561)."""
    return {
        "iss": settings.LIVE_JITSI_APP_ID,
        "aud": AUDIENCE,
        "sub": subject,
        "room": seat.room_name,
        "iat": int(at.timestamp()),
        "nbf": int((at - LEEWAY).timestamp()),
        "exp": int(seat.expires_at.timestamp()),
        "context": {
            "user": {
                "id": seat.user_id,
                "name": seat.display_name,
                "affiliation": "owner" if seat.is_facilitator else "member",
                "lobby_bypass": seat.is_facilitator,
            },
            "features": FEATURES,
            "room": {"regex": False},
        },
    }


def read_token(*, token: str, room_name: str, subject: str, at: datetime) -> str:
    """The id of whom ``token`` admits to ``room_name`` on ``subject`` at ``at``; stricter than the video server."""
    try:
        if set(jwt.get_unverified_header(token)) != {"alg", "typ", "kid"}:
            raise TokenRefused
        _refuse_repeated_keys(token)
        claims: dict[str, Any] = jwt.decode(
            token,
            signing_key().public_key(),
            algorithms=[ALGORITHM],
            issuer=settings.LIVE_JITSI_APP_ID,
            audience=AUDIENCE,
            # The instants are compared with ``at`` below.
            options={
                "require": ["iss", "aud", "sub", "room", "exp", "nbf"],
                "strict_aud": True,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except (jwt.PyJWTError, ValueError):
        raise TokenRefused
    if jwt.get_unverified_header(token) != {"alg": ALGORITHM, "typ": "JWT", "kid": settings.LIVE_KEY_ID}:
        raise TokenRefused
    if claims["sub"] != subject or claims["room"] != room_name or not _is_in_time(claims, at):
        raise TokenRefused
    return _user_id(claims)


def _user_id(claims: dict[str, Any]) -> str:
    try:
        user_id = claims["context"]["user"]["id"]
    except (KeyError, TypeError):
        raise TokenRefused
    if not isinstance(user_id, str) or not user_id:
        raise TokenRefused
    return user_id


def _is_in_time(claims: dict[str, Any], at: datetime) -> bool:
    begins, ends = claims["nbf"], claims["exp"]
    if type(begins) is not int or type(ends) is not int:
        return False
    return begins <= at.timestamp() < ends


def _refuse_repeated_keys(token: str) -> None:
    """A claim written twice is read differently by different programs."""
    for part in token.split(".")[:2]:
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _value in pairs}) != len(pairs):
        raise ValueError("repeated key")
    return dict(pairs)
