"""Public pages kept as they were drawn: near, in this process, and far, in the cache that all processes share.

One number, the generation, is part of every page's key. Publishing something raises it, and no page of the former
generation is found again. A process asks the shared cache for it once a second at most, so what was published is on
every screen a second later.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

GENERATION = "public-pages"
GENERATION_SECONDS = 1
MOST_NEAR = 500  # pages; a crawler must not fill the memory


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A whole answer: its body as sent (zipped or not) and its headers."""

    content: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class _Known:
    """The generation as this process knows it, and until when it need not ask again."""

    number: int = 0
    good_until: float = 0.0


_near: dict[str, tuple[float, DrawnPage]] = {}
_known = _Known()


def generation() -> int:
    """The present generation, at most a second old."""
    if time.monotonic() >= _known.good_until:
        _known.number = cache.get(GENERATION, 0)
        _known.good_until = time.monotonic() + GENERATION_SECONDS
    return _known.number


def find_page(key: str) -> DrawnPage | None:
    """The page kept under ``key``, near or far."""
    found = _near.get(key)
    if found is not None and time.monotonic() < found[0]:
        return found[1]
    stored = cache.get(key)
    if stored is None:
        return None
    page = DrawnPage(*stored)
    _keep_near(key, page)
    return page


def keep_page(key: str, page: DrawnPage) -> None:
    """Keep ``page`` under ``key``, whose generation was read before the page was drawn."""
    cache.set(key, (page.content, page.headers), settings.PUBLIC_PAGE_CACHE_SECONDS)
    _keep_near(key, page)


def _keep_near(key: str, page: DrawnPage) -> None:
    if len(_near) >= MOST_NEAR:
        _near.clear()
    _near[key] = (time.monotonic() + settings.PUBLIC_PAGE_CACHE_SECONDS, page)


def forget_public_pages() -> None:
    """Public pages are drawn anew once this transaction is committed; called when something public changes."""
    transaction.on_commit(_raise_generation)


def _raise_generation() -> None:
    # Not counted up but taken from the clock: a cache that was emptied must not come back to a former number.
    cache.set(GENERATION, time.time_ns(), None)
    _known.good_until = 0.0
