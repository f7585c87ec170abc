from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What a file is, judged by its content."""

    JPEG = "JPEG", _("JPEG picture")
    PNG = "PNG", _("PNG picture")
    WEBP = "WEBP", _("WebP picture")
    PDF = "PDF", _("PDF paper")
    DOCX = "DOCX", _("Word document")
    XLSX = "XLSX", _("Excel workbook")
    PPTX = "PPTX", _("PowerPoint presentation")
    ODT = "ODT", _("OpenDocument text")
    TEXT = "TEXT", _("plain text")
    CSV = "CSV", _("table as text")
    VTT = "VTT", _("captions")
    MP4 = "MP4", _("MP4 video")
    WEBM = "WEBM", _("WebM video")

    @property
    def extension(self) -> str:
        return {"JPEG": "jpg", "TEXT": "txt"}.get(self.value, self.value.lower())

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.value]


OFFICE = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "PDF": "application/pdf",
    "DOCX": OFFICE + "wordprocessingml.document",
    "XLSX": OFFICE + "spreadsheetml.sheet",
    "PPTX": OFFICE + "presentationml.presentation",
    "ODT": "application/vnd.oasis.opendocument.text",
    "TEXT": "text/plain; charset=utf-8",
    "CSV": "text/csv; charset=utf-8",
    "VTT": "text/vtt; charset=utf-8",
    "MP4": "video/mp4",
    "WEBM": "video/webm",
}


class Keeping(TextChoices):
    """Where a private file lies; the value is the storage's name in the settings."""

    PRIVATE = "private", _("private")
    VAULT = "vault", _("vault")
