"""Kinds of mail: each room registers its own with the text and the question "is this still owed?"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lms.mail.enums import Topic


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """What the reader's calendar program does with the mail; ``method`` is the one that stands in ``content``."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MailText:
    """What a reader gets: a subject and paragraphs without names, cases or rooms, and one link to sign in and see."""

    subject: str
    paragraphs: list[str]
    link_path: str = ""  # a path on this site; the canonical host is put before it
    link_label: str = ""
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)  # (file name, content, MIME type)
    calendar: CalendarPart | None = None


def always(_ids: Mapping[str, int]) -> bool:
    """A mail that stays owed whatever happens meanwhile."""
    return True


def never(_ids: Mapping[str, int]) -> datetime | None:
    """A mail that is never too late."""
    return None


@dataclass(frozen=True, slots=True)
class MailKind:
    """``render(ids)`` runs in the reader's language and zone; ``is_owed(ids)`` is asked just before sending.

    A kind with a ``topic`` comes as its reader has chosen for that topic. ``is_listed`` keeps out of the inbox what
    opens a door by itself, such as the link for a new password.
    From ``useless_from(ids)`` on the mail would come too late and is not sent any more.
    """

    name: str
    render: Callable[[Mapping[str, int]], MailText]
    is_owed: Callable[[Mapping[str, int]], bool] = always
    topic: Topic | None = None
    is_listed: bool = True
    useless_from: Callable[[Mapping[str, int]], datetime | None] = never


_kinds: dict[str, MailKind] = {}


def register_kind(kind: MailKind) -> None:
    """Make ``kind`` known; called from ``AppConfig.ready``."""
    _kinds[kind.name] = kind


def get_kind(name: str) -> MailKind | None:
    """The registered kind of that name, or None where a newer deploy queued what this one does not know."""
    return _kinds.get(name)


def all_kinds() -> list[MailKind]:
    """Every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
