"""What this process needs in order to serve. Rooms add what they know about: ``register_probe`` in ``ready()``."""

import logging
import shutil
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger("aula.health")
Probe = Callable[[datetime], bool]
_probes: dict[str, Probe] = {}


def register_probe(name: str, probe: Probe) -> None:
    """Ask ``probe(at)`` whenever somebody asks whether we are ready."""
    _probes[name] = probe


def failing_probes(at: datetime) -> list[str]:
    """The names of what does not work, for our own log; strangers learn only that something does not."""
    failing = [name for name, probe in sorted(_probes.items()) if not _holds(probe, at)]
    if failing:
        log.error("not ready", extra={"failing": failing})
    return failing


def _holds(probe: Probe, at: datetime) -> bool:
    try:
        return probe(at)
    except (DatabaseError, OSError):
        return False


def database_answers(_at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def disk_has_room(_at: datetime) -> bool:
    return shutil.disk_usage(settings.VAR_DIR).free >= settings.HEALTH_FREE_MEGABYTES * 1_000_000


register_probe("database", database_answers)
register_probe("disk", disk_has_room)
