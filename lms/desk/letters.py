"""The demonstration's letter box: what the folder post office of ``lms.mail`` wrote, read back for the browser."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

MOST_LETTERS = 100
LANGUAGE = re.compile(r"<html[^>]*\slang=\"([A-Za-z-]+)\"")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a letter."""

    number: int
    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as its reader would see it. ``number`` names its file, ``language`` is what it says of itself."""

    number: int
    subject: str
    sender: str
    to: str
    sent_at: datetime | None
    text: str
    html: str
    language: str
    enclosures: list[Enclosure]


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body else ""


def _enclosures(message: EmailMessage) -> Iterator[Enclosure]:
    for number, part in enumerate(message.iter_attachments()):
        content = part.get_payload(decode=True)
        yield Enclosure(
            number=number,
            name=part.get_filename() or f"{number}",
            mime_type=part.get_content_type(),
            content=content if isinstance(content, bytes) else b"",
        )


def _read(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    sent = message["Date"]
    html = _part(message, "html")
    language = LANGUAGE.search(html)
    return Letter(
        number=int(path.stem),
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        sent_at=parsedate_to_datetime(str(sent)) if sent else None,
        text=_part(message, "plain"),
        html=html,
        language=language[1] if language else "",
        enclosures=list(_enclosures(message)),
    )


def get_letters() -> list[Letter]:
    """The newest letters, newest first."""
    paths = [path for path in Path(settings.EMAIL_FOLDER).glob("*.eml") if path.stem.isdecimal()]
    paths.sort(key=lambda path: int(path.stem), reverse=True)
    return [_read(path) for path in paths[:MOST_LETTERS]]


def get_letter(number: int) -> Letter | None:
    """The letter in the file of that number, or None."""
    path = Path(settings.EMAIL_FOLDER) / f"{number}.eml"
    return _read(path) if path.is_file() else None
