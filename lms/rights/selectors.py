"""What the page of one's own data needs to show."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.records.declarations import ModelDeclaration, Protection
from lms.rights.models import PersonExport
from lms.rights.readings import ReadingLine, SignInLine, get_readings, get_sign_ins
from lms.rights.rows import held_about
from network.models import Person

OPEN_PERIODS: dict[str, str | Promise] = {
    "permanent": _("Permanently"),
    "taking_part": _("While you take part in the network"),
    "content": _("While the platform offers it"),
}


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One line of the page: what for, how many entries, until when, whether the copy holds it."""

    purpose: str
    entries: str
    until: str
    is_exported: bool


@dataclass(frozen=True, slots=True)
class MyData:
    held: list[HeldRow]
    export: PersonExport | None
    readings: list[ReadingLine]
    sign_ins: list[SignInLine]


def get_my_data(person: Person, at: datetime) -> MyData:
    """Every kind of entry held about ``person``, the last copy they asked for, who read it, where they signed in."""
    held = []
    for one in held_about(person):
        number = one.rows.count()
        if number:
            held.append(
                HeldRow(
                    purpose=str(one.declaration.purpose),
                    entries=ngettext("%(number)d entry", "%(number)d entries", number) % {"number": number},
                    until=get_until(one.declaration),
                    is_exported=bool(one.declaration.exported),
                )
            )
    return MyData(
        held=held,
        export=PersonExport.objects.filter(person=person).order_by("-pk").first(),
        readings=get_readings(person),
        sign_ins=get_sign_ins(person, at),
    )


def get_until(declaration: ModelDeclaration) -> str:
    """How long the table's personal columns are kept, in words; the longest where they differ."""
    periods = {field.retention for field in declaration.fields.values() if field.protection != Protection.INTERNAL}
    periods = periods or {field.retention for field in declaration.fields.values()}
    for name, words in OPEN_PERIODS.items():
        if name in periods:
            return str(words)
    days = max(settings.RETENTION[name] for name in periods)
    return ngettext("%(days)d day after it was needed", "%(days)d days after it was needed", days) % {"days": days}
