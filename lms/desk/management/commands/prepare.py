"""``manage.py prepare``: everything between the packages and the first request. Repeatable."""

import subprocess
import sys
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from lms.common.catalogues import compile_catalogues
from lms.common.errors import DomainError
from lms.records import installation

REFERENCE: list[tuple[str, ...]] = [("seed_reference",), ("seed_site",)]
# What is loaded, by the purpose of the database: the demonstration gets the written courses and invented people too.
STEPS: dict[str, list[tuple[str, ...]]] = {
    "PRODUCTION": REFERENCE,
    "MEASUREMENT": [
        *REFERENCE,
        ("certificates_init_authority", "--organisation=Aula Fiscal, measurement"),
        ("load_curriculum", "courses/content"),
    ],
    "DEMONSTRATION": [
        *REFERENCE,
        ("certificates_init_authority",),
        ("load_curriculum", "courses/content"),
        ("create_demo_data",),
    ],
}
# Needs no database and most of a minute: done in a process of its own while the database is migrated.
BESIDE = {"certificates_init_authority"}


class Command(BaseCommand):
    help = "Compiles messages, migrates, loads reference data (demonstration: all demo data) and collects static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--stamp", default="", help="note in the database that this state of the code is in it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            installation.refuse_wrong_database()
        except DomainError as refusal:
            raise CommandError(str(refusal))
        compile_catalogues()
        known = get_commands()
        steps = [step for step in STEPS[settings.DATABASE_PURPOSE] if step[0] in known]
        beside = [self.start(step) for step in steps if step[0] in BESIDE]
        self.say("migrate")
        call_command("migrate", verbosity=0, interactive=False)
        installation.claim_database()
        self.wait(beside)
        for name, *arguments in (step for step in steps if step[0] not in BESIDE):
            self.say(name)
            call_command(name, *arguments, verbosity=0, stdout=StringIO())
        self.say("collectstatic")
        call_command("collectstatic", verbosity=0, interactive=False)
        if options["stamp"]:
            installation.note_prepared(options["stamp"])

    def start(self, step: tuple[str, ...]) -> "subprocess.Popen[str]":
        self.say(step[0])
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *step]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def wait(self, beside: "list[subprocess.Popen[str]]") -> None:
        for process in beside:
            _output, complaint = process.communicate()
            if process.returncode:
                raise CommandError(complaint.strip())

    def say(self, step: str) -> None:
        self.stderr.write(f"  {step} ...")
        self.stderr.flush()
