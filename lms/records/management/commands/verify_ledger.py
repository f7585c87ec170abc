"""Is the audit trail as it was written? Names what was changed, removed or moved, and then fails."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.records.ledger import note_verdict, verify_ledger


class Command(BaseCommand):
    help = "Verify the chain of the audit trail; --checkpoint compares it with a head kept elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")
        parser.add_argument("--checkpoint", type=Path, help="a file that ledger_checkpoint wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        kept = json.loads(options["checkpoint"].read_text()) if options["checkpoint"] else None
        verdict = verify_ledger(checkpoint=(kept["sequence"], kept["seal"]) if kept else None)
        note_verdict(verdict, at=timezone.now(), has_checkpoint=kept is not None)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict)))
        else:
            for fault in verdict.faults:
                self.stdout.write(f"{fault.problem}: place {fault.sequence}, entry {fault.entry_id}")
            self.stdout.write(
                f"{verdict.sealed} sealed, {verdict.unsealed} not yet, {verdict.erased} with their detail erased: "
                f"{'whole' if not verdict.faults else f'{len(verdict.faults)} faults'}"
            )
        if verdict.faults:
            sys.exit(1)
