"""What Jitsi's Prosody plugins check of a token, written out plainly from LIVE §1a, without our code or PyJWT."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def unpack(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Prosody:
    """mod_auth_token with asap_key_server, then mod_token_verification at the room's door."""

    def __init__(
        self, *, fetch: Callable[[str], bytes | None], domain: str, app_id: str, rooms: set[str], secret: str = ""
    ) -> None:
        self.secret = secret
        self.fetch, self.domain, self.app_id, self.rooms = fetch, domain, app_id, rooms

    def admit(self, token: str, room: str, now: int) -> str:
        """ "admitted", or why not."""
        claims = self.authenticate(token, now)
        if isinstance(claims, str):
            return claims
        if room.lower() not in self.rooms:
            return "Room does not exist"
        if claims["room"] != "*" and claims["room"].lower() != room.lower():
            return "Room and token mismatched"
        return "admitted"

    def authenticate(self, token: str, now: int) -> dict | str:
        parts = token.split(".")
        if len(parts) != 3:
            return "Invalid token"
        try:
            header, claims = json.loads(unpack(parts[0])), json.loads(unpack(parts[1]))
        except ValueError:
            return "Invalid token"
        if header.get("typ") != "JWT":
            return "Invalid typ"
        problem = self.signature_problem(header, parts)
        return problem or self.claims_problem(claims, now) or claims

    def signature_problem(self, header: dict, parts: list[str]) -> str:
        if self.secret:
            return self.shared_problem(header, parts)
        kid = header.get("kid")
        if not isinstance(kid, str):
            return "'kid' claim is missing"
        pem = self.fetch(hashlib.sha256(kid.encode()).hexdigest())
        if pem is None:
            return "could not obtain public key"
        if header.get("alg") != "RS256":
            return "Algorithm not allowed"
        key = load_pem_public_key(pem)
        assert isinstance(key, RSAPublicKey)
        try:
            key.verify(unpack(parts[2]), f"{parts[0]}.{parts[1]}".encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return "Invalid signature"
        return ""

    def shared_problem(self, header: dict, parts: list[str]) -> str:
        """With app_secret in place of a key server."""
        if header.get("alg") != "HS256":
            return "Algorithm not allowed"
        digest = hmac.new(self.secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
        return "" if digest == unpack(parts[2]) else "Invalid signature"

    def claims_problem(self, claims: dict, now: int) -> str:
        if "exp" in claims and now >= claims["exp"]:
            return "Not acceptable by exp"
        if "nbf" in claims and now < claims["nbf"]:
            return "Not acceptable by nbf"
        if claims.get("iss") != self.app_id:
            return "Invalid issuer"
        if claims.get("aud") != "jitsi":  # a list is no string
            return "Invalid audience"
        if not isinstance(claims.get("room"), str):
            return "'room' claim is missing"
        if not isinstance(claims.get("sub"), str):
            return "'sub' claim is missing"
        if claims["sub"] not in {"*", self.domain}:
            return "Invalid sub"
        return ""
