"""``manage.py bench_timing``: whether the time of an answer tells who has an account or which codes exist."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from certificates import codes
from certificates.models import Award
from lms.accounts.models import User
from lms.common.fields import new_public_id
from lms.desk.bench.timing import Comparison, compare, measure

KNOWN, UNKNOWN, SUSPENDED = "known address", "unknown address", "suspended account"
ISSUED, ABSENT = "issued code", "code of nothing"


def knock(path: str, email: str) -> object:
    """A sign-in with a wrong password, or a new one asked for."""
    return Client().post(path, {"login": email, "email": email, "password": "no-es-la-clave-1"})


class Command(BaseCommand):
    help = "Compares how long known and unknown take at the sign-in, the new password and the verification page."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--turns", type=int, default=100, help="how often each question is asked")
        parser.add_argument("--json", type=Path, help="write the figures there too")
        parser.add_argument("--strict", action="store_true", help="fail when a difference exceeds its noise by far")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASE_PURPOSE == "PRODUCTION":
            raise CommandError("Where people work nothing is measured: it would fill their throttles and their trail.")
        lines = self.compare_all(turns=options["turns"])
        for line in lines:
            self.stdout.write(
                f"{line.name}: {line.first} {line.first_ms:.2f} ms, {line.second} {line.second_ms:.2f} ms, "
                f"difference {line.difference_ms:+.3f} ms, noise {line.noise_ms:.3f} ms ({line.turns} turns)"
                f"{': CAN BE TOLD APART' if line.tells else ''}"
            )
        if options["json"]:
            options["json"].write_text(json.dumps([asdict(line) for line in lines], indent=1))
        if options["strict"] and any(line.tells for line in lines):
            raise CommandError("The time of an answer tells more than the answer does.")

    def compare_all(self, *, turns: int) -> list[Comparison]:
        """Every comparison, on accounts that are gone afterwards, without throttles."""
        hosts = [*settings.ALLOWED_HOSTS, "testserver"]
        with (
            override_settings(ACCOUNT_RATE_LIMITS=False, ALLOWED_HOSTS=hosts, LOG_REQUESTS=False),
            transaction.atomic(),
        ):
            found = [*self.compare_doors(turns), *self.compare_codes(turns)]
            transaction.set_rollback(True)
        return found

    def compare_doors(self, turns: int) -> list[Comparison]:
        emails = {name: f"{new_public_id()}@example.org" for name in (KNOWN, UNKNOWN, SUSPENDED)}
        password = new_public_id()
        for name in (KNOWN, SUSPENDED):
            User.objects.create_user(emails[name], password, is_active=name == KNOWN)
        found = []
        for address in ("account_login", "account_reset_password"):
            asked = {name: partial(knock, reverse(address), email) for name, email in emails.items()}
            taken = measure(asked, turns=turns)
            found += [compare(address, name, UNKNOWN, taken) for name in (KNOWN, SUSPENDED)]
        return found

    def compare_codes(self, turns: int) -> list[Comparison]:
        award = Award.objects.order_by("pk").first()
        if award is None:
            self.stdout.write("No certificate has been issued in this database: verification was not measured.")
            return []
        issued = codes.spaced(codes.unseal_code(award.code_sealed, award_ref=award.public_id))
        visitors = count(1)

        def ask(code: str) -> object:
            number = next(visitors)  # another visitor each time: no throttle is met
            visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
            path = reverse("certificates_machine:verify", kwargs={"code": code})
            return Client().get(path, REMOTE_ADDR=visitor)

        absent = codes.spaced(codes.new_code())
        taken = measure({ISSUED: lambda: ask(issued), ABSENT: lambda: ask(absent)}, turns=turns)
        return [compare("certificates_machine:verify", ISSUED, ABSENT, taken)]
