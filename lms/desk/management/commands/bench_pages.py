"""``manage.py bench_pages``: what the pages cost on a full database, served as ``bin/serve`` serves them.

A machine has its pace, and a shared one changes it by the minute. So a page whose cost was known where the limits were
set (the yardstick) is measured before each page that has one, and the column *scaled* says what the page would cost
there. The limits are compared with what was measured here; where one is passed, the line says whether it is passed when
scaled too.
"""

import json
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.desk.bench import accounting
from lms.desk.bench.driving import Drive, drive
from lms.desk.bench.filling import fill
from lms.desk.bench.pages import YARDSTICK, YARDSTICK_CPU, BenchPage, cookie_of, count_queries, get_pages, sign_in
from lms.desk.bench.visiting import first_visit

SETTINGS = "lms.settings.bench"
PREPARED = "AULA_BENCH_PREPARED"  # set in the process that measures
MOST_REQUESTS, MOST_BYTES, MOST_MEGABYTES = 8, 60_000, 650


@dataclass(frozen=True, slots=True)
class Line:
    """One measured page."""

    name: str
    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    scaled_ms: float
    queries: int
    body_bytes: int
    problems: list[str]


class Command(BaseCommand):
    help = "Measures requests/s, p50, p95, CPU of the whole stack, queries and bytes of the pages that matter."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--base", help="measure what runs there (on this database) in place of a server of our own")
        parser.add_argument("--seconds", type=float, default=5.0)
        parser.add_argument("--clients", type=int, default=8)
        parser.add_argument("--only", nargs="*", default=[], help="names of pages, such as desk lesson")
        parser.add_argument("--json", type=Path, help="write the figures there too")
        parser.add_argument("--strict", action="store_true", help="fail when a limit is passed")

    def handle(self, *args: Any, **options: Any) -> None:
        if PREPARED not in os.environ:
            self.prepare_and_start_anew()
        scene = fill(at=timezone.now())
        every = get_pages(scene)
        pages = [page for page in every if not options["only"] or page.name in options["only"]]
        self.yardstick = next(page for page in every if page.name == YARDSTICK)
        with self.server(options["base"]) as (base, pid):
            lines = [self.measure(page, base, pid, options) for page in pages]
            facts = self.facts(base, pid)
        self.report(lines, facts)
        if options["json"]:
            figures = {"pages": [asdict(line) for line in lines], "stack": facts}
            options["json"].write_text(json.dumps(figures, indent=2) + "\n")
        if options["strict"] and any(line.problems for line in lines):
            raise CommandError("A limit was passed.")

    def prepare_and_start_anew(self) -> None:
        """Prepare the database for measurement; a process that began before has read an older list of static files."""
        surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}
        if subprocess.run([sys.executable, sys.argv[0], "prepare"], env=surroundings, check=False).returncode:
            raise CommandError("The database for measurement could not be prepared; the reason stands above.")
        os.execve(sys.executable, [sys.executable, *sys.argv], {**surroundings, PREPARED: "1"})

    @contextmanager
    def server(self, base: str | None) -> Iterator[tuple[str, int | None]]:
        """The address to measure, and the process whose family serves it when it is ours."""
        if base:
            yield base.rstrip("/"), None
            return
        address = settings.SITE_URL
        supervisor = subprocess.Popen([sys.executable, "-m", "lms.supervisor"], cwd=settings.BASE_DIR)
        try:
            self.wait_for(address, supervisor)
            yield address, supervisor.pid
        finally:
            supervisor.send_signal(signal.SIGTERM)
            supervisor.wait()

    def wait_for(self, address: str, supervisor: subprocess.Popen[bytes]) -> None:
        for _ in range(600):
            if supervisor.poll() is not None:
                raise CommandError("The server ended before it answered; the reason stands above.")
            try:
                urlopen(f"{address}/salud/viva/", timeout=5).close()  # noqa: S310  # nosec B310
            except (URLError, OSError):
                time.sleep(0.2)
            else:
                return
        raise CommandError("The server did not answer within two minutes.")

    def measure(self, page: BenchPage, base: str, pid: int | None, options: dict[str, Any]) -> Line:
        pace = 1.0
        if pid and page.most_cpu and page.name != YARDSTICK:
            pace = YARDSTICK_CPU / self.load(self.yardstick, base, pid, options)[1]
        run, cpu_ms = self.load(page, base, pid, options)
        line = Line(
            name=page.name,
            per_second=round(run.per_second, 1),
            p50_ms=round(run.percentile(0.5), 1),
            p95_ms=round(run.percentile(0.95), 1),
            cpu_ms=round(cpu_ms, 2),
            scaled_ms=round(cpu_ms * pace, 2),
            queries=count_queries(sign_in(page.reader), page.path),
            body_bytes=run.body_bytes,
            problems=[f"answered {status}" for status in run.statuses if status != 200],
        )
        line.problems.extend(passed_limits(page, line))
        return line

    def load(self, page: BenchPage, base: str, pid: int | None, options: dict[str, Any]) -> tuple[Drive, float]:
        """Drive one page for the time asked for: what the clients saw, and the stack's CPU ms for each request."""
        target, cookie = urlsplit(base), cookie_of(sign_in(page.reader))
        drive(target, page.path, cookie=cookie, clients=options["clients"], seconds=1)  # warm
        before = accounting.stack_seconds(pid) if pid else 0.0
        run = drive(target, page.path, cookie=cookie, clients=options["clients"], seconds=options["seconds"])
        used = accounting.stack_seconds(pid) - before if pid else 0.0
        return run, used * 1000 / max(run.requests, 1)

    def facts(self, base: str, pid: int | None) -> dict[str, float]:
        requests, size = first_visit(f"{base}/es/")
        memory = round(accounting.memory_megabytes(pid), 1) if pid else 0.0
        return {"first_visit_requests": requests, "first_visit_bytes": size, "memory_mb": memory}

    def report(self, lines: list[Line], facts: dict[str, float]) -> None:
        head = (
            f"{'page':22}{'req/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'scaled':>9}{'queries':>9}{'bytes':>9}  "
        )
        self.stdout.write(head)
        for line in lines:
            figures = (
                f"{line.per_second:9.1f}{line.p50_ms:9.1f}{line.p95_ms:9.1f}{line.cpu_ms:9.2f}{line.scaled_ms:9.2f}"
            )
            self.stdout.write(
                f"{line.name:22}{figures}{line.queries:9}{line.body_bytes:9}  {', '.join(line.problems) or 'ok'}"
            )
        self.stdout.write(
            f"first visit: {facts['first_visit_requests']:.0f} requests, {facts['first_visit_bytes'] / 1000:.1f} kB "
            f"(at most {MOST_REQUESTS} and {MOST_BYTES / 1000:.0f}); "
            f"memory of the stack: {facts['memory_mb']:.0f} MiB (at most {MOST_MEGABYTES})"
        )


def passed_limits(page: BenchPage, line: Line) -> list[str]:
    """Which of the page's limits the figures pass, in words."""
    passed = []
    if page.most_cpu and line.cpu_ms > page.most_cpu:
        scaled = "within it at the pace of the yardstick" if line.scaled_ms <= page.most_cpu else "scaled too"
        passed.append(f"more than {page.most_cpu:g} CPU ms ({scaled})")
    if page.most_p95 and line.p95_ms > page.most_p95:
        passed.append(f"p95 over {page.most_p95:g} ms")
    if page.least_rate and line.per_second < page.least_rate:
        passed.append(f"fewer than {page.least_rate:g} req/s")
    return passed
