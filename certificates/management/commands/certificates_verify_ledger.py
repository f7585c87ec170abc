import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.services.ledger import seal_awards, verify_register


class Command(BaseCommand):
    """Reads the register whole: every stored file is hashed again, every entry of the chain compared with its row."""

    help = "Re-hash every stored document, follow the chain of the register, and name what was altered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as one JSON object")
        parser.add_argument("--seal", action="store_true", help="Chain what waits for it first")

    def handle(self, *, as_json: bool, seal: bool, **_options: Any) -> None:
        if seal:
            while seal_awards(at=timezone.now()):
                pass
        verdict = verify_register()
        if as_json:
            self.stdout.write(json.dumps(asdict(verdict)))
        else:
            for fault in verdict.faults:
                place = f"entry {fault.sequence}: " if fault.sequence else ""
                self.stdout.write(f"{place}{fault.document}: {fault.what}")
            self.stdout.write(
                f"{verdict.sealed} entries, {verdict.unsealed} not yet sealed, {verdict.files} files, "
                f"{len(verdict.faults)} faults. Head: {verdict.head or 'none'}"
            )
        if verdict.faults:
            raise SystemExit(1)
