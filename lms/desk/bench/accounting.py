"""What a stack of processes costs, read from ``/proc``: robust on a machine that others use too."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.core.cache import cache
from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for parent in found:
        for listing in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in listing.read_text().split()]
    return found


def database_backends() -> list[int]:
    """The server processes that work for this database; none with SQLite, whose work is done in our own."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [row[0] for row in cursor.fetchall()]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that living processes have used so far."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # ended meanwhile
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def cache_seconds() -> float:
    """What the cache server has used so far, where there is one."""
    client = getattr(cache, "_cache", None)
    if client is None or not hasattr(client, "get_client"):
        return 0.0
    used = client.get_client().info("cpu")
    return float(used["used_cpu_user"]) + float(used["used_cpu_sys"])


def stack_seconds(pid: int) -> float:
    """The whole stack: our processes, the database's for us, and the cache server."""
    return cpu_seconds([*family(pid), *database_backends()]) + cache_seconds()


def memory_megabytes(pid: int) -> float:
    """Memory of our processes, each shared page counted once (PSS)."""
    total = 0
    for member in family(pid):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
