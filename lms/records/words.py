"""What the audit trail's words mean to people: ``<room>/audit_words.yaml`` names acts and things.

An act that is logged without a name fails the build. A name is never taken away: the trail remembers what was done
under it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from django.apps import apps

from lms.common.fields import Translated

ROOM_FILE = "audit_words.yaml"


class WordsError(ValueError):
    """A file says something that cannot be read."""


@dataclass(frozen=True, slots=True)
class AuditWords:
    """Names of acts and of things, and which acts are reads: those a person is told of who asks who read their data."""

    actions: Mapping[str, Translated]
    things: Mapping[str, Translated]
    readings: frozenset[str]

    def action(self, name: str) -> str:
        """*Documento revocado*; a name from a later deploy stands for itself."""
        return str(self.actions.get(name, name))

    def thing(self, label: str) -> str:
        """*Documento*."""
        return str(self.things.get(label, label))


def read_words(told: Mapping[str, Any], *, file: str) -> AuditWords:
    """The words of one file."""
    if unknown := set(told) - {"actions", "things"}:
        raise WordsError(f"{file}: what is {', '.join(sorted(unknown))}?")
    actions = {name: _in_both(words, f"{file}: {name}") for name, words in (told.get("actions") or {}).items()}
    things = {name: _in_both(words, f"{file}: {name}") for name, words in (told.get("things") or {}).items()}
    readings = {name for name, words in (told.get("actions") or {}).items() if words.get("reads")}
    return AuditWords(actions, things, frozenset(readings))


def _in_both(words: Any, where: str) -> Translated:
    if not isinstance(words, Mapping) or not words.get("es") or not words.get("en"):
        raise WordsError(f"{where} is wanted in es and en.")
    return Translated(es=words["es"], en=words["en"])


@lru_cache(maxsize=1)
def get_audit_words() -> AuditWords:
    """The words of this installation, read once per process."""
    actions: dict[str, Translated] = {}
    things: dict[str, Translated] = {}
    readings: set[str] = set()
    for path in _files():
        words = read_words(yaml.safe_load(path.read_text(encoding="utf-8")) or {}, file=str(path))
        if twice := sorted((set(words.actions) & set(actions)) | (set(words.things) & set(things))):
            raise WordsError(f"{path}: {', '.join(twice)} stands twice.")
        actions |= words.actions
        things |= words.things
        readings |= words.readings
    return AuditWords(MappingProxyType(actions), MappingProxyType(things), frozenset(readings))


def _files() -> Iterator[Path]:
    for config in apps.get_app_configs():
        path = Path(config.path) / ROOM_FILE
        if path.exists():
            yield path


def state_word(target_type: str, value: str) -> str:
    """A state or role as the model's own choices call it; what is none stands for itself."""
    try:
        columns = apps.get_model(target_type)._meta.concrete_fields
    except (LookupError, ValueError):
        return value
    said = (dict(column.flatchoices).get(value) for column in columns if column.choices)
    return str(next(filter(None, said), value))
