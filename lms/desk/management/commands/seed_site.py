"""Languages, front pages and the site."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.desk.site import seed_site


class Command(BaseCommand):
    help = "Makes the site, its languages and a front page in each. Safe to run at every deploy, after migrate."

    def handle(self, *args: Any, **options: Any) -> None:
        report = seed_site()
        if not options["verbosity"]:
            return
        for change in report.changes:
            self.stdout.write(f"made: {change}")
        if not report.changes:
            self.stdout.write("The site is up to date.")
