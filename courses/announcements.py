"""What a course page announces. The rooms that hold editions say it; this one does not know them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Announcement:
    """Public facts of one edition: no seats, no people."""

    title: str
    starts_on: date
    ends_on: date
    modality: str
    place: str
    status: str
    tone: str
    url: str = ""


Announcer = Callable[[str], list[Announcement]]
_announcers: list[Announcer] = []


def register_announcer(announcer: Announcer) -> None:
    """Let ``announcer(course_key)`` speak on course pages; called from ``AppConfig.ready``."""
    if announcer not in _announcers:
        _announcers.append(announcer)


def get_announcements(course_key: str) -> list[Announcement]:
    """Everything announced for the course, the next to begin first."""
    found = [one for announcer in _announcers for one in announcer(course_key)]
    return sorted(found, key=lambda one: one.starts_on, reverse=True)
