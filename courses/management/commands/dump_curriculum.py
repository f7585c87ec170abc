"""``manage.py dump_curriculum DIR``: what is published becomes a folder of files that load_curriculum takes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.services import dump_curriculum
from lms.common.errors import DomainError


class Command(BaseCommand):
    help = "Writes the published programme as files. They hold the questions' key: keep them as you keep an exam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = dump_curriculum(root=options["folder"])
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{len(written)} files.")
