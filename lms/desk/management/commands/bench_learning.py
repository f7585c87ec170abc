"""``manage.py bench_learning``: what reading and answering cost, measured as ``bench_pages`` measures its pages.

Eighteen modules, two thousand people, fifty editions: the database of ``bench_pages``. An answer is saved anew with
each request; where all were saved before the time was over, the run is so much shorter.
"""

import json
import os
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone, translation

from lms.desk.bench import accounting
from lms.desk.bench.filling import Scene, fill
from lms.desk.bench.pages import YARDSTICK, YARDSTICK_CPU, BenchPage, get_pages
from lms.desk.bench.saving import Saving, count_saving_queries, drive_savings, prepare_savings
from lms.desk.management.commands import bench_pages
from lms.desk.management.commands.bench_pages import PREPARED, Line, passed_limits

SAVING_CPU = 12  # the lesson's limit is that of bench_pages


class Command(bench_pages.Command):
    help = "Measures the lesson, the outline, a question and an answer saved: CPU, p95, queries, bytes."

    def handle(self, *args: Any, **options: Any) -> None:
        if PREPARED not in os.environ:
            self.prepare_and_start_anew()
        now = timezone.now()
        scene = fill(at=now)
        savings = prepare_savings(scene, now)
        pages = get_learning_pages(scene)
        self.yardstick = next(page for page in get_pages(scene) if page.name == YARDSTICK)
        with self.server(options["base"]) as (base, pid):
            lines = [self.measure(page, base, pid, options) for page in pages]
            lines.append(self.measure_saving(savings, base, pid, options))
            facts = self.facts(base, pid)
        self.report(lines, facts)
        if options["json"]:
            options["json"].write_text(json.dumps([asdict(line) for line in lines], indent=2) + "\n")
        if options["strict"] and any(line.problems for line in lines):
            raise CommandError("A limit was passed.")

    def measure_saving(self, savings: list[Saving], base: str, pid: int | None, options: dict[str, Any]) -> Line:
        pace = YARDSTICK_CPU / self.load(self.yardstick, base, pid, options)[1] if pid else 1.0
        queries = count_saving_queries(savings[0])
        before = accounting.stack_seconds(pid) if pid else 0.0
        run = drive_savings(urlsplit(base), savings[1:], clients=options["clients"], seconds=options["seconds"])
        used = accounting.stack_seconds(pid) - before if pid else 0.0
        cpu_ms = used * 1000 / max(run.requests, 1)
        line = Line(
            name="answer saved",
            per_second=round(run.per_second, 1),
            p50_ms=round(run.percentile(0.5), 1),
            p95_ms=round(run.percentile(0.95), 1),
            cpu_ms=round(cpu_ms, 2),
            scaled_ms=round(cpu_ms * pace, 2),
            queries=queries,
            body_bytes=run.body_bytes,
            problems=[f"answered {status}" for status in run.statuses if status != 200],
        )
        line.problems.extend(passed_limits(BenchPage("answer saved", "", most_cpu=SAVING_CPU), line))
        return line


def get_learning_pages(scene: Scene) -> list[BenchPage]:
    """What a learner opens, in the order of a visit; the outline stands on the page of every lesson."""
    edition = scene.edition.public_id
    with translation.override("es"):
        return [
            BenchPage("lesson", reverse("workshops:lesson", args=[edition, scene.lesson_key]), scene.reader, 10),
            BenchPage("own notes", reverse("workshops:notes", args=[edition]), scene.reader, 10),
            BenchPage("search", reverse("workshops:search", args=[edition]) + "?q=custodia", scene.reader),
            BenchPage("quiz", reverse("workshops:quiz", args=[edition]), scene.reader),
        ]
