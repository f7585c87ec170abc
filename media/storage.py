"""Where files lie. ``private`` has no address; ``vault`` is encrypted with a key of its own per file.

Neither decides who may read: the room that owns the file has the view that authorises it.
"""

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

MAGIC = b"AULAVAULT1\n"


class PrivateStorage(FileSystemStorage):
    """Files that only a view may hand out; asking for an address is an error."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, **options)

    def url(self, name: str | None) -> str:
        raise SuspiciousFileOperation("Private files have no address; a view streams them.")


class VaultStorage(PrivateStorage):
    """As ``private``, and on disk only ciphertext: AES-256-GCM with a fresh key per file, wrapped by the vault key."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        content.seek(0)
        return str(super()._save(name, ContentFile(seal(content.read()))))  # type: ignore[misc]

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        if mode != "rb":
            raise ValueError("A vault file is written once and then only read.")
        with super()._open(name, "rb") as stored:  # type: ignore[misc]
            return ContentFile(unseal(stored.read()), name=name)


def vault_key() -> bytes:
    """The 256-bit key that wraps each file's own; made once where none exists (production gives it beforehand)."""
    path = Path(settings.VAULT_KEY_FILE)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(b64encode(AESGCM.generate_key(256)))
    return b64decode(path.read_bytes())


def seal(plain: bytes) -> bytes:
    """``plain`` encrypted for the vault; the header names the key's id so that keys can rotate."""
    key, nonce, wrap_nonce = AESGCM.generate_key(256), os.urandom(12), os.urandom(12)
    header = {
        "key_id": "1",
        "wrapped": b64encode(AESGCM(vault_key()).encrypt(wrap_nonce, key, MAGIC)).decode(),
        "wrap_nonce": b64encode(wrap_nonce).decode(),
        "nonce": b64encode(nonce).decode(),
    }
    line = json.dumps(header).encode() + b"\n"
    return MAGIC + line + AESGCM(key).encrypt(nonce, plain, line)


def unseal(sealed: bytes) -> bytes:
    """What was sealed; raises when a byte was changed or the key is another."""
    if not sealed.startswith(MAGIC):
        raise ValueError("This is not a vault file.")
    line, _, cipher = sealed[len(MAGIC) :].partition(b"\n")
    header = json.loads(line)
    key = AESGCM(vault_key()).decrypt(b64decode(header["wrap_nonce"]), b64decode(header["wrapped"]), MAGIC)
    return AESGCM(key).decrypt(b64decode(header["nonce"]), cipher, line + b"\n")
