"""What each column of the house is for: ``<room>/data_protection.yaml`` as typed declarations, for code and tests.

A room declares its own models; ``lms/records/data_protection_packages.yaml`` those of packages that keep something of a
person. A word the reader does not know, a column that declares nothing and a declaration without a column are refused
with the file and the key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet

from lms.common.fields import Translated

ROOM_FILE = "data_protection.yaml"
PACKAGES_FILE = Path(__file__).resolve().parent / "data_protection_packages.yaml"
MODEL_WORDS = {"purpose", "person", "protection", "retention", "export", "erase", "reason", "plain", "fields", "if_any"}
Word = TypeVar("Word", bound=StrEnum)
FIELD_WORDS = {"protection", "retention", "export", "erase", "reason", "becomes"}


class Protection(StrEnum):
    """How bad it is when others read it."""

    PUBLIC = "public"  # anybody may
    INTERNAL = "internal"  # says nothing of a person by itself
    PERSONAL = "personal"  # about a person
    RESTRICTED = "restricted"  # about a person, and dangerous to them: who they are and how to reach them
    SECRET = "secret"  # noqa: S105 (lets somebody in)


class Erasure(StrEnum):
    """What happens to it when the person is erased."""

    DELETE = "delete"  # with its row
    ANONYMISE = "anonymise"  # the row stays and no longer tells who it was
    KEEP = "keep"  # for the reason given


# Besides the periods of settings.RETENTION, which are days.
OPEN_PERIODS = {
    "permanent",  # a register
    "taking_part",  # as long as the person takes part in the network
    "content",  # not about a person: as long as the platform offers it
}


class DeclarationError(ValueError):
    """A file says something that cannot be read as a declaration."""


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """One column. ``is_plain`` where it only bears what its model declares."""

    name: str
    protection: Protection
    retention: str
    is_exported: bool
    erasure: Erasure
    reason: str
    is_plain: bool
    becomes: str = ""  # what stands in place of a text that is anonymised


@dataclass(frozen=True, slots=True)
class ModelDeclaration:
    """One table. ``paths`` lead from its rows to the person they are about; none where they are about nobody.

    A path is a lookup (``enrolment__person``) or ``column=path``: rows whose column holds what the path from the person
    leads to, compared without case (``to_address=email``, ``actor_ref=user__public_id``).
    """

    label: str
    purpose: Translated
    paths: tuple[str, ...]
    erasure: Erasure
    reason: str
    fields: Mapping[str, FieldDeclaration]

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def all_rows(self) -> QuerySet[Any]:
        """Every row: for those who act for the person, never for views."""
        return self.model._base_manager.all()  # noqa: SLF001 (no room's own manager may hide one)

    @property
    def exported(self) -> list[FieldDeclaration]:
        return [field for field in self.fields.values() if field.is_exported]


def read_declarations(told: Mapping[str, Any], *, file: str) -> dict[str, ModelDeclaration]:
    """The declarations of one file, by the model's label."""
    return {
        label: _read_model(label, words, where=f"{file}: {label}")
        for label, words in told.items()
        if _is_installed(label, words, where=f"{file}: {label}")
    }


def _is_installed(label: str, words: object, *, where: str) -> bool:
    if not isinstance(words, Mapping):
        raise DeclarationError(f"{where} says nothing.")
    if words.get("if_any") and not apps.is_installed(str(words["if_any"])):
        return False
    try:
        apps.get_model(label)
    except (LookupError, ValueError):
        raise DeclarationError(f"{where} is no model.")
    return True


