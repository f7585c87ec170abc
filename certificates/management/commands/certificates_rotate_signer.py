from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.signature import authority


class Command(BaseCommand):
    """Replaces the signer under the same root: when its certificate nears its end, or its key may be known."""

    help = "Make the next signer. What the former one signed still verifies; bring the root's key from its safe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root-key", type=Path, help="Where the root's key is, if not in the authority's folder")

    def handle(self, *, root_key: Path | None, **_options: Any) -> None:
        path = root_key or authority.folder() / authority.ROOT_KEY
        if not authority.exists() or not path.is_file():
            raise CommandError(f"There is no authority in {authority.folder()}, or no root key at {path}.")
        try:
            made = authority.rotate(root_key_file=path, at=timezone.now())
        except (authority.AuthorityMissing, ValueError) as reason:
            raise CommandError(f"The signer stays: {reason}.")
        self.stdout.write(
            f"Fingerprint of the new signer (SHA-256): {made.fingerprint}\n"
            f"The former certificate is kept in {authority.folder() / authority.FORMER}; its key is gone."
        )
