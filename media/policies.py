"""What each use of a file allows. A room takes one of these or makes its own; the policy travels by name on the row."""

from dataclasses import dataclass

from media.enums import FileKind, Keeping

MEGABYTE = 1_000_000
_known: dict[str, "FilePolicy"] = {}
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
DOCUMENTS = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT})


@dataclass(frozen=True, slots=True)
class FilePolicy:
    """Which kinds, how large, where they lie, and whether a PDF carries its reader's mark when it is downloaded."""

    name: str
    kinds: frozenset[FileKind]
    max_bytes: int
    keeping: Keeping = Keeping.PRIVATE
    max_pixels: int = 50_000_000
    marks_reader: bool = False

    def __post_init__(self) -> None:
        _known[self.name] = self


PICTURE = FilePolicy("picture", PICTURES, 15 * MEGABYTE)
PAPER = FilePolicy("paper", PICTURES | DOCUMENTS | {FileKind.TEXT}, 30 * MEGABYTE)
DOSSIER = FilePolicy("dossier", PICTURES | DOCUMENTS, 20 * MEGABYTE, Keeping.VAULT, marks_reader=True)
RULING = FilePolicy(
    "ruling", frozenset({FileKind.PDF, FileKind.DOCX, FileKind.ODT}), 50 * MEGABYTE, Keeping.VAULT, marks_reader=True
)
RECORDING = FilePolicy("recording", frozenset({FileKind.MP4, FileKind.WEBM}), 4_000 * MEGABYTE, Keeping.VAULT)
CAPTIONS = FilePolicy("captions", frozenset({FileKind.VTT}), 2 * MEGABYTE)
PAGE_PICTURE = FilePolicy("page-picture", PICTURES, 15 * MEGABYTE)
PAGE_PAPER = FilePolicy("page-paper", DOCUMENTS | {FileKind.TEXT}, 30 * MEGABYTE)


def marks_reader(name: str) -> bool:
    """Whether a PDF taken in under that policy carries its reader's mark; one that nobody knows any more does."""
    policy = _known.get(name)
    return policy is None or policy.marks_reader
