"""Run as a process of its own: issues awards, then kills the workers that render them, and reports what is left."""

# ruff: noqa: E402 (the apps must be ready before their models are imported)

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from certificates.management.commands.certificates_check import check
from certificates.models import Artifact, Award, private_storage
from certificates.services import files
from certificates.services.artifacts import render_award
from certificates.signature import signing  # noqa: F401 (loaded before forking, so that a kill finds work under way)
from lms.common import typefaces
from tests.factories.certificates import AwardFactory


def work() -> None:
    for award_id in list(Award.objects.waiting().order_by("pk").values_list("pk", flat=True)):
        render_award(award_id=award_id, at=timezone.now())


def worker() -> int:
    """A child that renders what waits; answers its process id."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def report() -> dict[str, object]:
    left_behind = files.delete_orphans(at=timezone.now() + timedelta(hours=2))
    stored = [path for path in Path(private_storage().path("certificates")).rglob("*") if path.is_file()]
    return {
        "artifacts": Artifact.objects.count(),
        "distinct": len(set(Artifact.objects.values_list("sha256", flat=True))),
        "files": len(stored),
        "verdicts": sorted({check(artifact.file.read())["verdict"] for artifact in Artifact.objects.all()}),
        "left_behind": left_behind,
    }


def main(awards: int, kills: int) -> None:
    chance = random.Random(3)
    call_command("certificates_init_authority", verbosity=0)
    typefaces.load()
    for _ in range(awards):
        AwardFactory()
    for _ in range(kills):
        child = worker()
        time.sleep(chance.uniform(0.02, 0.4))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    finished = Artifact.objects.count()
    _, status = os.waitpid(worker(), 0)
    print(json.dumps({**report(), "status": status, "finished_before_the_last": finished}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
