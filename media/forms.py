"""The editors' door: what goes on pages passes the same checks as every other file."""

import io
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lms.common.errors import DomainError
from media.enums import FileKind
from media.intake.plain import display_name
from media.policies import PAGE_PAPER, PAGE_PICTURE, FilePolicy
from media.services.taking import check_file
from network.enums import Tier


def cleaned_upload(upload: Any, policy: FilePolicy) -> Any:
    """What was sent, cleaned, under the ending of its content; a file that was there before is left alone."""
    if not isinstance(upload, UploadedFile):
        return upload
    source: IO[bytes] = io.BytesIO(upload.read())
    try:
        clean, kind = check_file(upload=source, policy=policy)
    except DomainError as refusal:
        raise ValidationError(str(refusal))
    size = clean.seek(0, io.SEEK_END)
    clean.seek(0)
    name = display_name(upload.name or "", FileKind(kind))
    return InMemoryUploadedFile(clean, "file", name, kind.content_type, size, None)


class CheckedImageField(WagtailImageField):  # type: ignore[misc]
    """Our checks come before Wagtail's, which open what they are given."""

    def to_python(self, data: Any) -> Any:
        return super().to_python(cleaned_upload(data, PAGE_PICTURE))


class NetworkImageForm(BaseImageForm):  # type: ignore[misc]
    """Pictures are drawn anew; place, camera and whatever was appended stay outside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (given := self.fields.get("file")) is not None:
            self.fields["file"] = CheckedImageField(
                label=given.label, required=given.required, help_text=given.help_text, widget=given.widget
            )


class NetworkDocumentForm(BaseDocumentForm):  # type: ignore[misc]
    """Papers are rebuilt; what cannot be is refused in a sentence. Without a tier the most restrictive holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tier" in self.fields:
            self.fields["tier"].required = False

    def clean_tier(self) -> str:
        return self.cleaned_data["tier"] or Tier.SECRETARIAT

    def clean_file(self) -> Any:
        return cleaned_upload(self.cleaned_data["file"], PAGE_PAPER)
