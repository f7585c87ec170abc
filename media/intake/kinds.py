"""What a file is, by its content. Its name and what the browser says of it are not asked."""

import zipfile
from typing import IO

from django.utils.translation import gettext_lazy as _

from lms.common.errors import DomainError
from media.enums import FileKind

HEAD = 4096
OFFICE_PARTS = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
ODT_MIMETYPE = b"application/vnd.oasis.opendocument.text"
MARKUP = (b"<!", b"<?", b"<html", b"<svg", b"<script", b"<head", b"<body", b"<iframe", b"<a ", b"<img", b"<x")


class FileRefused(DomainError):
    """A file that is not taken in."""

    message = _("This file cannot be taken in.")


class KindUnknown(FileRefused):
    message = _("This file is of no kind that is taken in. Save it as PDF, for example, and send it again.")


class ArchiveUnsafe(FileRefused):
    message = _("The inside of this file is not built as it should be, so it was not taken in. Save it again as PDF.")


class FileEmpty(FileRefused):
    message = _("This file is empty.")


def kind_of(stream: IO[bytes]) -> FileKind:
    """The kind of the file, or a refusal; ``stream`` is left at its beginning."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if not head:
        raise FileEmpty
    kind = _by_magic(head) or (_office_kind(stream) if head.startswith(b"PK\x03\x04") else _text_kind(head))
    stream.seek(0)
    if kind is None:
        raise KindUnknown
    return kind


def _by_magic(head: bytes) -> FileKind | None:
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head[4:8] == b"ftyp" and head[8:11] in {b"iso", b"mp4", b"avc", b"M4V", b"das", b"MSN"}:
        return FileKind.MP4
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return FileKind.WEBM
    return None


def _office_kind(stream: IO[bytes]) -> FileKind | None:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries[:5000]}
            first = entries[0] if entries else None
            if first and first.filename == "mimetype" and first.file_size == len(ODT_MIMETYPE):
                return FileKind.ODT if archive.read(first) == ODT_MIMETYPE else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ArchiveUnsafe
    if "[Content_Types].xml" not in names:
        return None
    found = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    return found[0] if len(found) == 1 else None


def _text_kind(head: bytes) -> FileKind | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or start[:64].lower().startswith(MARKUP):
        return None
    return FileKind.VTT if head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") else FileKind.TEXT
