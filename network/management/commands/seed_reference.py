"""Countries, offices, units, schools and institution types, from ``network/data``."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from network.services.reference import Listing, Report, seed_reference

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = ["countries", "offices", "units", "schools", "institution_types"]


def read_listings(folder: Path = DATA) -> dict[str, Listing]:
    """The data files of ``folder``."""
    listings = {}
    for name in NAMES:
        content = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
        listings[name] = Listing(items=content["items"], retired=content["retired"])
    return listings


class Command(BaseCommand):
    help = "Brings the reference data of the network into the database. Safe to run at every deploy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files")

    def handle(self, *args: Any, **options: Any) -> None:
        report = seed_reference(listings=read_listings(options["data"]), at=timezone.now())
        if options["verbosity"]:
            self.say(report)

    def say(self, report: Report) -> None:
        for label, lines in [
            ("created", report.created),
            ("changed", report.changed),
            ("removed", report.removed),
            ("retired but still in use", report.kept),
        ]:
            for line in lines:
                self.stdout.write(f"{label}: {line}")
        if report.is_empty:
            self.stdout.write("Reference data is up to date.")
