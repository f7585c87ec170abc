"""A running platform for each journey, on a copy of data that was prepared once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.journeys.running import Platform, copy_of, prepare_template


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data prepared once for all of this run's processes; ``AULA_PREPARED`` names a folder kept from an earlier one."""
    if kept := os.environ.get("AULA_PREPARED"):
        return Path(kept)
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder of its own below the run's
        root = root.parent
    with FileLock(root / "prepared.lock"):
        folder = root / "prepared"
        if not (folder / "demo-accounts.txt").exists():
            prepare_template(folder)
    return folder


@pytest.fixture
def platform(prepared: Path, tmp_path: Path) -> Iterator[Platform]:
    """A platform of one's own, started, with the demonstration's people in it."""
    running = copy_of(prepared, tmp_path / "var")
    running.start()
    yield running
    running.stop()
    running.forget()
