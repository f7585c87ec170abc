"""Where files lie. ``private`` has no address; ``vault`` is encrypted with a key of its own per file.

Neither decides who may read: the room that owns the file has the view that authorises it.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from media.vault.files import open_sealed, read_header, sealed_pieces
from media.vault.keys import get_keyring

DRAFT = ".part"


class PrivateStorage(FileSystemStorage):
    """Files that only a view may hand out; asking for an address is an error."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700, **options)

    def url(self, name: str | None) -> str:
        raise SuspiciousFileOperation("Private files have no address; a view streams them.")


class VaultStorage(PrivateStorage):
    """As ``private``, and on disk only ciphertext, which opens only under the name it was saved with."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        """Written beside its place and put there whole: a killed process leaves a draft, never half a file."""
        name = name.replace("\\", "/")
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = target.with_name(f"{target.name}.{secrets.token_hex(8)}{DRAFT}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                for piece in sealed_pieces(content.chunks(), name=name, keyring=get_keyring()):
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            target.hardlink_to(draft)  # raises where something lies: nothing in the vault is written over
            flush_folder(target.parent)
        finally:
            draft.unlink(missing_ok=True)
        return name

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        if mode != "rb":
            raise ValueError("A vault file is written once and then only read.")
        name = name.replace("\\", "/")
        stream = Path(self.path(name)).open("rb")  # noqa: SIM115 (its reader closes it)
        try:
            return File(open_sealed(stream, name=name, keyring=get_keyring()), name=name)
        except BaseException:
            stream.close()
            raise

    def size(self, name: str) -> int:
        """Of the plain content."""
        with self.open(name) as file:
            return int(file.seek(0, os.SEEK_END))

    def key_id(self, name: str) -> str:
        """The key that wraps this file's own."""
        with Path(self.path(name)).open("rb") as stream:
            return read_header(stream).held.key_id


def flush_folder(folder: Path) -> None:
    """Make a new name in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
