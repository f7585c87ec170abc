"""``manage.py check_installation``: may this installation serve? Run by ``bin/serve`` before every start."""

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lms.common.errors import DomainError
from lms.records import installation

# name: (default, lowest, highest), as lms.supervisor reads them
NUMBERS = {
    "PORT": (8000, 1, 65535),
    "WEB_WORKERS": (2, 1, 64),
    "WEB_THREADS": (4, 1, 64),
    "TASK_WORKERS": (2, 1, 64),
}


class Command(BaseCommand):
    help = "Says in sentences what keeps this installation from serving, and fails when anything does."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [*self.number_problems(), *self.database_problems(), *self.file_problems()]
        if problems:
            raise CommandError("This installation cannot serve yet:\n" + "\n".join(f"  - {line}" for line in problems))
        call_command("check", deploy=not settings.DEMO, fail_level="WARNING", stdout=self.stdout)

    def number_problems(self) -> list[str]:
        found = []
        for name, (default, low, high) in NUMBERS.items():
            value = os.environ.get(name) or str(default)
            if not value.isdecimal() or not low <= int(value) <= high:
                found.append(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
        return found

    def database_problems(self) -> list[str]:
        try:
            installation.refuse_wrong_database()
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DomainError as refusal:
            return [str(refusal)]
        except DatabaseError as problem:
            return [f"The database does not answer: {str(problem).splitlines()[0]}"]
        if pending:
            return [f"The database lacks {len(pending)} migrations: run bin/serve --prepare."]
        if installation.get_installation() is None:
            return ["The database has not been prepared: run bin/serve --prepare."]
        return []

    def file_problems(self) -> list[str]:
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            return ["The static files have not been collected: run bin/serve --prepare."]
        return []
