"""Everything the vault holds, brought under the current key: what was sealed stays, its own key is wrapped anew."""

import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.core.files.storage import storages
from django.db import models

from media.fields import VaultTextField
from media.models import PrivateFile
from media.storage import DRAFT, VaultStorage, flush_folder
from media.vault.files import PIECE, open_sealed, read_header, rewrapped_header, sealed_pieces
from media.vault.keys import Keyring, VaultTampered, VaultUnavailable, get_keyring
from media.vault.texts import SealedText, read_text, rewrapped_text

log = logging.getLogger("aula.vault")
BATCH = 200


@dataclass(slots=True)
class Rotated:
    """What a rotation found and did."""

    files: int = 0
    texts: int = 0
    current: int = 0
    failed: int = 0

    @property
    def changed(self) -> int:
        return self.files + self.texts


def rotate(*, is_rehearsal: bool = False) -> Rotated:
    """Wrap every file's and text's key with the current one. Repeatable; stopped half-way it goes on the next time."""
    done, keyring = Rotated(), get_keyring()
    current = keyring.wrap(b"\0" * 32).key_id  # what the keeper calls itself today
    storage = storages["vault"]
    assert isinstance(storage, VaultStorage)
    for name in file_names(Path(storage.location)):
        _count(done, "files", f"file {name}", lambda: _rotate_file(storage, name, keyring, current, is_rehearsal))  # noqa: B023
        if not is_rehearsal:
            _note_key(name, storage)
    for field in vault_fields():
        for row in _rows(field):
            place = field.place(row)
            _count(done, "texts", f"text {place}", lambda: _rotate_text(field, row, keyring, current, is_rehearsal))  # noqa: B023
    return done


def _count(done: Rotated, what: str, where: str, act: object) -> None:
    try:
        is_changed = act()  # type: ignore[operator]
    except FileNotFoundError:
        return  # deleted meanwhile
    except (VaultTampered, VaultUnavailable, OSError) as problem:
        done.failed += 1
        reason = getattr(problem, "reason", type(problem).__name__)
        log.error("vault: not rotated", extra={"where": where, "reason": reason})
        return
    if is_changed:
        setattr(done, what, getattr(done, what) + 1)
    else:
        done.current += 1


def _note_key(name: str, storage: VaultStorage) -> None:
    """The row says what the file says, also where an earlier run died between the two."""
    try:
        key_id = storage.key_id(name)
    except (VaultTampered, OSError):
        return
    PrivateFile.objects.filter(path=name).exclude(key_id=key_id).update(key_id=key_id)


def file_names(root: Path) -> Iterator[str]:
    """Every file of the vault by the name it was saved with; drafts are no files yet."""
    for folder, _folders, files in os.walk(root):
        for file in sorted(files):
            if not file.endswith(DRAFT):
                yield (Path(folder) / file).relative_to(root).as_posix()


def _rotate_file(storage: VaultStorage, name: str, keyring: Keyring, current: str, is_rehearsal: bool) -> bool:
    path = Path(storage.path(name))
    with path.open("rb") as stream:
        header = read_header(stream)
        if header.version == 2 and header.held.key_id == current:
            return False
        if is_rehearsal:
            return True
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}{DRAFT}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                if header.version == 2:
                    target.write(rewrapped_header(header, keyring))
                    stream.seek(header.length)
                    shutil.copyfileobj(stream, target, PIECE)
                else:  # the first format is not bound to a name: sealed anew
                    stream.seek(0)
                    plain = open_sealed(stream, name=name, keyring=keyring)
                    for piece in sealed_pieces(iter(lambda: plain.read(PIECE), b""), name=name, keyring=keyring):
                        target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            draft.replace(path)  # the old file or the new one, whenever the power goes
            flush_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)
    return True


def vault_fields() -> list[VaultTextField]:
    """Every column of the project that holds sealed texts."""
    return [
        field for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, VaultTextField)
    ]


def _rows(field: VaultTextField) -> Iterator[models.Model]:
    rows = field.model._default_manager.exclude(**{field.name: ""}).only("pk", field.bound_to, field.name)
    return rows.order_by("pk").iterator(chunk_size=BATCH)


def _rotate_text(field: VaultTextField, row: models.Model, keyring: Keyring, current: str, is_rehearsal: bool) -> bool:
    sealed = row.__dict__[field.attname]
    if not isinstance(sealed, SealedText) or read_text(sealed)[0].key_id == current:
        return False
    if not is_rehearsal:
        # Only where it still says what was read: somebody may be writing it anew.
        same = field.model._default_manager.filter(pk=row.pk, **{field.attname: sealed})
        same.update(**{field.attname: rewrapped_text(sealed, keyring)})
    return True
