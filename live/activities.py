"""What a session belongs to, told by the rooms above: this engine knows no courses.

A room that holds sessions registers once, in ``AppConfig.ready``; whatever is asked of it here concerns its own series
and nobody else's.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lms.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from live.models import Session


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """What the network's calendar may say of a series to one reader. Keys are for filters, labels for people."""

    title: str
    topic: str = ""
    topic_label: str = ""
    country: str = ""
    country_label: str = ""
    url: str = ""  # where this reader reads more; empty where there is nothing for them


@dataclass(frozen=True, slots=True)
class Activity:
    """One room's answers about the series it asked for.

    ``facts(user, series_ids)`` names the series that belong on the network's calendar as ``user`` may read them;
    ``planned_by(user)`` gives the ids of the series whose sessions ``user`` arranges;
    ``fill(session, actor, at)`` admits to a new session whoever takes part in its activity.
    """

    name: str
    facts: Callable[[User, Collection[int]], dict[int, ActivityFacts]]
    planned_by: "Callable[[User], QuerySet[Any, int | None]]"
    fill: "Callable[[Session, User | None, datetime], None]"


_activities: dict[str, Activity] = {}


def register_activity(activity: Activity) -> None:
    """Make ``activity`` known; called from ``AppConfig.ready``."""
    _activities[activity.name] = activity


def all_activities() -> list[Activity]:
    """Every registered activity, by name."""
    return [_activities[name] for name in sorted(_activities)]


def get_facts(user: User, series_ids: Collection[int]) -> dict[int, ActivityFacts]:
    """What ``user`` may read of each series; a series nobody tells of is on no calendar but its own people's."""
    told: dict[int, ActivityFacts] = {}
    for activity in all_activities():
        told.update(activity.facts(user, series_ids))
    return told


def fill_session(session: "Session", actor: User | None, at: datetime) -> None:
    """Admit whoever takes part in the activity; one that is none of an activity's is left alone."""
    for activity in all_activities():
        activity.fill(session, actor, at)
