"""Documents of office programs: zip archives, rebuilt part by part within limits, without macros or authors' names."""

import io
import re
import stat
import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext_lazy as _

from media.enums import FileKind
from media.intake.kinds import ArchiveUnsafe, FileRefused

ENTRIES_MAX = 2_000
UNPACKED_MAX = 200_000_000
RATIO_MAX, RATIO_FROM = 100, 5_000_000
STEP = 65_536
ENCRYPTED = 0x1
ACTIVE = re.compile(
    r"(^|/)(vbaProject\w*\.bin|vbaData\.xml|activeX/|oleObject[^/]*|macrosheets/|dialogsheets/|externalLinks/"
    r"|Basic/|Scripts/|Object \d+/|customUI/|webextensions/|attachedToolbars\.bin)"
    r"|\.(bin|exe|dll|js|vbs|html?|svg|swf)$",
    re.IGNORECASE,
)
HARMLESS_BIN = re.compile(r"(^|/)printerSettings/[^/]+\.bin$", re.IGNORECASE)  # left out
OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
RELATION = re.compile(rb"<Relationship\b[^>]*>")
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
OOXML, ODF = "http://schemas.openxmlformats.org", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
BLANK = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{OOXML}/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{OOXML}/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{OOXML}/officeDocument/2006/custom-properties"/>',
    "meta.xml": f'<o:document-meta xmlns:o="{ODF}" o:version="1.2"><o:meta/></o:document-meta>',
}
PROPERTIES = {name: (DECLARATION + blank).encode() for name, blank in BLANK.items()}


class DocumentActive(FileRefused):
    message = _("This document holds macros, embedded objects or outside links. Save it as PDF and send that.")


class DocumentLocked(FileRefused):
    message = _("This document is protected by a password. Save it without protection and send it again.")


def clean_office(stream: IO[bytes], _kind: FileKind) -> IO[bytes]:
    """The same document rebuilt: only its parts, each within the limits, with blank properties."""
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(stream) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as clean:
            entries = archive.infolist()
            _check(entries)
            for entry in entries:
                if entry.is_dir() or HARMLESS_BIN.search(entry.filename) or entry.filename.startswith("Thumbnails/"):
                    continue
                fresh = zipfile.ZipInfo(entry.filename)  # 1980: no time tells when it was written
                fresh.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                clean.writestr(fresh, PROPERTIES.get(entry.filename) or _part(archive, entry))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise ArchiveUnsafe
    except Exception as problem:
        if type(problem).__module__ == "zlib":
            raise ArchiveUnsafe
        raise
    target.seek(0)
    return target


def _check(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(entries) > ENTRIES_MAX or len(set(names)) != len(names):
        raise ArchiveUnsafe
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > UNPACKED_MAX or (unpacked > RATIO_FROM and unpacked > RATIO_MAX * max(1, packed)):
        raise ArchiveUnsafe
    for entry in entries:
        if entry.flag_bits & ENCRYPTED:
            raise DocumentLocked
        if not _is_safe(entry):
            raise ArchiveUnsafe
        if ACTIVE.search(entry.filename) and not HARMLESS_BIN.search(entry.filename):
            raise DocumentActive


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    name, mode = entry.filename, entry.external_attr >> 16
    is_plain = not mode or stat.S_ISREG(mode) or stat.S_ISDIR(mode) or not stat.S_IFMT(mode)
    is_inside = not name.startswith("/") and ".." not in PurePosixPath(name).parts
    is_clean = not any(sign in name for sign in "\\:\0") and name.isprintable() and name == entry.orig_filename
    return is_plain and is_inside and is_clean and entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One part, never longer than it says it is."""
    content = bytearray()
    with archive.open(entry) as part:
        while piece := part.read(STEP):
            content += piece
            if len(content) > entry.file_size:
                raise ArchiveUnsafe
    if entry.filename.lower().endswith((".xml", ".rels", ".vml", ".rdf")):
        _check_markup(bytes(content), is_relations=entry.filename.endswith(".rels"))
    return bytes(content)


def _check_markup(content: bytes, *, is_relations: bool) -> None:
    declaration = content[:200].lower()
    is_utf8 = not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in content[:4]
    if not is_utf8 or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ArchiveUnsafe
    encoding = re.search(rb"encoding\s*=\s*[\"']([^\"']+)", declaration)
    if encoding and encoding[1] not in {b"utf-8", b"us-ascii"}:
        raise ArchiveUnsafe
    for relation in RELATION.findall(content) if is_relations else []:
        if OUTSIDE.search(relation) and b"/hyperlink" not in relation:
            raise DocumentActive  # a template or picture fetched from elsewhere tells who opened it
