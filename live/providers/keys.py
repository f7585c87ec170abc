"""The key that signs tokens. Its public half is served where the video server looks for it (LIVE §1a)."""

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from live.providers import ProviderUnavailable

BITS = 3072  # as strong as 128 bits of a symmetric key


def signing_key() -> RSAPrivateKey:
    """The private key of this installation; made on first use where settings allow it, never in production."""
    path = Path(settings.LIVE_PRIVATE_KEY_FILE)
    if not path.exists():
        if not settings.LIVE_MAKES_KEY:
            raise ProviderUnavailable
        _make(path)
    return _load(path, path.stat().st_mtime_ns)


def public_pem() -> bytes:
    """The public half, as the video server caches it."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def published_name() -> str:
    """Prosody's ``asap_key_server`` asks for ``<sha256 of the key id>.pem``."""
    return hashlib.sha256(settings.LIVE_KEY_ID.encode()).hexdigest()


@lru_cache(maxsize=2)
def _load(path: Path, _changed: int) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise ProviderUnavailable
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS:
        raise ProviderUnavailable
    return key


def _make(path: Path) -> None:
    """Write a new key whole or not at all: of two processes that start together, one key wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        key = generate_private_key(public_exponent=65537, key_size=BITS)
        stream.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
