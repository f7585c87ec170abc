"""Files of the vault: sealed in pieces, so that a recording of hours never stands whole in memory.

Format 2: ``AULAVAULT2``, a line of JSON that names the wrapping key and holds the wrapped key of this file, then pieces
of AES-256-GCM. A piece's nonce holds its place and whether it is the last, and each is bound to the name under which
the file lies: pieces cannot be changed, reordered, cut off or added, nor one file put in another's place. Only the line
changes when the wrapping key does. Format 1 (whole, without a name) is still read.
"""

import io
import json
import os
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from media.vault.keys import FileKey, Keyring, VaultTampered, VaultUnavailable, WrappedKey

MAGIC_1, MAGIC_2 = b"AULAVAULT1\n", b"AULAVAULT2\n"
PIECE = 64 * 1024
TAG = 16
PREFIX = 7
LINE_MAX = 16_384


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the ciphertext."""

    version: int
    held: WrappedKey
    facts: dict[str, Any]
    length: int  # of magic and line together
    line: bytes


def read_header(stream: IO[bytes]) -> Header:
    """The header at the start of ``stream``; raises when this is no file of the vault."""
    stream.seek(0)
    magic = stream.read(len(MAGIC_2))
    if magic not in {MAGIC_1, MAGIC_2}:
        raise VaultTampered
    line = stream.readline(LINE_MAX)
    try:
        facts = json.loads(line)
        held = WrappedKey(str(facts["key_id"]), str(facts["wrapped"]))
    except (ValueError, KeyError, TypeError):
        raise VaultTampered
    if not line.endswith(b"\n"):
        raise VaultTampered
    return Header(1 if magic == MAGIC_1 else 2, held, facts, len(magic) + len(line), line)


def header_bytes(held: WrappedKey, prefix: str) -> bytes:
    facts = {"key_id": held.key_id, "wrapped": held.wrapped, "prefix": prefix}
    return MAGIC_2 + json.dumps(facts).encode() + b"\n"


def sealed_pieces(chunks: Iterable[bytes], *, name: str, keyring: Keyring) -> Iterator[bytes]:
    """The bytes of a sealed file that will lie under ``name``."""
    key, prefix = AESGCM.generate_key(256), os.urandom(PREFIX)
    yield header_bytes(keyring.wrap(key), b64encode(prefix).decode())
    cipher, bound, place = AESGCM(key), bound_to(name), 0
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > PIECE:  # the last piece is known only when nothing follows it
            yield cipher.encrypt(nonce(prefix, place, is_last=False), bytes(held[:PIECE]), bound)
            del held[:PIECE]
            place += 1
    yield cipher.encrypt(nonce(prefix, place, is_last=True), bytes(held), bound)


def nonce(prefix: bytes, place: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">I?", place, is_last)


def bound_to(name: str) -> bytes:
    return MAGIC_2 + name.encode()


def open_sealed(stream: IO[bytes], *, name: str, keyring: Keyring) -> IO[bytes]:
    """The plain content of a sealed file, readable from any place; that its end is there has then been seen."""
    header = read_header(stream)
    if header.version == 1:
        return io.BytesIO(open_first_format(stream.read(), header, keyring))
    return io.BufferedReader(UnsealingReader(stream, header, name=name, keyring=keyring), PIECE)  # type: ignore[type-var]


class UnsealingReader(io.RawIOBase):
    """Reads a sealed file piece by piece. It owns ``stream`` and closes it."""

    def __init__(self, stream: IO[bytes], header: Header, *, name: str, keyring: Keyring) -> None:
        super().__init__()
        self.stream, self.start, self.bound = stream, header.length, bound_to(name)
        try:
            self.prefix = b64decode(header.facts["prefix"], validate=True)
        except (KeyError, ValueError, TypeError):
            raise VaultTampered
        length = stream.seek(0, io.SEEK_END) - self.start
        self.pieces = max(1, -(-length // (PIECE + TAG)))
        self.size = length - TAG * self.pieces
        if self.size < 0 or len(self.prefix) != PREFIX:
            raise VaultTampered
        self.cipher = AESGCM(keyring.unwrap(header.held))
        self.position, self.place, self.piece = 0, -1, b""
        self.load(self.pieces - 1)  # a file that was cut has another last piece, which does not open

    def load(self, place: int) -> None:
        if place == self.place:
            return
        self.stream.seek(self.start + place * (PIECE + TAG))
        sealed = self.stream.read(PIECE + TAG)
        try:
            is_last = place == self.pieces - 1
            self.piece = self.cipher.decrypt(nonce(self.prefix, place, is_last=is_last), sealed, self.bound)
        except (InvalidTag, ValueError):
            raise VaultTampered
        self.place = place

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: self.size}[whence]
        self.position = max(0, base + offset)
        return self.position

    def readinto(self, buffer: Any) -> int:
        if self.position >= self.size:
            return 0
        self.load(self.position // PIECE)
        start = self.position % PIECE
        part = self.piece[start : start + len(buffer)]
        buffer[: len(part)] = part
        self.position += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self.stream.close()
        super().close()


def rewrapped_header(header: Header, keyring: Keyring) -> bytes:
    """The header of a format 2 file with its key wrapped by the current keeper; the pieces stay as they are."""
    return header_bytes(keyring.wrap(keyring.unwrap(header.held)), str(header.facts["prefix"]))


def open_first_format(cipher: bytes, header: Header, keyring: Keyring) -> bytes:
    """Files of before there were several keys: their key's name says nothing, so each key of ours is tried."""
    for key in keyring.former.values():
        if (plain := _try_first_format(cipher, header, key)) is not None:
            return plain
    if not keyring.former:
        raise VaultUnavailable("files of the vault's first format need their key file in VAULT_FORMER_KEY_FILES")
    raise VaultTampered


def _try_first_format(cipher: bytes, header: Header, wrapping: FileKey) -> bytes | None:
    try:
        wrapped, wrap_nonce = b64decode(header.held.wrapped), b64decode(header.facts["wrap_nonce"])
        key = AESGCM(wrapping.key).decrypt(wrap_nonce, wrapped, MAGIC_1)
        return AESGCM(key).decrypt(b64decode(header.facts["nonce"]), cipher, header.line)
    except (InvalidTag, ValueError, KeyError, TypeError):
        return None
