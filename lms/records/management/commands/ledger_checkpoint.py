"""The head of the chain, to be kept outside this machine: who rewrites the whole chain cannot rewrite that too."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.records.models import Ledger


class Command(BaseCommand):
    help = "Print the head of the audit chain as one JSON line."

    def handle(self, *args: Any, **options: Any) -> None:
        ledger, _is_new = Ledger.objects.get_or_create(pk=Ledger.ONLY)
        head = {"sequence": ledger.head_sequence, "seal": ledger.head_seal}
        self.stdout.write(json.dumps({**head, "at": timezone.now().isoformat(timespec="seconds")}))
