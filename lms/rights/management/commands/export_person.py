import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.records import audit
from lms.rights.management.people import find_person
from lms.rights.services import pack_person


class Command(BaseCommand):
    """Everything that is declared for export about one person, as JSON and files in a zip."""

    help = "Write one person's data into a zip. The person is named by public id or address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person")
        parser.add_argument("path", type=Path, help="where the zip goes; must not exist yet")

    def handle(self, *, person: str, path: Path, **_options: Any) -> None:
        found, now = find_person(person), timezone.now()
        content = pack_person(person=found, at=now)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as problem:
            raise CommandError(f"{path} cannot be written: {problem.strerror}.")
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        audit.log(action="rights.export_person", instance=found, actor=None, at=now)
        self.stdout.write(f"{path}: {len(content)} bytes")
