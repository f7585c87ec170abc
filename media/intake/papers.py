"""PDFs: rewritten without metadata, scripts, enclosures or anything that acts by itself. Links to pages stay."""

import io
from typing import IO, Any, BinaryIO, cast

import pikepdf
from django.utils.translation import gettext_lazy as _

from media.intake.kinds import FileRefused

OBJECTS_MAX, DEPTH_MAX, PAGES_MAX = 300_000, 60, 5_000
DROPPED_KEYS = {
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/Metadata", "/PieceInfo", "/EF", "/AF", "/EmbeddedFiles", "/XFA",
    "/RichMediaContent", "/RichMediaSettings", "/Thumb", "/LastModified", "/URI_base", "/Collection", "/Threads",
    "/SpiderInfo", "/Legal",
}  # fmt: skip
DROPPED_ACTIONS = {
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView", "/Thread", "/Named",
}  # fmt: skip
DROPPED_NOTES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Projection"}
LINK_SCHEMES = ("http://", "https://", "mailto:")


class PaperLocked(FileRefused):
    message = _("This PDF is protected by a password. Save it without protection and send it again.")


class PaperBroken(FileRefused):
    message = _("This PDF is damaged and cannot be checked. Print it anew as PDF and send that.")


def clean_paper(stream: IO[bytes]) -> IO[bytes]:
    """The paper with its pages and nothing that could tell where it comes from or do anything on its own."""
    try:
        with pikepdf.open(cast("BinaryIO", stream), attempt_recovery=False, suppress_warnings=True) as paper:
            if paper.is_encrypted:
                raise PaperLocked
            if not 1 <= len(paper.pages) <= PAGES_MAX or len(paper.objects) > OBJECTS_MAX:
                raise PaperBroken
            return _rewritten(paper)
    except pikepdf.PasswordError:
        raise PaperLocked
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, RecursionError):
        raise PaperBroken


def _rewritten(paper: pikepdf.Pdf) -> IO[bytes]:
    for thing in paper.objects:
        _scrub(thing, depth=0)
    if "/Info" in paper.trailer:
        del paper.trailer["/Info"]
    target = io.BytesIO()
    # What nothing points to any more (old revisions, dropped enclosures) is not written.
    paper.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    target.seek(0)
    return target


def _scrub(thing: Any, *, depth: int) -> None:
    if depth > DEPTH_MAX:
        raise PaperBroken
    if isinstance(thing, pikepdf.Array):
        for place in reversed(range(len(thing))):
            if _is_unwanted(thing[place]):
                del thing[place]
        inside = [*thing]
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(thing.keys()):
            if key in DROPPED_KEYS or (key != "/Parent" and _is_unwanted(thing[key])):
                del thing[key]
        inside = [thing[key] for key in thing.keys()]  # noqa: SIM118 (not a mapping)
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _scrub(part, depth=depth + 1)


def _is_unwanted(thing: Any) -> bool:
    """An action that acts by itself or leaves the paper, or a note with something enclosed."""
    if not isinstance(thing, pikepdf.Dictionary):
        return False
    action, note = str(thing.get("/S", "")), str(thing.get("/Subtype", ""))
    if action == "/URI":
        return not str(thing.get("/URI", "")).strip().lower().startswith(LINK_SCHEMES)
    is_file = str(thing.get("/Type", "")) == "/Filespec"
    return action in DROPPED_ACTIONS or note in DROPPED_NOTES or is_file
