"""Pictures: their size is looked at before anything is decoded, and only their pixels are kept."""

import io
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from media.enums import FileKind
from media.intake.kinds import FileRefused

MODES = {FileKind.JPEG: {"L", "RGB"}, FileKind.PNG: {"1", "L", "LA", "RGB", "RGBA"}, FileKind.WEBP: {"RGB", "RGBA"}}
SAVING: dict[FileKind, dict[str, object]] = {
    FileKind.JPEG: {"quality": 88, "optimize": True},
    FileKind.PNG: {},
    FileKind.WEBP: {"quality": 88, "method": 4},
}


class PictureTooLarge(FileRefused):
    message = _("This picture has too many pixels (%(found)s; at most %(limit)s million). Make it smaller.")


class PictureBroken(FileRefused):
    message = _("This picture is damaged or is not what it says it is.")


def clean_picture(stream: IO[bytes], kind: FileKind, *, max_pixels: int) -> IO[bytes]:
    """The picture drawn anew: upright, one frame, without place, camera, thumbnail, profile or anything appended."""
    try:
        with Image.open(stream, formats=[kind.value]) as picture:
            width, height = picture.size
            if width * height > max_pixels:
                raise PictureTooLarge(found=f"{width} × {height}", limit=max_pixels // 1_000_000)
            picture.load()
            return _drawn_anew(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge(found="> 89", limit=max_pixels // 1_000_000)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise PictureBroken


def _drawn_anew(picture: Image.Image, kind: FileKind) -> IO[bytes]:
    upright = ImageOps.exif_transpose(picture) or picture
    if upright.mode not in MODES[kind]:
        has_alpha = upright.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in upright.info
        upright = upright.convert("RGBA" if has_alpha and "RGBA" in MODES[kind] else "RGB")
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    target = io.BytesIO()
    clean.save(target, format=kind.value, **SAVING[kind])
    target.seek(0)
    return target
