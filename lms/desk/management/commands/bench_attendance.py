"""``manage.py bench_attendance``: events accepted each second by the real processes, and seconds to settle.

Runs on the database for measurement, like ``bench_pages``. The processes of ``bin/serve`` take the events in and read
them; then they are stopped and the sessions are settled here one by one, so that a figure is that of one settlement.
Every run makes new sessions. ``--sessions 5 --people 10`` makes it small.
"""

import json
import os
import resource
import statistics
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from live import services
from live.enums import EventState
from live.models import Attendance, RawEvent, Session
from lms.desk.bench import accounting
from lms.desk.bench.presence import EVENTS_EACH, events_of, fill_sessions, post_all
from lms.desk.management.commands import bench_pages

LEAST_ACCEPTED = {"postgresql": 300.0, "sqlite": 150.0}
MOST_SETTLED_MS = 150.0
MOST_GROWTH = 1.6  # cost of an event in a session with four times as many, against one with the usual number


class Command(bench_pages.Command):
    help = "Measures events/s accepted at the endpoint, seconds to settle and memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sessions", type=int, default=200)
        parser.add_argument("--people", type=int, default=70)
        parser.add_argument("--events", type=int, default=EVENTS_EACH, help="for each person, an even number")
        parser.add_argument("--clients", type=int, default=8)
        parser.add_argument("--json", type=Path, help="write the figures there too")
        parser.add_argument("--strict", action="store_true", help="fail when a target is missed")

    def handle(self, *args: Any, **options: Any) -> None:
        if bench_pages.PREPARED not in os.environ:
            self.prepare_and_start_anew()
        at = timezone.now()
        made = fill_sessions(sessions=options["sessions"], people=options["people"], at=at)
        figures = self.take_in(made, options)
        figures |= self.settle(made, options)
        figures |= self.grow(options)
        self.tell(figures, options)

    def take_in(self, made: list[Session], options: dict[str, Any]) -> dict[str, float]:
        """Post everything to the running stack and wait until it has read it."""
        events = [one for session in made for one in events_of(session, options["events"])]
        with self.server(None) as (base, pid):
            before = accounting.stack_seconds(pid) if pid else 0.0
            told = post_all(urlsplit(base), events, bearer=settings.LIVE_WEBHOOK_TOKEN, clients=options["clients"])
            used = accounting.stack_seconds(pid) - before if pid else 0.0
            memory = accounting.memory_megabytes(pid) if pid else 0.0
            began = time.perf_counter()
            while RawEvent.objects.waiting().exists() and time.perf_counter() - began < 600:
                time.sleep(0.2)
            read = time.perf_counter() - began
        if told.statuses != {200: len(events)}:
            raise CommandError(f"Not every event was accepted: {dict(told.statuses)} of {len(events)}.")
        return {
            "events": len(events),
            "accepted_per_second": told.per_second,
            "cpu_ms": used * 1000 / max(len(events), 1),
            "read_after_seconds": read,
            "memory_mb": memory,
        }

    def settle(self, made: list[Session], options: dict[str, Any]) -> dict[str, float]:
        """Count every session once more, alone, and look whether the minutes are right."""
        took = [self.settle_one(session) for session in made]
        right = options["events"] // 2 * (90 * 60 // options["events"])
        rows = Attendance.objects.filter(session__in=made)
        wrong = [row.seconds for row in rows if not right - options["events"] * 7 <= row.seconds <= right]
        if wrong or rows.count() != options["sessions"] * options["people"]:
            raise CommandError(f"Minutes are wrong: {len(wrong)} of {rows.count()}.")
        return {
            "settled_seconds": sum(took),
            "settled_median_ms": statistics.median(took) * 1000,
            "settled_worst_ms": max(took) * 1000,
        }

    def settle_one(self, session: Session) -> float:
        began = time.perf_counter()
        services.settle_attendance(session_id=session.pk, at=timezone.now())
        return time.perf_counter() - began

    def grow(self, options: dict[str, Any]) -> dict[str, float]:
        """What an event costs to settle in a session with four times as many of them: about the same."""
        costs = []
        for times in (1, 4):
            (session,) = fill_sessions(sessions=1, people=options["people"], at=timezone.now())
            count = 0
            for _path, body in events_of(session, options["events"] * times):
                services.receive_event(body=body, source="EVENT_SYNC", at=timezone.now() + timedelta(minutes=1))
                count += 1
            self.settle_one(session)
            costs.append(min(self.settle_one(session) for _ in range(3)) / count)
        return {"growth": costs[1] / costs[0]}

    def tell(self, figures: dict[str, float], options: dict[str, Any]) -> None:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures |= {"settling_memory_mb": own, "unread": RawEvent.objects.filter(state=EventState.RECEIVED).count()}
        missed = missed_targets(figures, connection.vendor, options["people"])
        self.stdout.write(
            f"{connection.vendor}: {figures['events']:.0f} events, {figures['accepted_per_second']:.0f} accepted/s "
            f"({figures['cpu_ms']:.2f} CPU ms each for the whole stack), "
            f"read {figures['read_after_seconds']:.1f} s after the last; settled in {figures['settled_seconds']:.1f} s "
            f"(median {figures['settled_median_ms']:.0f} ms, worst {figures['settled_worst_ms']:.0f} ms a session); "
            f"four times the events cost {figures['growth']:.2f} times as much each; "
            f"memory {figures['memory_mb']:.0f} MiB the stack, {own:.0f} MiB the one that settled"
        )
        for sentence in missed:
            self.stdout.write(f"missed: {sentence}")
        if options["json"]:
            options["json"].write_text(json.dumps({**figures, "missed": missed}, indent=2) + "\n")
        if options["strict"] and missed:
            raise CommandError("A target was missed.")


def missed_targets(figures: dict[str, float], vendor: str, people: int) -> list[str]:
    """Which targets the figures miss, in words; a session of another size has no target of its own."""
    least = LEAST_ACCEPTED[vendor]
    missed = []
    if figures["accepted_per_second"] < least:
        missed.append(f"fewer than {least:.0f} events accepted each second")
    if people <= 70 and figures["settled_median_ms"] > MOST_SETTLED_MS:
        missed.append(f"a session settles in more than {MOST_SETTLED_MS:.0f} ms")
    if figures["growth"] > MOST_GROWTH:
        missed.append("the cost of an event grows with their number")
    return missed
