"""Reference data: what stands in ``network/data`` is brought into the tables, by natural key, as often as one likes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError

from lms.common.fields import Translated
from lms.records import audit
from network.models import Country, InstitutionType, Office, OfficeName, School, SchoolName, Unit

Row = Mapping[str, Any]
AnyModel = TypeVar("AnyModel", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Listing:
    """One data file: what there is, and the natural keys of what there was."""

    items: list[dict[str, Any]]
    retired: list[Any]


@dataclass(slots=True)
class Report:
    """What a run did, one line a row."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # retired, but something points at it

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed or self.removed)


@transaction.atomic
def seed_reference(*, listings: Mapping[str, Listing], at: datetime) -> Report:
    """Make the tables hold what ``listings`` say; a second run changes nothing.

    Rows people have added meanwhile stay: a name is known by the day it began, and an end a person has given it holds.
    """
    seeder = _Seeder(at)
    for row in listings["institution_types"].items:
        seeder.keep(InstitutionType, {"code": row["code"]}, {"name": Translated(row["name"])})
    for row in listings["countries"].items:
        values = {"name": Translated(row["name"]), "time_zone": row["time_zone"], "language": row["language"]}
        seeder.keep(Country, {"iso": row["iso"]}, values)
    for row in listings["offices"].items:
        seeder.keep_office(row)
    for row in listings["units"].items:
        key = {"office": Office.objects.get(code=row["office"]), "code": row["code"]}
        seeder.keep(Unit, key, {"name": Translated(row["name"]), **_confirmation(row)})
    for row in listings["schools"].items:
        seeder.keep_school(row)
    seeder.retire(School, [{"code": code} for code in listings["schools"].retired])
    seeder.retire(Unit, [{"office__code": row["office"], "code": row["code"]} for row in listings["units"].retired])
    seeder.retire(Office, [{"code": code} for code in listings["offices"].retired])
    seeder.retire(Country, [{"iso": iso} for iso in listings["countries"].retired])
    seeder.retire(InstitutionType, [{"code": code} for code in listings["institution_types"].retired])
    return seeder.report


def _confirmation(row: Row) -> dict[str, bool]:
    """Only ever confirms: what a person has confirmed meanwhile, the data file does not doubt again."""
    return {"is_confirmed": True} if row["confirmed"] else {}


@dataclass(slots=True)
class _Seeder:
    """Writes rows that differ from the data and notes each in the report and in the audit trail."""

    at: datetime
    report: Report = field(default_factory=Report)

    def keep(self, model: type[AnyModel], key: Row, values: Row) -> AnyModel:
        """The row under ``key`` with ``values``, created or changed only where it differs."""
        row = model._default_manager.filter(**key).first()
        if row is None:
            row = model._default_manager.create(**key, **values)
            self._note(self.report.created, row, key, "network.seed_create")
            return row
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if different:
            for name in different:
                setattr(row, name, values[name])
            row.save(update_fields=different)
            self._note(self.report.changed, row, key, "network.seed_change")
        return row

    def keep_office(self, row: Row) -> None:
        office = self.keep(Office, {"code": row["code"]}, {"country": Country.objects.get(iso=row["country"])})
        for name in _names_to_keep(office.names, row):
            self.keep(OfficeName, {"office": office, "started_on": name["from"]}, _name_values(name))

    def keep_school(self, row: Row) -> None:
        values = {
            "country": Country.objects.get(iso=row["country"]),
            "office": Office.objects.get(code=row["office"]) if "office" in row else None,
            "is_lead": row.get("lead", False),
        }
        school = self.keep(School, {"code": row["code"]}, values)
        for name in _names_to_keep(school.names, row):
            self.keep(SchoolName, {"school": school, "started_on": name["from"]}, _name_values(name))

    def retire(self, model: type[models.Model], keys: Iterable[Row]) -> None:
        """Remove rows of earlier lists; what something points at is kept and said."""
        for key in keys:
            row = model._default_manager.filter(**key).first()
            if row is None:
                continue
            try:
                with transaction.atomic():
                    audit.log(action="network.seed_remove", instance=row, actor=None, at=self.at)
                    row.delete()
            except ProtectedError:
                self.report.kept.append(_line(model, key))
            else:
                self.report.removed.append(_line(model, key))

    def _note(self, lines: list[str], row: models.Model, key: Row, action: str) -> None:
        lines.append(_line(type(row), key))
        audit.log(action=action, instance=row, actor=None, at=self.at)


def _names_to_keep(names: Any, row: Row) -> list[Row]:
    """The data's names, unless the Secretariat has renamed the place: from then on its names are people's business."""
    return [] if names.filter(is_by_hand=True).exists() else list(row["names"])


def _name_values(name: Row) -> dict[str, Any]:
    values: dict[str, Any] = {"name": Translated(name["name"]), **_confirmation(name)}
    return values | ({"ended_on": name["until"]} if "until" in name else {})


def _line(model: type[models.Model], key: Row) -> str:
    return f"{model._meta.model_name} {' '.join(str(value) for value in key.values())}"
