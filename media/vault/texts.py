"""Texts of the vault in a column: ``v1.<key id>.<wrapped key>.<ciphertext>``, bound to their row and column."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from media.vault.keys import Keyring, VaultTampered, WrappedKey

VERSION = "v1"
PURPOSE = "aula vault text|"


class SealedText(str):
    """A text as the database holds it. It says nothing when printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


def seal_text(plain: str, *, place: str, keyring: Keyring) -> SealedText:
    """``plain`` sealed for ``place`` (table, column and row), where alone it can be opened."""
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    held = keyring.wrap(key)
    cipher = nonce + AESGCM(key).encrypt(nonce, plain.encode(), (PURPOSE + place).encode())
    return _written(held, cipher)


def open_text(sealed: str, *, place: str, keyring: Keyring) -> str:
    """The text that was sealed for ``place``."""
    held, cipher = read_text(sealed)
    key = AESGCM(keyring.unwrap(held))
    try:
        return key.decrypt(cipher[:12], cipher[12:], (PURPOSE + place).encode()).decode()
    except (InvalidTag, ValueError):
        raise VaultTampered


def read_text(sealed: str) -> tuple[WrappedKey, bytes]:
    """The parts of a sealed text."""
    try:
        version, key_id, wrapped, cipher = sealed.split(".")
        if version != VERSION:
            raise VaultTampered
        return WrappedKey(_plain(key_id).decode(), _plain(wrapped).decode()), _plain(cipher)
    except ValueError:
        raise VaultTampered


def rewrapped_text(sealed: str, keyring: Keyring) -> SealedText:
    """The same sealed text with its key wrapped by the current keeper."""
    held, cipher = read_text(sealed)
    return _written(keyring.wrap(keyring.unwrap(held)), cipher)


def _written(held: WrappedKey, cipher: bytes) -> SealedText:
    parts = [held.key_id.encode(), held.wrapped.encode(), cipher]
    return SealedText(".".join([VERSION, *(urlsafe_b64encode(part).decode() for part in parts)]))


def _plain(part: str) -> bytes:
    return urlsafe_b64decode(part.encode("ascii"))
