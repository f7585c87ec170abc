"""An office's identity provider on this machine: discovery, keys and tokens over real HTTP, signed with a real key."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KID, CLIENT, SECRET = "llave-1", "aula", "secreto-de-ensayo"


class IdentityProvider:
    """What it says in the next token can be changed by a test: ``claims``, ``key``, ``algorithm``, ``discovery``."""

    def __init__(self) -> None:
        self.key = self.own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.algorithm = "RS256"
        self.claims: dict[str, Any] = {}
        self.discovery: dict[str, Any] = {}
        self.is_down = False
        self.asked: dict[str, dict[str, str]] = {}  # what was asked for with each code
        self.redeemed: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/realm"

    def settings(self, **more: Any) -> dict[str, Any]:
        """As the settings of an installation name it."""
        return {
            "code": "fiscalia",
            "name": "Fiscalía de ensayo",
            "office": "FGE",
            "issuer": self.issuer,
            "client_id": CLIENT,
            "secret": SECRET,
            "domains": ["fiscalia.example.org"],
            **more,
        }

    def sign_in(self, address: str, **claims: Any) -> str:
        """Somebody signs in here, sent by ``address``; the path at which the browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(12)
        self.asked[code], self.claims = asked, claims
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        told = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "persona-1",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
            **self.claims,
        }
        told = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(told, self.key, algorithm=self.algorithm, headers={"kid": KID})

    def redeem(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.redeemed.append(form)
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or form.get("client_secret") != SECRET:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "no-se-usa", "token_type": "Bearer", "id_token": self.token(asked)}

    def told(self, path: str) -> dict[str, Any]:
        if path.endswith("/keys"):
            jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.own_key.public_key()))
            return {"keys": [{**jwk, "kid": KID, "alg": "RS256", "use": "sig"}]}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.discovery,
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(503 if provider.is_down else 200, provider.told(self.path))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(*provider.redeem({name: values[0] for name, values in parse_qs(sent).items()}))

            def answer(self, status: int, told: dict[str, Any]) -> None:
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_said: object) -> None:
                pass

        return Handler


@contextmanager
def running_provider() -> Iterator[IdentityProvider]:
    provider = IdentityProvider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()
