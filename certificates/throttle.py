"""How often an address, and everybody together, may ask for codes that do not exist.

Codes hold 75 random bits, so this is not what keeps them from being guessed: it keeps guessing from costing us work,
without shutting out the clerk who mistypes a code or the one who verifies an honest document meanwhile.
"""

import logging
from datetime import datetime

from django.core.cache import cache

log = logging.getLogger("aula.certificates")
WINDOW = 600  # seconds
ADDRESS_MISSES = 30  # of one address in a window; then it is refused whatever it asks
ALL_MISSES = 2_000  # of everybody in a window; then addresses that have missed a few times are refused
SUSPECT_MISSES = 4


def _keys(address: str, at: datetime) -> tuple[str, str]:
    window = int(at.timestamp()) // WINDOW
    return f"certificates:misses:{window}:{address}", f"certificates:misses:{window}"


def is_refused(address: str, *, at: datetime) -> bool:
    """Whether ``address`` has to wait before it may ask again."""
    own_key, all_key = _keys(address, at)
    try:
        misses = cache.get_many([own_key, all_key])
    except Exception:  # a cache that is away (Redis) must not close verification
        log.warning("no cache to count misses in")
        return False
    own, everybody = int(misses.get(own_key, 0)), int(misses.get(all_key, 0))
    return own >= ADDRESS_MISSES or (everybody >= ALL_MISSES and own >= SUSPECT_MISSES)


def count_miss(address: str, *, at: datetime) -> None:
    """Remember that ``address`` asked for what does not exist."""
    for key in _keys(address, at):
        try:
            cache.add(key, 0, WINDOW * 2)
            cache.incr(key)
        except Exception:  # away, or the entry was evicted between the two calls
            log.debug("miss not counted")
