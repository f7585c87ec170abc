"""Copies of a person's data, made by the services that make real ones."""

from datetime import datetime

from django.utils import timezone

from lms.rights import services
from lms.rights.models import PersonExport
from network.models import Person


def make_export(person: Person, *, at: datetime | None = None) -> PersonExport:
    """A copy that is ready, made ``at`` (now, for views)."""
    at = at or timezone.now()
    asked = services.ask_export(person=person, actor=person.user, at=at)
    made = services.build_export(export_id=asked.pk, at=at)
    assert made is not None
    return made
