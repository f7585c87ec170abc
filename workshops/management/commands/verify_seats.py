"""``manage.py verify_seats``: recount every seat from the list of people; fails where a counter is wrong."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workshops.services.seats import verify_seats


class Command(BaseCommand):
    help = "Recount the seats of every edition; exit status 1 and one line a pool where a counter is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        mismatches = verify_seats()
        for mismatch in mismatches:
            self.stderr.write(f"pool {mismatch.pool_id}: counter {mismatch.taken}, people {mismatch.counted}")
        if mismatches:
            raise CommandError(f"{len(mismatches)} seat counters are wrong.")
        self.stdout.write("Every seat counter is right.")
