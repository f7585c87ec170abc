from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.records.retention import apply_retention


class Command(BaseCommand):
    """What the daily task does, for a terminal."""

    help = "Delete or empty what is past its period (settings.RETENTION). --dry-run only counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", dest="is_dry_run")

    def handle(self, *, is_dry_run: bool, **_options: Any) -> None:
        for name, number in apply_retention(at=timezone.now(), is_dry_run=is_dry_run).items():
            self.stdout.write(f"{name:32}{number:8}")
