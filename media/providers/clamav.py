"""ClamAV's daemon, asked by its own protocol (INSTREAM): the file goes in pieces, one line comes back."""

import socket
import struct
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.common.errors import DomainError

PIECE = 65_536
ANSWER_MAX = 4_096


class FileInfected(DomainError):
    message = _("The virus scanner found something in this file, so it was not taken in.")


class ScannerSilent(DomainError):
    message = _("Files cannot be checked for viruses at the moment. Please try again later.")


def scan(stream: IO[bytes]) -> None:
    """Raise unless the scanner says that ``stream`` is clean; where none is configured, nothing is asked."""
    if not settings.CLAMAV_SOCKET:
        return
    stream.seek(0)
    try:
        with _connection() as line:
            line.sendall(b"zINSTREAM\0")
            while piece := stream.read(PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError:
        raise ScannerSilent
    finally:
        stream.seek(0)
    if answer == b"stream: OK":
        return
    raise FileInfected if answer.startswith(b"stream: ") and answer.endswith(b" FOUND") else ScannerSilent


def _connection() -> socket.socket:
    """``CLAMAV_SOCKET`` is a path, or host:port."""
    address: str = settings.CLAMAV_SOCKET
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(settings.CLAMAV_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _separator, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=settings.CLAMAV_SECONDS)


def _answer(line: socket.socket) -> bytes:
    answer = b""
    while b"\0" not in answer and len(answer) < ANSWER_MAX and (piece := line.recv(1024)):
        answer += piece
    return answer.partition(b"\0")[0].strip()
