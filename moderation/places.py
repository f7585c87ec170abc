"""Which page a report speaks of, without what an address may hold of secrets."""

import re

from django.utils.translation import get_language_from_path

from lms.accounts.paths import is_own_path

LONGEST_SEGMENT = 32  # public ids and most slugs are shorter; whatever opens a door by itself is longer
PLACE_MAX = 300
ELSEWHERE = ""


def plain_place(path: str) -> str:
    """``path`` where it is a page of this site behind a language prefix, else empty.

    Queries and fragments are dropped; a segment as long as a signed token, or with a dot, becomes ``…``. Addresses
    without a language (verification codes, feeds) are secrets themselves and never kept.
    """
    path = re.split(r"[?#]", path, maxsplit=1)[0]
    if not is_own_path(path) or not path.isprintable() or get_language_from_path(path) is None:
        return ELSEWHERE
    segments = [one if len(one) <= LONGEST_SEGMENT and "." not in one else "…" for one in path.split("/")]
    return "/".join(segments)[:PLACE_MAX]


def is_whole(place: str) -> bool:
    """Can the page be opened at this address?"""
    return bool(place) and "…" not in place
