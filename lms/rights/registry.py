"""What rooms above say about a person's rights: why one cannot be erased yet, and what else goes with them."""

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise

from network.models import Person

Guard = Callable[[Person, datetime], str | Promise | None]

_guards: dict[str, Guard] = {}


def register_guard(name: str, guard: Guard) -> None:
    """``guard`` answers with a sentence while the person is needed, else with None; called from ``AppConfig.ready``."""
    _guards[name] = guard


def get_obstacles(person: Person, at: datetime) -> list[str]:
    """Every sentence that stands against erasing ``person`` at ``at``."""
    said = (_guards[name](person, at) for name in sorted(_guards))
    return [str(sentence) for sentence in said if sentence]
