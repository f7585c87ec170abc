"""``manage.py database_rights``: what the serving role may do too much; ``--role`` prints the SQL of the least."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from lms.records.grants import excess, grants


class Command(BaseCommand):
    help = "Says what the database's role may do beyond serving and fails if anything; --role NAME prints the SQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--role", help="print the statements that give this role what serving needs")

    def handle(self, *, role: str | None, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write("A SQLite file has no roles: whoever reads the file has everything.")
        elif role:
            self.stdout.write("".join(f"{statement};\n" for statement in grants(role)), ending="")
        elif problems := excess():
            raise CommandError("\n  - ".join(["The database's role may do more than serve:", *problems]))
        else:
            self.stdout.write("The database's role may serve and no more.")
