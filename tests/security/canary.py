"""A token of its own in every confidential text of the database, and where such tokens come to light."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from lms.common.matrix import SIGNED_IN, Seat
from lms.records import audit
from lms.records.declarations import FieldDeclaration, ModelDeclaration, Protection, get_declarations
from lms.rights.rows import rows_about
from media.fields import VaultTextField
from network.models import Person
from tests.security.world import Land, World

LIST = Path(__file__).resolve().parent / "canaries.yaml"
CONFIDENTIAL = {Protection.PERSONAL, Protection.RESTRICTED, Protection.SECRET}
TOKEN = re.compile(r"cn\d{6}x", re.IGNORECASE)
ADDRESS = "an address"  # one mail address stands in several columns: its token belongs to all of them
TRAIL = "records.auditentry"
SECRET_LENGTH = 12  # a shorter value is found by chance
# Texts that steer the code or tie rows together: with a token in them nothing would be shown at all.
STEERS = {
    "accounts.invitation.language": "which language is spoken",
    "accounts.invitation.time_zone": "which clock is shown",
    "accounts.user.language": "which language is spoken",
    "accounts.user.time_zone": "which clock is shown",
    "exports.export.params": "codes, days and references",
    "internships.costline.currency": "three letters",
    "internships.undertaking.language": "which language it was signed in",
    "live.attendance.intervals": "seconds",
    "live.connection.user_ref": "a reference",
    "live.rawevent.room_name": "the name of a room, planted as live.room.name",
    "live.registerentry.source_ref": "a reference",
    "mail.mail.ids": "keys of rows",
    "mail.mail.kind": "which text is sent",
    "mail.mail.language": "which language is spoken",
    "mail.mail.time_zone": "which clock is shown",
    "records.auditentry.about_ref": "a reference",
    "records.auditentry.actor_ref": "a reference",
    "socialaccount.socialaccount.extra_data": "stays empty: no claim of a provider is kept (ADR 19)",
    "socialaccount.socialtoken.token": "stays empty, as its whole table",
    "socialaccount.socialtoken.token_secret": "stays empty, as its whole table",
    "wagtailusers.userprofile.current_time_zone": "which clock is shown",
    "wagtailusers.userprofile.dismissibles": "which hints were closed",
    "wagtailusers.userprofile.preferred_language": "which language is spoken",
    "workshops.answer.chosen": "keys of options",
    "workshops.answer.question": "which question it is",
    "workshops.attempt.paper": "keys of questions and options",
    "workshops.caseplay.case_key": "which case it is",
    "workshops.caseplay.choices": "places of options",
    "workshops.caseplay.lesson_key": "which lesson it is",
    "workshops.enrolmentmove.actor_ref": "a reference",
    "workshops.lessonnote.lesson_key": "which lesson it is",
    "workshops.lessonprogress.lesson_key": "which lesson it is",
}


@dataclass(frozen=True, slots=True)
class Canary:
    """Where a token was planted and whom the row is about."""

    column: str
    people: frozenset[int]


@dataclass
class Canaries:
    """``texts`` by token; ``secrets`` by the value that lets somebody in and stands as it was made."""

    world: World
    texts: dict[str, Canary] = field(default_factory=dict)
    secrets: dict[str, Canary] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # what several rows hold is nobody's secret
    steering: set[str] = field(default_factory=set)

    def new(self, column: str, people: Iterable[int]) -> str:
        token = f"cn{len(self.texts):06}x"
        self.texts[token] = Canary(column, frozenset(people))
        return token

    def found_in(self, text: str) -> set[Canary]:
        """The canaries that come to light in ``text``."""
        told = {match.lower() for match in TOKEN.findall(text)}
        found = {self.texts[token] for token in told if token in self.texts}
        return found | {canary for value, canary in self.secrets.items() if value in text}

    def whose(self, canary: Canary, seat: str) -> str:
        """``own``, ``here`` (somebody of the reader's country), ``foreign``; ``nobody`` where it is about no person."""
        here = self.world.here
        if not canary.people:
            return "nobody"
        if seat in here.people and here.people[Seat(seat)].pk in canary.people:
            return "own"
        return "here" if canary.people & people_of(here) else "foreign"

    @property
    def columns(self) -> set[str]:
        return {canary.column for canary in [*self.texts.values(), *self.secrets.values()]}


def people_of(land: Land) -> set[int]:
    """Everybody who belongs to that country."""
    belonging = Person.objects.filter(memberships__office__country=land.country).values_list("pk", flat=True)
    return {*belonging, *(person.pk for person in land.people.values()), land.colleague.pk}


def confidential() -> Iterator[tuple[ModelDeclaration, FieldDeclaration, models.Field[Any, Any]]]:
    """Every column that the declarations call confidential."""
    for declaration in get_declarations().values():
        for told in declaration.fields.values():
            column = declaration.model._meta.get_field(told.name)
            if told.protection in CONFIDENTIAL and isinstance(column, models.Field):
                yield declaration, told, column


def is_text(column: models.Field[Any, Any]) -> bool:
    return isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices


def plant(world: World) -> Canaries:
    """Every confidential text of every row; what is a secret by itself stays as it is and is looked for as it is."""
    planted = Canaries(world)
    about = _about()
    for declaration, told, column in confidential():
        name = f"{declaration.label}.{told.name}"
        if not is_text(column) or declaration.label == TRAIL:
            continue
        if name in STEERS:
            planted.steering.add(name)
            continue
        for row in declaration.all_rows:
            people = about.get((declaration.label, row.pk), set())
            if told.protection == Protection.SECRET:
                _keep(planted, name, getattr(row, told.name), people)
            else:
                _plant(planted, declaration, row, column, people)
    _plant_addresses(planted)
    for land in (world.here, world.there):
        person = land.people[Seat.LRN]
        detail = planted.new(f"{TRAIL}.detail", [person.pk])
        audit.log(action="network.correct", instance=person, actor=land.user(Seat.LRN), at=world.now, detail=detail)
    return planted


def keep_sessions(planted: Canaries) -> None:
    """The cookies of everybody who has signed in meanwhile."""
    for declaration, told, _column in confidential():
        for row in declaration.all_rows if declaration.label == "sessions.session" else []:
            _keep(planted, f"{declaration.label}.{told.name}", getattr(row, told.name), set())


def _about() -> dict[tuple[str, Any], set[int]]:
    """By table and row, the people it is about."""
    found: dict[tuple[str, Any], set[int]] = {}
    for declaration in get_declarations().values():
        for person in Person.objects.select_related("user") if declaration.paths else []:
            for key in rows_about(person, declaration).values_list("pk", flat=True):
                found.setdefault((declaration.label, key), set()).add(person.pk)
    return found


def _keep(planted: Canaries, name: str, value: object, people: set[int]) -> None:
    for text in _leaves(value, "") if isinstance(value, dict | list) else [("", value)]:
        value = text[1]
        if not isinstance(value, str) or len(value) < SECRET_LENGTH or value in planted.shared:
            continue
        if planted.secrets.pop(value, None):
            planted.shared.add(value)
        else:
            planted.secrets[value] = Canary(name, frozenset(people))


def _plant(
    planted: Canaries, declaration: ModelDeclaration, row: Any, column: models.Field[Any, Any], people: set[int]
) -> None:
    name, rows = f"{declaration.label}.{column.name}", declaration.all_rows.filter(pk=row.pk)
    if isinstance(column, models.EmailField) or column.name == "to_address":
        return  # one address ties these rows together; planted at the end
    if isinstance(column, VaultTextField):
        setattr(row, column.name, planted.new(name, people))
        row.save(update_fields=[column.name])
    elif isinstance(column, models.JSONField):
        value = _with_tokens(getattr(row, column.name), lambda leaf: planted.new(f"{name}{leaf}", people))
        rows.update(**{column.name: value})
    else:
        rows.update(**{column.name: planted.new(name, people)})


def _with_tokens(value: Any, new: Any, path: str = "") -> Any:
    """The same structure with a token at the end of every text of more than one word."""
    if isinstance(value, Mapping):
        return {key: _with_tokens(inner, new, f"{path}.{key}") for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_tokens(inner, new, path) for inner in value]
    return f"{value} {new(path)}" if isinstance(value, str) and " " in value else value


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
        if isinstance(inner, Mapping | list):
            yield from _leaves(inner, f"{path}.{key}")
        else:
            yield f"{path}.{key}", inner


def _plant_addresses(planted: Canaries) -> None:
    columns = [
        (declaration, column)
        for declaration, _told, column in confidential()
        if isinstance(column, models.EmailField) or column.name == "to_address"
    ]
    owners = dict(Person.objects.values_list("email", "pk"))
    addresses = {value for one, column in columns for value in one.all_rows.values_list(column.name, flat=True)}
    for address in addresses:
        own = [pk for email, pk in owners.items() if email.lower() == address.lower()]
        new = f"{planted.new(ADDRESS, own)}@example.org"
        for declaration, column in columns:
            declaration.all_rows.filter(**{column.name: address}).update(**{column.name: new})


# --- reading what comes back


def readable(content: bytes) -> str:
    """All text of an answer: a PDF's text layer, every member of an archive or sheet, a calendar's whole lines."""
    if content.startswith(b"%PDF"):
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=False)
        return done.stdout.decode(errors="replace") + content.decode("latin-1")
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(one + "\n" + readable(archive.read(one)) for one in archive.namelist())
    return re.sub(r"\r?\n[ \t]", "", content.decode(errors="replace"))


