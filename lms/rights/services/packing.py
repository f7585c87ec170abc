"""Everything about one person that is declared for export, as JSON and files in a zip."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile

from lms.rights.rows import Held, held_about
from network.models import Person

DATA = "datos.json"
FOLDER = "archivos"


def pack_person(*, person: Person, at: datetime) -> bytes:
    """The zip for ``person``: what is held, table by table, and each file once. Nothing of anybody else's."""
    packed, sections = io.BytesIO(), []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for held in held_about(person):
            rows = [_row(held, row, archive) for row in _rows(held)]
            if rows:
                told = held.declaration
                sections.append({"table": told.label, "purpose": dict(told.purpose), "rows": rows})
        told_all = {"person": person.public_id, "made_at": at, "sections": sections}
        archive.writestr(DATA, json.dumps(told_all, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
    return packed.getvalue()


def _rows(held: Held) -> list[Model]:
    if not held.declaration.exported:
        return []
    relations = [field.name for field in _fields(held) if field.is_relation and not field.many_to_many]
    return list(held.rows.select_related(*relations).order_by("pk"))


def _fields(held: Held) -> list[Any]:
    meta = held.declaration.model._meta
    return [meta.get_field(told.name) for told in held.declaration.exported]


def _row(held: Held, row: Model, archive: zipfile.ZipFile) -> dict[str, Any]:
    return {field.name: _value(held, row, field, archive) for field in _fields(held)}


def _value(held: Held, row: Model, field: Any, archive: zipfile.ZipFile) -> Any:
    if field.many_to_many:
        return [_named(other) for other in getattr(row, field.name).all()]
    value = getattr(row, field.name)
    if isinstance(field, FileField):
        return _put(held, value, archive)
    return _named(value) if isinstance(value, Model) else value


def _named(other: Model) -> str:
    """Another row as a reader knows it: its title where it has one."""
    title = getattr(other, "title", None)
    return str(title) if title else str(other)


def _put(held: Held, file: FieldFile, archive: zipfile.ZipFile) -> str:
    if not file:
        return ""
    name = f"{FOLDER}/{held.declaration.label}/{PurePosixPath(str(file.name)).name}"
    with file.open("rb") as stream:
        archive.writestr(name, stream.read())
    return name
