"""A restricted paper shows on every page who took it out and when, so that a leaked copy says where it comes from."""

import io
from datetime import datetime
from typing import IO, BinaryIO, cast

import pikepdf

from lms.accounts.models import User

FONT, SIZE, STEP = "Helvetica", 11, 150


def mark_paper(paper: IO[bytes], *, reader: User, at: datetime) -> IO[bytes]:
    """``paper`` with the reader's public id and the minute across each page.

    Also one that says it is signed: no signature survives being taken in, and a flag must not keep the mark away.
    """
    with pikepdf.open(cast("BinaryIO", paper), suppress_warnings=True) as marked:
        words = f"{reader.public_id} · {at:%Y-%m-%d %H:%M} UTC"
        sheets: dict[tuple[float, float], pikepdf.Pdf] = {}
        for page in marked.pages:
            box = page.mediabox
            size = (abs(float(box[2] - box[0])), abs(float(box[3] - box[1])))
            if size not in sheets:
                sheets[size] = pikepdf.open(_sheet(words, *size))
            page.add_overlay(sheets[size].pages[0], None)
        target = io.BytesIO()
        marked.save(target)
    target.seek(0)
    return target


def _sheet(words: str, width: float, height: float) -> io.BytesIO:
    from reportlab.pdfgen.canvas import Canvas  # only where papers are marked

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(width, height))
    canvas.setFont(FONT, SIZE)
    canvas.setFillGray(0.45, 0.28)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(38)
    reach = int(width + height)
    gap = canvas.stringWidth(words, FONT, SIZE) + 60
    for row, y in enumerate(range(-reach, reach, STEP)):
        x = -reach + (row % 2) * gap / 2
        while x < reach:
            canvas.drawString(x, y, words)
            x += gap
    canvas.save()
    target.seek(0)
    return target
