"""Lists as files: asked for, made once, fetched by who asked, gone when their time is over."""

from lms.exports.services.asking import ExportRefused, TooLongForPaper, UnknownList, ask_export
from lms.exports.services.fetching import ExportGone, note_fetch
from lms.exports.services.making import build_export, expire_exports, owed_exports

__all__ = [
    "ExportGone",
    "ExportRefused",
    "TooLongForPaper",
    "UnknownList",
    "ask_export",
    "build_export",
    "expire_exports",
    "note_fetch",
    "owed_exports",
]
