"""The processes of production, started and stopped by a command that measures them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management.base import CommandError

SETTINGS = "lms.settings.bench"
PREPARED = "AULA_BENCH_PREPARED"  # set in the process that measures


def prepare_and_start_anew() -> None:
    """Prepare the database for measurement; a process that began before has read an older list of static files."""
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}
    prepared = subprocess.run(
        [sys.executable, sys.argv[0], "prepare"], env=surroundings, check=False, stdout=sys.stderr
    )
    if prepared.returncode:
        raise CommandError("The database for measurement could not be prepared; the reason stands above.")
    os.execve(sys.executable, [sys.executable, *sys.argv], {**surroundings, PREPARED: "1"})


@contextmanager
def serve() -> Iterator[str]:
    """The address of a stack of its own, for the length of a measurement."""
    supervisor = subprocess.Popen([sys.executable, "-m", "lms.supervisor"], cwd=settings.BASE_DIR, stdout=sys.stderr)
    try:
        _wait_for(settings.SITE_URL, supervisor)
        yield settings.SITE_URL
    finally:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait()


def _wait_for(address: str, supervisor: subprocess.Popen[bytes]) -> None:
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
