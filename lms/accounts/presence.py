"""Where a reader may be present without asking for pages: rooms register how to ask, as they do kinds of mail.

And how long somebody may be idle: who stands where is known above, so that is registered too.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from lms.accounts.models import User

SeenAt = Callable[[User, datetime], datetime | None]
RolesOf = Callable[[User], frozenset[str]]
ActingOf = Callable[[User], list[list[Any]]]  # rows that JSON can hold; only who registered knows what they say

_places: dict[str, SeenAt] = {}
_roles: dict[str, RolesOf] = {}
_acting: list[ActingOf] = []


def register_presence(name: str, seen_at: SeenAt) -> None:
    """``seen_at(user, at)`` gives when ``user`` was last present there, or None; called from ``AppConfig.ready``."""
    _places[name] = seen_at


def register_roles(name: str, roles_of: RolesOf) -> None:
    """``roles_of(user)`` gives the roles of today; called from ``AppConfig.ready``."""
    _roles[name] = roles_of


def register_acting(acting_of: ActingOf) -> None:
    """``acting_of(user)`` gives under which roles ``user`` acts; a session keeps it, so the header costs no query."""
    if acting_of not in _acting:
        _acting.append(acting_of)


def acting_rows(user: User) -> list[list[Any]]:
    """What a session is to keep of the roles of ``user``."""
    return [row for acting_of in _acting for row in acting_of(user)]


def last_presence(user: User, at: datetime) -> datetime | None:
    """When ``user`` was last present anywhere; asked only before an idle session is closed."""
    found = [moment for seen_at in _places.values() if (moment := seen_at(user, at)) is not None]
    return max(found, default=None)


def idle_limit(user: User) -> timedelta:
    """How long a session of ``user`` may rest: the shortest that any of the own roles says."""
    roles = {role for roles_of in _roles.values() for role in roles_of(user)}
    minutes = [limit for role, limit in settings.ACCOUNTS_IDLE_MINUTES.items() if role in roles]
    return timedelta(minutes=min(minutes, default=settings.ACCOUNTS_IDLE_MINUTES_OTHERS))
