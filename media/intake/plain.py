"""Plain texts and captions, and the names under which files are shown."""

import io
import re
import unicodedata
from typing import IO

from django.utils.translation import gettext_lazy as _

from media.enums import FileKind
from media.intake.kinds import FileRefused

TEXT_MAX = 5_000_000
NAME_MAX = 100
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
FORBIDDEN = re.compile(r"[/\\:*?\"<>|%;=\x00]+")


class TextUnreadable(FileRefused):
    message = _("This text is not in UTF-8 or holds signs that are no text. Save it as plain text in UTF-8.")


def clean_text(stream: IO[bytes]) -> IO[bytes]:
    """The text in UTF-8 without a mark at its beginning; anything that is no text is refused."""
    raw = stream.read(TEXT_MAX + 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TextUnreadable
    if len(raw) > TEXT_MAX or any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text):
        raise TextUnreadable
    return io.BytesIO(text.encode())


def display_name(given: str, kind: FileKind) -> str:
    """A name to show and to download under: no path, no sign that hides or turns others, the ending of its content."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    seen = "".join(sign if unicodedata.category(sign) not in UNSEEN else " " for sign in name)
    stem = FORBIDDEN.sub(" ", seen)
    stem = stem.rpartition(".")[0] if "." in stem else stem
    stem = " ".join(stem.replace(".", " ").split())[:NAME_MAX].strip(" -_") or str(_("file"))
    return f"{stem}.{kind.extension}"
