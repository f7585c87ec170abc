"""Runs the processes of production together: web, worker and scheduler start, stop and fail as one (``bin/serve``).

Only the standard library is loaded here: this process lives as long as the others and should weigh nothing.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 30  # for requests and tasks that are under way when all are told to stop
PR_SET_PDEATHSIG = 1


def main() -> None:
    arguments = set(sys.argv[1:])
    if unknown := arguments - {"--prepare", "--check"}:
        raise SystemExit(f"bin/serve does not know {' '.join(sorted(unknown))}; bin/serve --help says what it knows.")
    if "--prepare" in arguments:
        raise SystemExit(manage("prepare"))
    if failed := manage("check_installation"):
        raise SystemExit(failed)
    if "--check" not in arguments:
        raise SystemExit(Supervisor(commands(os.environ)).run())


def manage(command: str) -> int:
    return subprocess.run([sys.executable, ROOT / "manage.py", command], cwd=ROOT, check=False).returncode


def commands(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """What runs, by name. ``check_installation`` has seen that what the environment says are numbers."""
    celery = ["celery", "--app", "lms.celery", "--quiet", "worker", "--loglevel", "WARNING"]
    pool = ["--pool", "prefork", "--concurrency", environment.get("TASK_WORKERS") or "2"]
    unneeded = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [sys.executable, "-m", "gunicorn", "--config", "python:lms.web"],
        "worker": [sys.executable, "-m", *celery, *pool, *unneeded],
        "scheduler": [sys.executable, "-m", "lms.scheduler"],
    }


def die_with_parent() -> None:
    """Runs in each child: should the supervisor be killed outright, the kernel tells the child to stop."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    # There are no threads here, which is what makes preexec_fn safe.
    return subprocess.Popen(command, cwd=ROOT, process_group=0, preexec_fn=die_with_parent)  # noqa: PLW1509


class Supervisor:
    """Starts every command and waits; the end of one, or a signal, is the end of all."""

    def __init__(self, commands: dict[str, list[str]]) -> None:
        self.commands = commands
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.is_stopping = False

    def run(self) -> int:
        """Exit code 0 when told to stop, 1 when a process ended by itself."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)
        for name, command in self.commands.items():
            # A group of its own: Ctrl-C reaches the supervisor alone, which then stops all in good order.
            self.processes[name] = start(command)
        failed = self.wait()
        self.stop()
        return 1 if failed else 0

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def wait(self) -> str:
        """The name of the process that ended by itself, or nothing when a signal came."""
        while not self.is_stopping:
            for name, process in self.processes.items():
                if (code := process.poll()) is not None:
                    print(f"{name} ended with code {code}; stopping the others.", file=sys.stderr, flush=True)
                    return name
            time.sleep(0.2)
        return ""

    def stop(self) -> None:
        """Ask all to finish what they are doing; whoever has not after a while is killed with its children."""
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


if __name__ == "__main__":
    main()
