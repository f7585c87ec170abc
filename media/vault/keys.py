"""The keys that wrap other keys: the current one and former ones, from files or from a key service's command."""

import binascii
import hashlib
import hmac
import json
import os
import subprocess
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.common.errors import DomainError

KEY_BYTES = 32
PURPOSE = b"aula vault: a wrapped key"
SERVICE = "service:"  # how the ids of a key service's keys begin here


class VaultUnavailable(DomainError):
    """No key, or a key service that does not answer: nothing is lost, and nothing can be read or written now."""

    message = _("Protected files cannot be opened or kept at the moment. Please try again later.")

    def __init__(self, reason: str) -> None:
        self.reason = reason  # for the operator, never for the screen
        super().__init__()


class VaultTampered(DomainError):
    """The bytes are not those that were sealed here: changed, cut, moved, or sealed with a key we do not have."""

    message = _("This protected file is damaged and was not opened. Please tell the Secretariat.")


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as it may lie beside what it encrypts."""

    key_id: str
    wrapped: str


class Keeper(Protocol):
    """Whoever holds a wrapping key."""

    def wrap(self, key: bytes) -> WrappedKey: ...

    def unwrap(self, held: WrappedKey) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileKey:
    """A wrapping key of our own, read from a file. Its id is derived from it, so no list of names can be wrong."""

    key: bytes = field(repr=False)

    @property
    def key_id(self) -> str:
        return hmac.new(self.key, b"aula vault: name of this key", hashlib.sha256).hexdigest()[:16]

    def wrap(self, key: bytes) -> WrappedKey:
        nonce = os.urandom(12)
        return WrappedKey(self.key_id, b64encode(nonce + AESGCM(self.key).encrypt(nonce, key, PURPOSE)).decode())

    def unwrap(self, held: WrappedKey) -> bytes:
        try:
            raw = b64decode(held.wrapped, validate=True)
            return AESGCM(self.key).decrypt(raw[:12], raw[12:], PURPOSE)
        except (InvalidTag, ValueError):
            raise VaultTampered


@dataclass(frozen=True, slots=True)
class KeyService:
    """A wrapping key that never comes here: a command wraps and unwraps (``VAULT_KEY_COMMAND``).

    It is run without a shell, reads one JSON object and writes one: ``{"action": "wrap", "key": base64}`` gives
    ``{"key_id": name, "wrapped": base64}``; ``{"action": "unwrap", "key_id", "wrapped"}`` gives ``{"key": base64}``.
    """

    command: tuple[str, ...]
    timeout: float

    def wrap(self, key: bytes) -> WrappedKey:
        told = self._ask({"action": "wrap", "key": b64encode(key).decode()})
        name, wrapped = told.get("key_id"), told.get("wrapped")
        if not isinstance(name, str) or not isinstance(wrapped, str) or not name or not wrapped or len(name) > 100:
            raise VaultUnavailable("the key command's answer to 'wrap' lacks key_id or wrapped")
        return WrappedKey(SERVICE + name, wrapped)

    def unwrap(self, held: WrappedKey) -> bytes:
        name = held.key_id.removeprefix(SERVICE)
        told = self._ask({"action": "unwrap", "key_id": name, "wrapped": held.wrapped})
        try:
            key = b64decode(str(told.get("key", "")), validate=True)
        except binascii.Error:
            key = b""
        if len(key) != KEY_BYTES:
            raise VaultUnavailable("the key command's answer to 'unwrap' holds no key of 32 bytes")
        return key

    def _ask(self, question: dict[str, str]) -> dict[str, object]:
        try:
            done = subprocess.run(
                self.command,
                input=json.dumps(question).encode(),
                capture_output=True,
                timeout=self.timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise VaultUnavailable(f"the key command did not answer in {self.timeout} seconds") from None
        except OSError as problem:
            raise VaultUnavailable(f"the key command cannot be run: {problem.strerror}") from None
        if done.returncode:  # what it printed may hold a key and is not repeated
            raise VaultUnavailable(f"the key command ended with code {done.returncode}")
        try:
            told = json.loads(done.stdout)
        except ValueError:
            raise VaultUnavailable("the key command answered with something that is not JSON") from None
        if not isinstance(told, dict):
            raise VaultUnavailable("the key command answered with JSON that is no object")
        return told


@dataclass(frozen=True, slots=True)
class Keyring:
    """The current keeper, and those that still open what was sealed before."""

    current: Keeper
    former: dict[str, FileKey]

    def wrap(self, key: bytes) -> WrappedKey:
        return self.current.wrap(key)

    def unwrap(self, held: WrappedKey) -> bytes:
        """The key that was wrapped; raises when the keeper is unknown or the bytes were changed."""
        if held.key_id.startswith(SERVICE) and isinstance(self.current, KeyService):
            return self.current.unwrap(held)
        if held.key_id not in self.former:
            raise VaultUnavailable(f"the vault's key {held.key_id} is not among the keys of the settings")
        return self.former[held.key_id].unwrap(held)


def read_key(path: Path) -> FileKey:
    """The 256-bit key in ``path``, written in base64."""
    try:
        key = b64decode(path.read_bytes().strip(), validate=True)
    except OSError as problem:
        raise VaultUnavailable(f"the vault's key cannot be read: {path.name}: {problem.strerror}") from None
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultUnavailable(f"{path.name} does not hold a key: 32 random bytes in base64 (openssl rand -base64 32)")
    return FileKey(key)


def get_keyring() -> Keyring:
    """The keys of this installation, as the settings name them now."""
    files = [read_key(Path(path)) for path in settings.VAULT_FORMER_KEY_FILES]
    if settings.VAULT_KEY_COMMAND:
        service = KeyService(tuple(settings.VAULT_KEY_COMMAND), settings.VAULT_KEY_COMMAND_SECONDS)
        return Keyring(service, {key.key_id: key for key in files})
    path = Path(settings.VAULT_KEY_FILE)
    if settings.VAULT_MAKES_KEY and not path.exists():
        make_key(path)
    current = read_key(path)
    return Keyring(current, {key.key_id: key for key in [*files, current]})


def make_key(path: Path) -> None:
    """A new key, whole or not at all, for its owner's eyes only; one that is there stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(b64encode(AESGCM.generate_key(256)))
            stream.flush()
            os.fsync(stream.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first
    finally:
        draft.unlink()
