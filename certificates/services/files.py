"""Files of awards in private storage: whole or absent, and never left without a row that names them."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from certificates.models import Artifact, private_storage

ROOT = "certificates"
ORPHAN_AGE = timedelta(hours=1)  # no worker holds a file that long before its row is written
DAYS_LOOKED_AT = 7


def write_whole(content: bytes, *, at: datetime) -> str:
    """Store ``content`` under a random name of its day; a worker killed meanwhile leaves a draft, never half a file."""
    storage = private_storage()
    name = f"{ROOT}/{at:%Y-%m-%d}/{secrets.token_hex(16)}.pdf"
    if not isinstance(storage, FileSystemStorage):
        return storage.save(name, ContentFile(content))  # object stores show an object only once it is whole
    draft = storage.save(f"{name}.part", ContentFile(content))
    source, target = Path(storage.path(draft)), Path(storage.path(name))
    _flush(source)
    source.rename(target)
    _flush(target.parent)
    return name


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete(name: str) -> None:
    """Remove a file that no row names."""
    private_storage().delete(name)


def delete_orphans(*, at: datetime) -> int:
    """Remove what dead workers left in the last days' folders: drafts and files that no award names."""
    storage, removed = private_storage(), 0
    if not storage.exists(ROOT):
        return 0
    for day in sorted(storage.listdir(ROOT)[0])[-DAYS_LOOKED_AT:]:
        folder = f"{ROOT}/{day}"
        known = set(Artifact.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
        for name in (f"{folder}/{file}" for file in storage.listdir(folder)[1]):
            if name not in known and _is_old(storage, name, at):
                storage.delete(name)
                removed += 1
    return removed


def _is_old(storage: Storage, name: str, at: datetime) -> bool:
    return storage.get_modified_time(name) < at - ORPHAN_AGE
