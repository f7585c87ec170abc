"""``manage.py list_egress``: host, port and purpose, one a line, for the firewall."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.desk.egress import get_destinations


class Command(BaseCommand):
    help = "Prints the hosts and ports the platform speaks to by itself; everything else may be closed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for one in get_destinations():
            self.stdout.write(f"{one.host}\t{one.port}\t{one.purpose}")
        if settings.VAULT_KEY_COMMAND:
            self.stderr.write(f"{settings.VAULT_KEY_COMMAND[0]} speaks for itself: ask it where to.")
