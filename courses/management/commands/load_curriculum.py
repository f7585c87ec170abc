"""``manage.py load_curriculum DIR``: a folder of files becomes pages, questions and frozen versions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.curriculum.errors import CurriculumRefused
from courses.services import load_curriculum
from lms.common.errors import DomainError


class Command(BaseCommand):
    help = "Loads a curriculum folder; the same folder twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_curriculum(
                root=options["folder"], actor=None, at=timezone.now(), is_dry_run=options["dry_run"]
            )
        except CurriculumRefused as refusal:
            raise CommandError(f"Nothing was loaded. {len(refusal.faults)} to mend:\n{refusal}") from None
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        for line in [*report.created[:5], *report.changed, *(f"frozen: {one}" for one in report.versions)]:
            self.stdout.write(line)
        self.stdout.write(
            f"{len(report.created)} created, {len(report.changed)} changed, {len(report.versions)} versions."
        )