# --- what is allowed


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: canaries of ``columns`` may be seen by ``seats`` at ``places``."""

    columns: frozenset[str]
    whose: frozenset[str]
    seats: frozenset[str]
    places: frozenset[str]
    reason: str

    def allows(self, found: "Found") -> bool:
        column = EXPORTED if EXPORTED in self.columns and is_exported(found.column) else found.column
        return (
            column in self.columns
            and found.whose in self.whose
            and found.seat in self.seats
            and found.place in self.places
        )

    def needless(self, seen: set["Found"]) -> list[str]:
        """The words of this line without which it would allow as much."""
        used = [one for one in seen if self.allows(one)]
        words = {word for one in used for word in (one.column, one.whose, str(one.seat), one.place)}
        if EXPORTED in self.columns and used:
            words.add(EXPORTED)
        return sorted((self.columns | self.whose | self.seats | self.places) - words)


EXPORTED = "what is exported"


@lru_cache(maxsize=1)
def exported_columns() -> frozenset[str]:
    """What a copy of one's data holds, as the declarations say."""
    found = {f"{one.label}.{told.name}" for one in get_declarations().values() for told in one.exported}
    return frozenset(found | {ADDRESS})


def is_exported(column: str) -> bool:
    """A column, or a part of one, that its holder may take along."""
    return any(column == one or column.startswith(f"{one}.") for one in exported_columns())


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A canary seen: of which column, about whom, from which seat, where."""

    column: str
    whose: str
    seat: str
    place: str

    def __str__(self) -> str:
        return f"{self.column} of {self.whose} to {self.seat} at {self.place}"


def read_list() -> list[Line]:
    """``canaries.yaml``, line by line."""
    told = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return [
        Line(
            frozenset(one["columns"]),
            frozenset(str(one["whose"]).split("+")),
            _seats(str(one["seats"])),
            frozenset(one["at"]),
            one["reason"],
        )
        for one in told
    ]


def _seats(words: str) -> frozenset[str]:
    found: set[str] = set()
    for word in words.split("+"):
        seats = SIGNED_IN if word == "signed_in" else tuple(Seat) if word == "everybody" else (Seat(word),)
        found |= {seat.value for seat in seats}
    return frozenset(found)


def judge(found: Iterable[Found], lines: Iterable[Line]) -> tuple[list[Found], list[str]]:
    """What is seen and not allowed, and what is allowed and never seen."""
    seen, allowed = set(found), list(lines)
    leaks = sorted(one for one in seen if not any(line.allows(one) for line in allowed))
    needless = [f"{', '.join(words)} ({line.reason})" for line in allowed if (words := line.needless(seen))]
    return leaks, needless
