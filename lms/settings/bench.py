"""Measurement: production, but for what is listed here. ``manage.py bench_pages`` runs it on a database of its own.

1. Plain http on this machine: no redirect to TLS, no HSTS, cookies without ``Secure`` and ``__Host-``.
2. Throwaway secrets and keys below ``$AULA_VAR`` in place of the operator's.
3. No line in the log for each request.
4. Mail goes nowhere.
5. Where none is named: SQLite below ``$AULA_VAR``, Redis on its usual local port.
6. No second factor is required: the readers of a measurement have no telephone.
"""

import os
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_urlsafe

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

FOLDER = Path(os.environ.setdefault("AULA_VAR", str(Path(__file__).resolve().parents[2] / "var" / "bench")))
PORT = os.environ.setdefault("PORT", "8700")


def kept(name: str, make: Callable[[], bytes] = lambda: token_urlsafe(48).encode()) -> Path:
    """A throwaway secret, the same for all processes of a run: whoever comes first makes it, whole or not at all."""
    path = FOLDER / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path


def rsa_key() -> bytes:
    key = rsa.generate_private_key(65537, 3072)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def vault_key() -> bytes:
    return b64encode(os.urandom(32))


authority = FOLDER / "authority"
authority.mkdir(parents=True, exist_ok=True)
for name, value in {
    "SECRET_KEY": kept("django").read_text(),
    "SITE_URL": "https://localhost",
    "DATABASE_URL": f"sqlite:///{FOLDER / 'aula.sqlite3'}",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
    "DEFAULT_FROM_EMAIL": "Aula Fiscal <no-responder@example.org>",
    "VAULT_KEY_FILE": str(kept("vault.key", vault_key)),
    "LIVE_PRIVATE_KEY_FILE": str(kept("live-rs256.pem", rsa_key)),
    "LIVE_WEBHOOK_TOKEN": kept("live-webhook").read_text(),
    "CERTIFICATES_AUTHORITY_DIR": str(authority),
    "CERTIFICATES_PEPPER": kept("certificates-pepper").read_text(),
}.items():
    os.environ.setdefault(name, value)

from .production import *  # noqa: E402 (it reads what was just set)

DATABASE_PURPOSE = "MEASUREMENT"
ACCOUNTS_SECOND_FACTOR_REQUIRED = False
SITE_URL = f"http://localhost:{PORT}"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE = "sessionid", False
CSRF_COOKIE_NAME, CSRF_COOKIE_SECURE = "csrftoken", False
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_SECURE = "django_language", False
LOG_REQUESTS = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, *(f"security.{code}" for code in ("W004", "W008", "W012", "W016"))]
SILENCED_SYSTEM_CHECKS += ["common.E103", "common.E104", "media.W001"]
