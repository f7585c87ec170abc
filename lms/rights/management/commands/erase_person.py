from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.common.errors import DomainError
from lms.rights.management.people import find_person
from lms.rights.services import erase_person


class Command(BaseCommand):
    """Forgets a person: what is deleted, what is anonymised, what is kept and why."""

    help = (
        "Erase one person, named by public id or address. It cannot be undone; --dry-run only says what would happen."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person")
        parser.add_argument("--dry-run", action="store_true", dest="is_dry_run")

    def handle(self, *, person: str, is_dry_run: bool, **_options: Any) -> None:
        try:
            erased = erase_person(person=find_person(person), actor=None, at=timezone.now(), is_dry_run=is_dry_run)
        except DomainError as refusal:
            raise CommandError(str(refusal))
        for word, counts in [("delete", erased.deleted), ("anonymise", erased.anonymised)]:
            for label, number in sorted(counts.items()):
                self.stdout.write(f"{word:10}{label:32}{number:6}")
        for label, (number, reason) in sorted(erased.kept.items()):
            self.stdout.write(f"{'keep':10}{label:32}{number:6}  {reason}")
        if not erased.has_changed:
            self.stdout.write("Nothing to do: this person was erased already.")
        elif is_dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")
