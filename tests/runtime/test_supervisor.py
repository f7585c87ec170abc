"""The processes of production start, stop and fail as one."""

import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lms.supervisor import commands

ROOT = Path(__file__).resolve().parents[2]
SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
RUN = """
import sys
from lms import supervisor
supervisor.PATIENCE_SECONDS = 1
scripts = sys.argv[1:]
watched = {f"process {number}": [sys.executable, "-c", script] for number, script in enumerate(scripts)}
raise SystemExit(supervisor.Supervisor(watched).run())
"""
pytestmark = pytest.mark.machine


@pytest.fixture
def supervise():
    started: list[subprocess.Popen[str]] = []

    def start(*scripts: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, *scripts], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_children(process: subprocess.Popen[str], count: int) -> list[int]:
    deadline = time.monotonic() + 10
    while len(found := children(process.pid)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def are_gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_end_of_one_is_the_end_of_all(supervise):
    process = supervise(SLEEP, "raise SystemExit(3)", SLEEP)

    _out, said = process.communicate(timeout=15)

    assert process.returncode == 1
    assert said == "process 1 ended with code 3; stopping the others.\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_all_in_good_order(supervise, number):
    process = supervise(SLEEP, SLEEP)
    pids = wait_for_children(process, 2)

    process.send_signal(number)

    assert process.wait(timeout=15) == 0
    assert are_gone(pids)


def test_process_that_will_not_stop_is_killed(supervise):
    process = supervise(STUBBORN)
    [pid] = wait_for_children(process, 1)
    time.sleep(0.5)

    process.terminate()

    assert process.wait(timeout=15) == 0
    assert are_gone([pid])


def test_killed_supervisor_takes_its_processes_along(supervise):
    process = supervise(SLEEP, SLEEP)
    pids = wait_for_children(process, 2)
    time.sleep(0.5)

    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=5)

    assert are_gone(pids)


def test_sizes_come_from_the_environment(monkeypatch):
    for name, value in {"WEB_WORKERS": "3", "WEB_THREADS": "6", "PORT": "9000", "HOST": "0.0.0.0"}.items():
        monkeypatch.setenv(name, value)

    web = runpy.run_module("lms.web")
    worker = commands({"TASK_WORKERS": "5"})["worker"]

    assert (web["workers"], web["threads"], web["bind"]) == (3, 6, "0.0.0.0:9000")
    assert worker[worker.index("--concurrency") + 1] == "5"


def test_sizes_have_defaults(monkeypatch):
    for name in ("WEB_WORKERS", "WEB_THREADS", "PORT", "HOST"):
        monkeypatch.delenv(name, raising=False)

    web = runpy.run_module("lms.web")
    worker = commands({})["worker"]

    assert (web["workers"], web["threads"], web["bind"]) == (2, 4, "127.0.0.1:8000")
    assert worker[worker.index("--concurrency") + 1] == "2"


def test_unknown_option_is_said(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "lms.supervisor", "--daemon"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "does not know --daemon" in done.stderr
