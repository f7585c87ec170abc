"""The one way a private file leaves: whoever calls this has already decided that this reader may have it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from lms.accounts.models import User
from lms.records import audit
from media import policies
from media.enums import FileKind, Keeping
from media.marking import mark_paper
from media.models import PrivateFile

STEP = 65_536
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PLAYED = {FileKind.MP4, FileKind.WEBM, FileKind.VTT}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in a storage (by its name in the settings), and what to call it."""

    keeping: str
    path: str
    download_name: str
    content_type: str


def answer_private_file(
    request: HttpRequest,
    *,
    file: PrivateFile,
    reader: User,
    at: datetime,
    marks_reader: bool = False,
    is_shown: bool = False,
    role: str = "",
    about: str = "",
) -> HttpResponseBase:
    """``file`` for ``reader``: a download, or with ``is_shown`` in the page (pictures, and recordings to play).

        A PDF carries the reader's mark where its policy says so, or the caller (who cannot take a policy's mark away).
    Each reading of a vault file is written down, with the role that reads and ``about`` whom it is: that person can
    ask who read it.
    """
    kind = FileKind(file.kind)
    if file.keeping == Keeping.VAULT:
        audit.log(action="media.read", instance=file, actor=reader, at=at, role=role, about=about)
    stored = Stored(Keeping(file.keeping), file.path, file.display_name, kind.content_type)
    if kind == FileKind.PDF and (marks_reader or policies.marks_reader(file.policy)):
        with file.open() as plain:
            marked = mark_paper(plain, reader=reader, at=at)  # type: ignore[arg-type]
            return answer_content(marked.read(), stored)
    return answer_stored_file(request, stored, is_shown=is_shown, may_seek=kind in PLAYED)


def answer_stored_file(
    request: HttpRequest, stored: Stored, *, is_shown: bool = False, may_seek: bool = False
) -> HttpResponseBase:
    """What ``stored`` names, streamed; by nginx where it stands before the private folder, the vault always by us.

    No validator is given and none is asked for: whether a file has changed, or is one that somebody already has, is
    told to nobody who cannot read it.
    """
    if settings.X_ACCEL_PREFIX and stored.keeping == Keeping.PRIVATE:
        handed = HttpResponse()
        handed["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + quote(stored.path)
        return _walled(handed, stored, is_shown=is_shown)
    file = storages[stored.keeping].open(stored.path)
    size = file.seek(0, 2)
    start, end, status = (_range(request, size) if may_seek else None) or (0, size, 200)
    file.seek(start)
    response: HttpResponseBase
    if status == 416:
        file.close()
        response = HttpResponse(status=416)
    else:
        response = StreamingHttpResponse(_Pieces(file, end - start), status=status)
        response["Content-Length"] = str(end - start)
    if may_seek:
        response["Accept-Ranges"] = "bytes"
    if status in {206, 416}:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}" if status == 206 else f"bytes */{size}"
    return _walled(response, stored, is_shown=is_shown)


def answer_content(content: bytes, stored: Stored) -> HttpResponse:
    """``content`` in place of what ``stored`` names, with the same wall around it."""
    return _walled(HttpResponse(content), stored, is_shown=False)  # type: ignore[return-value]


def _walled(response: HttpResponseBase, stored: Stored, *, is_shown: bool) -> HttpResponseBase:
    response["Content-Type"] = stored.content_type
    disposition = content_disposition_header(not is_shown, stored.download_name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Encoding"] = "identity"  # zipping it again would lose its length, and a range its place
    if not is_shown:  # a sandbox breaks the browser's own viewers, so only what is saved has one
        response["Content-Security-Policy"] = "sandbox"
    return response


def _range(request: HttpRequest, size: int) -> tuple[int, int, int] | None:
    """One range, as players ask for it; several at once are answered with the whole, as the standard allows."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size, 206) if int(last) and size else (0, 0, 416)
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    return (start, end, 206) if start < end else (0, 0, 416)


class _Pieces:
    """Part of an open file in pieces; Django closes what it streams when the answer ends, however it ends."""

    def __init__(self, file: Any, length: int) -> None:
        self.file, self.left = file, length

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (piece := self.file.read(min(STEP, self.left))):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()
