"""What a person may ask for: to be told everything, and to be forgotten."""

from lms.rights.services.erasure import Erased, NotErasable, erase_person
from lms.rights.services.exports import ask_export, build_export, close_export, expire_exports, fetch_export
from lms.rights.services.packing import pack_person

__all__ = [
    "Erased",
    "NotErasable",
    "ask_export",
    "build_export",
    "close_export",
    "erase_person",
    "expire_exports",
    "fetch_export",
    "pack_person",
]
