"""Files that people with bad intentions, or bad luck, send. Each is built here; none is stored in the repository."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image

GPS = b"GPSLatitude"
CANARY = "Solana Flamenco"
TYPES = b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
SCRIPT = b"<script>alert(1)</script>"


def picture(format_: str = "JPEG", size: tuple[int, int] = (60, 40), **saving) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, format=format_, **saving)
    return target.getvalue()


def picture_with_place() -> bytes:
    image, target = Image.new("RGB", (60, 40)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = CANARY  # the maker
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (13.0, 42.0, 5.0)
    image.save(target, format="JPEG", exif=exif, comment=CANARY.encode())
    return target.getvalue()


def pixel_flood(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few hundred bytes that say they are 2.5 thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def paper(change: Callable[[pikepdf.Pdf], None] | None = None, **saving) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(target, **saving)
    return target.getvalue()


def busy_paper() -> bytes:
    """Everything a PDF should not carry, at once."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Author"] = CANARY
        with pdf.open_metadata() as metadata:
            metadata["dc:creator"] = [CANARY]
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('pwned')")
        launch = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))
        pdf.Root.OpenAction = script
        pdf.Root.AA = pikepdf.Dictionary(WC=script)
        pdf.attachments["inside.exe"] = b"MZ enclosed"
        pdf.Root.Names.JavaScript = pikepdf.Dictionary(Names=["start", script])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="xfa-payload")
        page = pdf.pages[0]
        page.AA = pikepdf.Dictionary(O=launch)

        def link(action):
            return pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
            )  # fmt: skip

        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9])
        good = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://www.example.org/")
        bad = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="file:///etc/passwd")
        chained = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://next.example.org/", Next=launch)
        page.Annots = pdf.make_indirect(pikepdf.Array([link(launch), link(good), link(bad), note, link(chained)]))

    return paper(change)


def archive(parts: dict[str, bytes], *, entries: list[tuple[zipfile.ZipInfo, bytes]] = (), **options) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as written:
        for name, content in parts.items():
            written.writestr(name, content)
        for entry, content in entries:
            written.writestr(entry, content)
    return target.getvalue()


def office(extra: dict[str, bytes] | None = None, *, main: str = "word/document.xml", **options) -> bytes:
    core = f"<cp:coreProperties><dc:creator>{CANARY}</dc:creator></cp:coreProperties>".encode()
    parts = {"[Content_Types].xml": TYPES, main: b"<document>hola</document>", "docProps/core.xml": core}
    return archive({**parts, **(extra or {})}, **options)


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


def flagged_as_locked(raw: bytes) -> bytes:
    at = raw.index(b"PK\x01\x02") + 8
    return raw[:at] + bytes([raw[at] | 1]) + raw[at + 1 :]


