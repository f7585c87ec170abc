"""``manage.py mail_take_bounce < message``: what a mail system does with a message that was returned to us."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.mail.bounces import MOST_BYTES, NoBounce, take_bounce


class Command(BaseCommand):
    help = "Reads one returned mail from standard input and notes it at the mail it was."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            is_new = take_bounce(sys.stdin.buffer.read(MOST_BYTES + 1))
        except NoBounce as problem:
            raise CommandError(f"Not taken: {problem}.")
        self.stdout.write("noted" if is_new else "nothing to note")
