"""``manage.py rotate_vault_key``: after a new key was named in the settings, wrap everything with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from media.vault.keys import VaultUnavailable
from media.vault.rotation import rotate


class Command(BaseCommand):
    help = "Wraps the keys of all files and texts of the vault with the current key; can be stopped and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is not under the current key")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate(is_rehearsal=options["dry_run"])
        except VaultUnavailable as refusal:
            raise CommandError(refusal.reason)
        words = "would be wrapped" if options["dry_run"] else "wrapped"
        self.stdout.write(
            f"{done.files} files and {done.texts} texts {words} with the current key; {done.current} were already."
        )
        if done.failed:
            raise CommandError(
                f"{done.failed} could not be opened: the log names them. Keep every former key until none is left."
            )
