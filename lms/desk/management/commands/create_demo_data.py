"""``manage.py create_demo_data``: invented people and editions in each stage of life. Refuses to run in production."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from lms.desk.demo.calls import call_for_proposals, edition_in_preparation
from lms.desk.demo.editions import Stage, past_sessions
from lms.desk.demo.internships import Internships
from lms.desk.demo.people import invent_people
from lms.desk.demo.presence import attend
from workshops.models import Edition


class Command(BaseCommand):
    help = "Invents a network and what it is doing; where there is one already, nothing happens."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This makes invented people; it only runs with the demonstration's settings.")
        if Edition.objects.exists():
            return
        with transaction.atomic():
            self.invent()

    def invent(self) -> None:
        """Everything or nothing: a half-made stage would be taken for a whole one at the next start."""
        now = timezone.now()
        password = secrets.token_urlsafe(9)
        cast = invent_people(password=password, at=now)
        stage = Stage(cast, now)
        stage.historical()
        stage.open_for_nomination()
        for edition in (stage.under_way(), stage.awaiting_assessment()):
            for session in past_sessions(edition, now):
                attend(session, now)
        call_for_proposals(stage)
        edition_in_preparation(stage)
        Internships(stage).make()
        self.note_accounts({role: user.email for role, user in cast.accounts.items()}, password)

    def note_accounts(self, accounts: dict[str, str], password: str) -> None:
        """One line a role, readable by this machine's user only; ``bin/demo`` prints the file."""
        path = Path(settings.VAR_DIR) / "demo-accounts.txt"
        lines = [f"{role:<15} {email:<34} {password}" for role, email in accounts.items()]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write("\n".join(lines) + "\n")