def relations(kind: str) -> bytes:
    return (
        f'<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/{kind}" '
        'Target="http://198.51.100.7/t.dotm" TargetMode="External"/></Relationships>'
    ).encode()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    # name -> what is sent, and the name of the refusal
    "empty": (lambda: b"", "FileEmpty"),
    "svg with script": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "KindUnknown"),
    "svg after a declaration": (lambda: b'<?xml version="1.0"?><svg onload="x"/>', "KindUnknown"),
    "svg after blank lines": (lambda: b"\xef\xbb\xbf\n\n  <svg/>", "KindUnknown"),
    "html": (lambda: b"<!DOCTYPE html>" + SCRIPT, "KindUnknown"),
    "html without doctype": (lambda: b"<html>" + SCRIPT, "KindUnknown"),
    "gif with script": (lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "KindUnknown"),
    "program": (lambda: b"MZ\x90\0\x03\0\0\0" + b"\0" * 200, "KindUnknown"),
    "shell script with zeros": (lambda: b"#!/bin/sh\n\0\0", "KindUnknown"),
    "old office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "KindUnknown"),
    "plain archive": (lambda: archive({"a.txt": b"x"}), "KindUnknown"),
    "archive that is two documents": (lambda: office({"xl/workbook.xml": b"<x/>"}), "KindUnknown"),
    "html before a pdf": (lambda: b"<html>" + paper(), "KindUnknown"),
    "text in another encoding": (lambda: "señal".encode("latin-1") + b" x" * 40, "TextUnreadable"),
    "text with escape signs": (lambda: b"hola \x1b[2J", "TextUnreadable"),
    "pixel flood": (pixel_flood, "PictureTooLarge"),
    "pixel flood, smaller": (lambda: pixel_flood(8_000, 8_000), "PictureTooLarge"),
    "png header and html": (lambda: b"\x89PNG\r\n\x1a\n<html>" + SCRIPT, "PictureBroken"),
    "picture cut short": (lambda: picture()[:-200], "PictureBroken"),
    "jpeg header alone": (lambda: b"\xff\xd8\xff\xe0", "PictureBroken"),
    "locked pdf": (lambda: paper(encryption=pikepdf.Encryption(owner="o", user="u")), "PaperLocked"),
    "pdf locked against changes": (lambda: paper(encryption=pikepdf.Encryption(owner="o", user="")), "PaperLocked"),
    "broken pdf": (lambda: paper()[:-60], "PaperBroken"),
    "pdf header and html": (lambda: b"%PDF-1.7\n<html>" + SCRIPT, "PaperBroken"),
    "macros": (lambda: office({"word/vbaProject.bin": b"\xd0\xcf"}), "DocumentActive"),
    "macros of old Excel": (lambda: office({"xl/macrosheets/s1.xml": b"<x/>"}), "DocumentActive"),
    "embedded program": (lambda: office({"word/embeddings/oleObject1.bin": b"MZ"}), "DocumentActive"),
    "activex": (lambda: office({"word/activeX/activeX1.xml": b"<x/>"}), "DocumentActive"),
    "page inside": (lambda: office({"word/afchunk.html": SCRIPT}), "DocumentActive"),
    "template from outside": (
        lambda: office({"word/_rels/settings.xml.rels": relations("attachedTemplate")}),
        "DocumentActive",
    ),
    "picture from outside": (lambda: office({"word/_rels/document.xml.rels": relations("image")}), "DocumentActive"),
    "locked archive": (lambda: flagged_as_locked(office()), "DocumentLocked"),
    "path upwards": (lambda: office({"../../etc/cron.d/x": b"x"}), "ArchiveUnsafe"),
    "path upwards, windows": (lambda: office({"word\\..\\..\\x.xml": b"x"}), "ArchiveUnsafe"),
    "absolute path": (lambda: office({"/etc/passwd": b"x"}), "ArchiveUnsafe"),
    "path with a drive": (lambda: office({"C:/x.xml": b"x"}), "ArchiveUnsafe"),
    "symbolic link": (
        lambda: office(entries=[(entry("word/x.xml", stat.S_IFLNK | 0o777), b"/etc/passwd")]),
        "ArchiveUnsafe",
    ),
    "same name twice": (lambda: office({"WORD/document.xml": b"<x/>"}), "ArchiveUnsafe"),
    "zip bomb": (lambda: office({"word/media.xml": b"\0" * 100_000_000}), "ArchiveUnsafe"),
    "many tiny parts": (lambda: office({f"word/p{n}.xml": b"" for n in range(2_100)}), "ArchiveUnsafe"),
    "entity bomb": (lambda: office({"word/x.xml": b'<!DOCTYPE l [<!ENTITY a "aa">]><l>&a;</l>'}), "ArchiveUnsafe"),
    "entity bomb in utf-16": (
        lambda: office({"word/x.xml": '<?xml version="1.0"?><!DOCTYPE l []><l/>'.encode("utf-16")}),
        "ArchiveUnsafe",
    ),
    "entity bomb in utf-7": (
        lambda: office({"word/x.xml": b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE'}),
        "ArchiveUnsafe",
    ),
    "archive cut short": (lambda: office()[:-30], "ArchiveUnsafe"),
}