def _read_model(label: str, words: Mapping[str, Any], *, where: str) -> ModelDeclaration:
    _refuse_unknown(words, MODEL_WORDS, where)
    purpose = words.get("purpose")
    if not isinstance(purpose, Mapping) or not purpose.get("es") or not purpose.get("en"):
        raise DeclarationError(f"{where}: purpose is wanted in es and en.")
    base = _read_field("", {}, words, where=where, is_plain=True)
    paths = words.get("person") or []
    fields: dict[str, FieldDeclaration] = {}
    plain = words if base.protection == Protection.PUBLIC else {**words, "protection": Protection.INTERNAL}
    for name in words.get("plain") or []:
        fields[name] = _read_field(name, {}, plain, where=f"{where}.{name}", is_plain=True)
    for name, own in (words.get("fields") or {}).items():
        if name in fields:
            raise DeclarationError(f"{where}.{name} stands twice.")
        _refuse_unknown(own or {}, FIELD_WORDS, f"{where}.{name}")
        fields[name] = _read_field(name, own or {}, words, where=f"{where}.{name}", is_plain=False)
    _refuse_gaps(label, set(fields), where)
    return ModelDeclaration(
        label=label,
        purpose=Translated(purpose),
        paths=tuple([paths] if isinstance(paths, str) else paths),
        erasure=base.erasure,
        reason=base.reason,
        fields=fields,
    )


def _read_field(
    name: str, own: Mapping[str, Any], model: Mapping[str, Any], *, where: str, is_plain: bool
) -> FieldDeclaration:
    said = {**{word: model[word] for word in FIELD_WORDS if word in model}, **own}
    erasure = _one_of(Erasure, said.get("erase"), f"{where}.erase")
    if model.get("erase") == Erasure.DELETE and erasure != Erasure.DELETE:
        raise DeclarationError(f"{where}.erase: its row is deleted.")
    if name and is_plain and erasure == Erasure.ANONYMISE:
        erasure = Erasure.KEEP  # it tells nobody apart
    reason = str(said.get("reason") or "")
    if erasure == Erasure.KEEP and not reason:
        raise DeclarationError(f"{where}.reason is wanted for what is kept.")
    retention = str(said.get("retention"))
    if retention not in OPEN_PERIODS | set(settings.RETENTION):
        raise DeclarationError(f"{where}.retention: {retention!r} is no period of RETENTION.")
    if not isinstance(said.get("export"), bool):
        raise DeclarationError(f"{where}.export is yes or no.")
    protection = _one_of(Protection, said.get("protection"), f"{where}.protection")
    return FieldDeclaration(
        name=name,
        protection=protection,
        retention=retention,
        is_exported=bool(said["export"]),
        erasure=erasure,
        reason=reason,
        is_plain=is_plain,
        becomes=str(said.get("becomes") or ""),
    )


def _one_of(words: type[Word], said: object, where: str) -> Word:
    try:
        return words(str(said))
    except ValueError:
        raise DeclarationError(f"{where}: {said!r} is none of {', '.join(words)}.")


def _refuse_unknown(words: Mapping[str, Any], known: set[str], where: str) -> None:
    for word in words:
        if word not in known:
            raise DeclarationError(f"{where}: {word!r} is no word of a declaration.")


def _refuse_gaps(label: str, declared: set[str], where: str) -> None:
    meta = apps.get_model(label)._meta
    columns = {field.name for field in (*meta.local_concrete_fields, *meta.local_many_to_many)}
    if missing := sorted(columns - declared):
        raise DeclarationError(f"{where} declares nothing for: {', '.join(missing)}.")
    if surplus := sorted(declared - columns):
        raise DeclarationError(f"{where} declares what is no column: {', '.join(surplus)}.")


def files() -> Iterator[Path]:
    """Every file of declarations there is."""
    for config in apps.get_app_configs():
        path = Path(config.path) / ROOM_FILE
        if path.exists():
            yield path
    yield PACKAGES_FILE


@lru_cache(maxsize=1)
def get_declarations() -> Mapping[str, ModelDeclaration]:
    """All declarations of this installation, by the model's label; read once per process."""
    found: dict[str, ModelDeclaration] = {}
    for path in files():
        file = str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else path.name
        for label, declaration in read_declarations(yaml.safe_load(path.read_text()) or {}, file=file).items():
            if label in found:
                raise DeclarationError(f"{file}: {label} is declared twice.")
            found[label] = declaration
    return found
