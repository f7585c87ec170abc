"""Forgetting a person: delete, anonymise or keep with a reason, as each column declares; all or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.mail.folder import delete_messages_to
from lms.records import audit
from lms.records.declarations import Erasure, FieldDeclaration, ModelDeclaration
from lms.records.models import AuditEntry
from lms.rights.registry import get_obstacles
from lms.rights.rows import Held, held_about, reference
from network.models import Person
from network.selectors import get_acting_role

ERASED_HOST = "erased.invalid"  # no such host can exist (RFC 2606)


class NotErasable(DomainError):
    message = "%(reasons)s"  # sentences of the rooms, each translated where it is written


@dataclass(slots=True)
class Erased:
    """How many rows of which table were deleted or anonymised, and which are kept, with the reason."""

    deleted: dict[str, int] = field(default_factory=dict)
    anonymised: dict[str, int] = field(default_factory=dict)
    kept: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def has_changed(self) -> bool:
        return bool(self.deleted or self.anonymised)


class _DryRun(Exception):
    pass


def erase_person(*, person: Person, actor: User | None, at: datetime, is_dry_run: bool = False) -> Erased:
    """Forget ``person``; again, it finds nothing more to do. A dry run does it all and takes it back."""
    erased = Erased()
    try:
        with transaction.atomic():
            _erase(person, actor=actor, at=at, erased=erased)
            if is_dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return erased


def _erase(person: Person, *, actor: User | None, at: datetime, erased: Erased) -> None:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if obstacles := get_obstacles(person, at):
        raise NotErasable(reasons=" ".join(obstacles))
    # All keys first: what is emptied on the way would no longer lead to the rest.
    found = [_Found(held, list(held.rows.values_list("pk", flat=True))) for held in held_about(person)]
    references = [one.references() for one in found]
    user_id, address = person.user_id, person.email

    _note(erased.anonymised, "records.auditentry", _empty_details(references))
    for one in found:
        _anonymise(one, erased)
    for one in _children_first([one for one in found if one.declaration.erasure == Erasure.DELETE]):
        _delete(one, erased)
    if user_id is not None:
        _note(erased.deleted, "sessions.session", _end_sessions(user_id))
    if erased.has_changed:
        audit.log(action="rights.erase_person", instance=person, actor=actor, at=at, role=get_acting_role(actor))
    transaction.on_commit(partial(delete_messages_to, address))


@dataclass(frozen=True, slots=True)
class _Found:
    held: Held
    keys: list[Any]

    @property
    def declaration(self) -> ModelDeclaration:
        return self.held.declaration

    @property
    def rows(self) -> QuerySet[Any]:
        return self.declaration.all_rows.filter(pk__in=self.keys)

    def references(self) -> tuple[str, list[str]]:
        return self.declaration.label, [reference(row) for row in self.rows]


def _note(counts: dict[str, int], label: str, number: int) -> None:
    if number:
        counts[label] = counts.get(label, 0) + number


def _empty_details(references: list[tuple[str, list[str]]]) -> int:
    """What was typed beside entries about the person's rows; its commitment stays in the seal."""
    about = Q()
    for label, names in references:
        if names:
            about |= Q(target_type=label, target_ref__in=names)
    if not about:
        return 0
    return AuditEntry.objects.filter(about).exclude(detail="", detail_salt="").update(detail="", detail_salt="")


def _anonymise(one: _Found, erased: Erased) -> None:
    label, fields = one.declaration.label, one.declaration.fields.values()
    if not one.keys or one.declaration.erasure == Erasure.DELETE:
        return
    changed = 0
    for row in one.rows:
        new = {told.name: _replacement(row, told) for told in fields if _is_emptied(one.declaration, told)}
        different = {name: value for name, value in new.items() if getattr(row, name) != value}
        if different:
            one.declaration.all_rows.filter(pk=row.pk).update(**different)
            changed += 1
    _note(erased.anonymised, label, changed)
    erased.kept[label] = (len(one.keys), one.declaration.reason)


def _is_emptied(declaration: ModelDeclaration, told: FieldDeclaration) -> bool:
    is_column = not declaration.model._meta.get_field(told.name).many_to_many  # its own table says what happens there
    return is_column and told.erasure == Erasure.ANONYMISE


def _replacement(row: models.Model, told: FieldDeclaration) -> Any:
    """What stands in a column that has forgotten; the same again at a second run."""
    column: Any = row._meta.get_field(told.name)
    now = getattr(row, told.name)
    if now in (None, "") or told.becomes:
        return told.becomes if now else now
    if isinstance(column, models.EmailField):
        return f"{reference(row)}@{ERASED_HOST}"
    if told.name == "password":
        return now if now.startswith(UNUSABLE_PASSWORD_PREFIX) else make_password(None)
    if column.null:
        return None
    if isinstance(column, models.BooleanField):
        return False
    return column.get_default() if column.has_default() else ""


def _children_first(found: list[_Found]) -> list[_Found]:
    """Tables that point at others before those, so that no protected row stands in the way."""
    waiting, ordered = list(found), []
    while waiting:
        models_left = {one.declaration.model for one in waiting}
        free = [one for one in waiting if not _pointed_at(one.declaration.model, models_left)]
        free = free or waiting[:1]  # a circle: the database decides
        ordered += free
        waiting = [one for one in waiting if one not in free]
    return ordered


def _pointed_at(model: type[models.Model], others: set[type[models.Model]]) -> bool:
    return any(
        relation.related_model is model
        for other in others - {model}
        for relation in other._meta.concrete_fields
        if relation.is_relation
    )


def _delete(one: _Found, erased: Erased) -> None:
    columns = one.declaration.model._meta.concrete_fields
    files = [column.name for column in columns if isinstance(column, models.FileField)]
    for row in one.rows if files else []:
        for name in files:
            if stored := getattr(row, name):
                transaction.on_commit(partial(_delete_file, stored.storage, stored.name))
    number = one.rows.count()
    one.rows.delete()
    _note(erased.deleted, one.declaration.label, number)


def _delete_file(storage: Storage, name: str) -> None:
    storage.delete(name)


def _end_sessions(user_id: int) -> int:
    """Every open session of the account, in the table and in the cache before it."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == str(user_id)
    ]
    for key in keys:
        transaction.on_commit(store(key).delete)
    return Session.objects.filter(session_key__in=keys).delete()[0]
