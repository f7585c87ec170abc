"""Who reads the audit trail: a room above knows roles and tells this floor."""

from collections.abc import Callable

from lms.accounts.models import User

MayRead = Callable[[User], bool]
_readers: list[MayRead] = []


def register_trail_readers(may: MayRead) -> None:
    """``may(user)`` says whether that account reads the whole trail; called from ``AppConfig.ready``."""
    if may not in _readers:
        _readers.append(may)


def may_read_trail(user: User) -> bool:
    """Somebody whom a room allows it."""
    return any(may(user) for may in _readers)
