"""A passkey in software, which says what a browser would send."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN = "https://testserver"
RP_ID = "testserver"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class SoftKey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)

    def _data(self, *, attested: bool) -> AuthenticatorData:
        credential = AttestedCredentialData.create(
            Aaguid.NONE, self.id, ES256.from_cryptography_key(self.private.public_key())
        )
        flags = PRESENT_AND_VERIFIED | (AuthenticatorData.FLAG.AT if attested else 0)
        return AuthenticatorData.create(
            hashlib.sha256(RP_ID.encode()).digest(), flags, 1, credential if attested else b""
        )

    def _client_data(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def register(self, options: dict, *, origin: str = ORIGIN) -> dict:
        """The answer to ``creation_options``; the key keeps the name of its holder, as a browser does."""
        self.handle = options["publicKey"].get("user", {}).get("id", "")
        attestation = AttestationObject.create("none", self._data(attested=True), {})
        told = self._client_data("webauthn.create", options["publicKey"]["challenge"], origin)
        return self._credential({"clientDataJSON": text(told), "attestationObject": text(bytes(attestation))})

    def answer(self, options: dict, *, says_whose: bool = False, origin: str = ORIGIN) -> dict:
        """The answer to ``request_options``; ``says_whose`` where the sign-in page does not know it."""
        told = self._client_data("webauthn.get", options["publicKey"]["challenge"], origin)
        data = bytes(self._data(attested=False))
        signature = self.private.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": text(told), "authenticatorData": text(data), "signature": text(signature)}
        if says_whose:
            response["userHandle"] = self.handle
        return self._credential(response)

    def _credential(self, response: dict) -> dict:
        return {
            "type": "public-key",
            "id": text(self.id),
            "rawId": text(self.id),
            "response": response,
            "clientExtensionResults": {},
        }

    def enrol(self, user, name: str = "Llave de ensayo") -> Authenticator:
        """As if ``user`` had added it."""
        credential = self.register({"publicKey": {"challenge": text(os.urandom(32))}})
        return Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": credential}
        )
