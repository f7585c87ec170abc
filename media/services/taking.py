"""From what somebody sent to a private file: judged, scanned, cleaned, counted, kept. The row is written last."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.records import audit
from media.enums import FileKind, Keeping
from media.intake.kinds import FileRefused, kind_of
from media.intake.office import clean_office
from media.intake.papers import clean_paper
from media.intake.pictures import clean_picture
from media.intake.plain import clean_text, display_name
from media.models import PrivateFile, StorageUse
from media.policies import DOCUMENTS, PICTURES, FilePolicy
from media.providers import clamav
from media.storage import DRAFT
from network.enums import SELF
from network.selectors import get_acting_role

ROOT = "files"
STEP = 65_536
ORPHAN_AGE = timedelta(hours=6)  # nobody is still sending what was begun so long ago


class FileTooLarge(FileRefused):
    message = _("This file is too large: at most %(megabytes)s MB.")


class KindNotTaken(FileRefused):
    message = _("A file of this kind (%(found)s) is not taken here. Possible are: %(possible)s.")


class QuotaReached(FileRefused):
    message = _("There is no room left for your files (%(megabytes)s MB). Delete some that you no longer need.")


def take_file(
    *, upload: IO[bytes], name: str, policy: FilePolicy, owner: User, actor: User, at: datetime
) -> PrivateFile:
    """Keep what was sent, cleaned, as a private file that counts against ``owner``'s quota, or refuse it in a sentence.

    The caller's own row, which says what the file is for and who may read it, belongs in the caller's transaction.
    """
    clean, kind = check_file(upload=upload, policy=policy)
    return _keep(clean, name=name, kind=kind, policy=policy, owner=owner, actor=actor, at=at)


def keep_file(
    *, content: IO[bytes], name: str, kind: FileKind, policy: FilePolicy, actor: User | None, at: datetime
) -> PrivateFile:
    """Keep what the house itself has written; it counts against nobody's quota and is as its writer made it."""
    return _keep(content, name=name, kind=kind, policy=policy, owner=None, actor=actor, at=at)


def _keep(
    content: IO[bytes],
    *,
    name: str,
    kind: FileKind,
    policy: FilePolicy,
    owner: User | None,
    actor: User | None,
    at: datetime,
) -> PrivateFile:
    size, digest = _measure(content)
    storage = storages[policy.keeping]
    path = storage.save(f"{ROOT}/{at:%Y-%m}/{secrets.token_hex(16)}", File(content, name="upload"))
    try:
        with transaction.atomic():
            if owner is not None:
                _count(owner, size)
            file = PrivateFile.objects.create(
                owner=owner,
                policy=policy.name,
                kind=kind,
                keeping=policy.keeping,
                path=path,
                display_name=display_name(name, kind),
                size=size,
                sha256=digest,
                key_id=storage.key_id(path) if policy.keeping == Keeping.VAULT else "",  # type: ignore[attr-defined]
                created_at=at,
            )
            audit.log(action="media.take", instance=file, actor=actor, at=at, role=_role_for(file, actor))
    except BaseException:
        storage.delete(path)
        raise
    return file


def check_file(*, upload: IO[bytes], policy: FilePolicy) -> tuple[IO[bytes], FileKind]:
    """What ``upload`` is under ``policy``, cleaned; nothing is kept."""
    if upload.seek(0, os.SEEK_END) > policy.max_bytes:
        raise FileTooLarge(megabytes=policy.max_bytes // 1_000_000)
    kind = kind_of(upload)
    if kind not in policy.kinds:
        possible = format_lazy(", ".join("{}" for _kind in policy.kinds), *sorted(kind.label for kind in policy.kinds))
        raise KindNotTaken(found=kind.label, possible=possible)
    clamav.scan(upload)
    upload.seek(0)
    if kind in PICTURES:
        return clean_picture(upload, kind, max_pixels=policy.max_pixels), kind
    if kind == FileKind.PDF:
        return clean_paper(upload), kind
    if kind in DOCUMENTS:
        return clean_office(upload, kind), kind
    if kind in {FileKind.TEXT, FileKind.VTT}:
        return clean_text(upload), kind
    return upload, kind  # recordings: kept as they are, handed out by type and never by guess


@transaction.atomic
def delete_file(*, file: PrivateFile, actor: User | None, at: datetime) -> None:
    """Let a file go and give its room back; again changes nothing."""
    gone, _by_model = PrivateFile.objects.filter(pk=file.pk).delete()
    if not gone:
        return
    if file.owner_id:
        StorageUse.objects.filter(user_id=file.owner_id).update(bytes=F("bytes") - file.size)
    audit.log(action="media.delete", instance=file, actor=actor, at=at, role=_role_for(file, actor))
    transaction.on_commit(partial(storages[file.keeping].delete, file.path), robust=True)


def _role_for(file: PrivateFile, actor: User | None) -> str:
    """One's own files are one's own; another's are somebody's office."""
    return SELF if actor is not None and file.owner_id == actor.pk else get_acting_role(actor)


def delete_orphans(*, at: datetime) -> int:
    """Remove files that no row names: left by a process that died between the file and its row."""
    removed = 0
    for keeping in Keeping:
        storage = storages[keeping]
        for path in list(_paths(storage)):
            is_old = storage.get_modified_time(path) < at - ORPHAN_AGE
            if is_old and (path.endswith(DRAFT) or not PrivateFile.objects.filter(path=path).exists()):
                storage.delete(path)
                removed += 1
    return removed


def _paths(storage: Storage) -> Iterator[str]:
    if not storage.exists(ROOT):
        return
    for month in storage.listdir(ROOT)[0]:
        for name in storage.listdir(f"{ROOT}/{month}")[1]:
            yield f"{ROOT}/{month}/{name}"


def _count(owner: User, size: int) -> None:
    """One statement decides, so two uploads at once cannot both take the last room."""
    limit: int = settings.PRIVATE_FILES_QUOTA_BYTES
    StorageUse.objects.get_or_create(user=owner)
    if not StorageUse.objects.filter(user=owner, bytes__lte=limit - size).update(bytes=F("bytes") + size):
        raise QuotaReached(megabytes=limit // 1_000_000)


def _measure(stream: IO[bytes]) -> tuple[int, str]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(STEP):
        digest.update(piece)
        size += len(piece)
    stream.seek(0)
    return size, digest.hexdigest()
