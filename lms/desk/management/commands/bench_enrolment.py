"""``manage.py bench_enrolment``: so many people ask for so few seats at once, through HTTP, of real processes.

The figures are recounted from the database, not believed from the answers. The command fails where a seat was given
twice, somebody was lost or doubled, or the line is not in the order of arrival.
"""

import json
import os
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.desk.bench.claiming import Claims, claim_at_once, set_the_stage
from lms.desk.bench.serving import PREPARED, prepare_and_start_anew, serve
from workshops.enums import EnrolmentState
from workshops.models import Edition, Enrolment, EnrolmentMove
from workshops.services.seats import verify_seats

ANSWERED = 302


class Command(BaseCommand):
    help = "Claims seats of one edition from many clients at once; says how many were seated, and how fast."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--claims", type=int, default=1_000)
        parser.add_argument("--seats", type=int, default=20)
        parser.add_argument("--clients", type=int, default=200)
        parser.add_argument("--json", action="store_true", help="the last line is one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if min(options["claims"], options["seats"], options["clients"]) < 1:
            raise CommandError("Claims, seats and clients are whole numbers above zero.")
        if PREPARED not in os.environ:
            prepare_and_start_anew()
        edition, claims = set_the_stage(claims=options["claims"], seats=options["seats"], at=timezone.now())
        with serve() as address:
            run = claim_at_once(urlsplit(address), edition, claims, clients=min(options["clients"], len(claims)))
        problems = find_problems(edition, claims=len(claims), seats=options["seats"])
        figures = get_figures(edition, run)
        if options["json"]:
            self.stdout.write(json.dumps(figures))
        else:
            self.stdout.write("  ".join(f"{name} {value}" for name, value in figures.items()))
        if problems:
            raise CommandError("; ".join(problems))


def get_figures(edition: Edition, run: Claims) -> dict[str, float]:
    """What is promised of the last line of the output."""
    enrolments = Enrolment.objects.filter(edition=edition)
    return {
        "seated": enrolments.filter(pool__isnull=False).count(),
        "waitlisted": enrolments.filter(state=EnrolmentState.ALTERNATE).count(),
        "errors": sum(count for status, count in run.statuses.items() if status != ANSWERED),
        "claims_per_s": round(len(run.milliseconds) / run.seconds, 1) if run.seconds else 0.0,
        "p50_ms": round(run.percentile(0.5), 1),
        "p95_ms": round(run.percentile(0.95), 1),
    }


def find_problems(edition: Edition, *, claims: int, seats: int) -> list[str]:
    """What must never be found: seats given twice, people lost or doubled, a line out of order."""
    enrolments = Enrolment.objects.filter(edition=edition)
    seated = enrolments.filter(pool__isnull=False)
    problems = []
    if seated.count() != min(seats, claims):
        problems.append(f"{seated.count()} seated on {seats} seats")
    if enrolments.count() != claims:
        problems.append(f"{enrolments.count()} on the list of {claims} who asked")
    if verify_seats():
        problems.append("a counter of seats is wrong")
    line = list(enrolments.filter(state=EnrolmentState.ALTERNATE).order_by("alternate_position"))
    if [one.alternate_position for one in line] != list(range(1, len(line) + 1)):
        problems.append("the line has gaps or doubles")
    # Every move is written behind the turnstile of the pool, so their numbers are the order of arrival.
    moves = EnrolmentMove.objects.filter(enrolment__edition=edition).order_by("pk")
    if [one.pk for one in line] != list(moves.filter(to_state="ALTERNATE").values_list("enrolment_id", flat=True)):
        problems.append("the line is not in the order of arrival")
    return problems
