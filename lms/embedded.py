"""The whole platform in one process, for ``bin/demo``: web, background worker and scheduler as threads.

The server is gunicorn with one threaded worker, as in production but for the number of processes: a bounded pool,
limits on what a request may be, an orderly stop, and a parent that starts the process anew should it die. Worker and
scheduler live beside it on Celery's memory transport. Whatever a killed process had in memory is found again in the
database by the sweepers, so nothing is lost.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lms.common.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
# What the demonstration writes below var/, and --reset throws away. Fonts are kept: they depend on packages only.
OURS = ["aula.sqlite3", "aula.sqlite3-wal", "aula.sqlite3-shm", "demo-accounts.txt"]
OUR_FOLDERS = ["authority", "keys", "log", "mail", "private", "public", "static", "vault"]
# What the data of the demonstration is made from: another state of these prepares the database anew.
SOURCES = ("*.py", "*.po", "*.md", "*.yaml", "*.yml", "*.gift", "*.json", "*.csv", "*.css", "*.js", "*.svg")
MEGABYTES_NEEDED = 100
HEARTBEATS = Path("/dev/shm")  # noqa: S108  # nosec B108


def main() -> None:
    """Check the machine, prepare what is not prepared yet, and serve until stopped."""
    options = parse_arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.demo")
    os.environ["PORT"] = str(options.port)
    if options.prepared:
        serve(options.port)
        return
    check_machine(options.port)
    if options.reset:
        reset()
    compile_catalogues()  # before anything is translated: a process never rereads a catalogue
    import django

    django.setup()
    prepare()
    # What this process has read of settings, messages and the list of static files may be older than what was prepared;
    # and the parent that watches over the server needs none of it: a third of the memory.
    os.execv(sys.executable, [sys.executable, "-m", "lms.embedded", "--prepared", "--port", str(options.port)])


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", add_help=False)
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    parser.add_argument("--reset", action="store_true")
    parser.add_argument("--prepared", action="store_true", help=argparse.SUPPRESS)  # how this program calls itself
    return parser.parse_args()


def port_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def check_machine(port: int) -> None:
    """Say in one sentence what stands in the way, before anything is begun."""
    try:
        for address in addresses(port):
            with listening_socket(address):
                pass
    except PermissionError:
        raise SystemExit(f"Port {port} is for administrators only: choose one above 1023, as in bin/demo --port 8000.")
    except OSError:
        raise SystemExit(f"Port {port} is in use: stop what uses it or choose another, as in bin/demo --port 8001.")
    folder = var_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as problem:
        raise SystemExit(f"{folder} cannot be written ({problem.strerror}): name another folder in AULA_VAR.")
    if free < MEGABYTES_NEEDED:
        raise SystemExit(f"Only {free} MB of disk are free in {folder}: free {MEGABYTES_NEEDED} MB and try again.")


def var_folder() -> Path:
    return Path(os.environ.get("AULA_VAR") or ROOT / "var")


def addresses(port: int) -> Iterator[tuple[str, int]]:
    """Where ``localhost`` leads: some browsers try the newer address first."""
    yield "127.0.0.1", port
    try:
        with listening_socket(("::1", 0)):
            pass
    except OSError:
        return
    yield "::1", port


def listening_socket(address: tuple[str, int]) -> socket.socket:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1)
    except OSError:
        listener.close()
        raise
    return listener


def reset() -> None:
    """Throw away what the demonstration has written, and nothing else that may lie in that folder."""
    if os.environ.get("DATABASE_URL"):
        raise SystemExit("--reset throws away the embedded database only: empty the one in DATABASE_URL yourself.")
    folder = var_folder()
    for name in OURS:
        (folder / name).unlink(missing_ok=True)
    for name in OUR_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)


def prepare() -> None:
    """Migrate, load and collect, unless this very state of the code had already been brought into the database."""
    from django.conf import settings
    from django.db import DatabaseError

    from lms.common.errors import DomainError
    from lms.records import installation

    stamp = code_stamp()
    try:
        installation.refuse_wrong_database()
        if installation.is_prepared(stamp) and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return
    except DomainError as refusal:
        raise SystemExit(str(refusal))
    except DatabaseError as problem:
        raise SystemExit(f"The database does not answer: {str(problem).splitlines()[0]}")
    print("Preparing the demonstration (only when something changed):", file=sys.stderr, flush=True)
    started = time.monotonic()
    # In a process of its own: what loading takes in memory is given back before serving begins.
    command = [sys.executable, str(ROOT / "manage.py"), "prepare", f"--stamp={stamp}"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit("The demonstration could not be prepared; the reason stands above.")
    print(f"Prepared in {time.monotonic() - started:.0f} s.", file=sys.stderr, flush=True)


def code_stamp() -> str:
    """A short name for the present state of code, messages and content."""
    digest = hashlib.sha256(sys.version.encode())
    skipped = {".venv", "var", "tests", "docs", "node_modules", ".git"}
    for folder in sorted(entry for entry in ROOT.iterdir() if entry.is_dir() and entry.name not in skipped):
        for pattern in SOURCES:
            for path in sorted(folder.rglob(pattern)):
                status = path.stat()
                digest.update(f"{path.relative_to(ROOT)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serve(port: int) -> None:
    """Run the web server; it starts worker and scheduler when it is up, and ends with the signal that ends it."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            hosts = [f"[{host}]:{number}" if ":" in host else f"{host}:{number}" for host, number in addresses(port)]
            options = {
                "bind": hosts,
                "worker_class": "gthread",
                "workers": 1,
                "threads": 8,
                "control_socket_disable": True,
                "graceful_timeout": 5,
                "keepalive": 75,  # a client that thinks for a few seconds never meets a connection being closed
                "loglevel": "warning",
                "worker_tmp_dir": str(HEARTBEATS) if HEARTBEATS.is_dir() else None,
                "post_worker_init": on_worker_ready,
                "worker_exit": lambda _server, _worker: Background.stop(),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            """In the server's own process; the parent never loads the platform."""
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    def on_worker_ready(worker: Any) -> None:
        Background.start()
        if worker.age == 1:
            announce(port)

    Server().run()


class Background:
    """Worker and scheduler of this process."""

    threads: list[threading.Thread] = []
    services: list[Any] = []

    @classmethod
    def start(cls) -> None:
        from celery.beat import Scheduler, Service

        from lms.celery import app

        app.finalize()
        worker = app.WorkController(
            app=app,
            pool_cls="threads",
            concurrency=2,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        scheduler = Service(app, max_interval=1, scheduler_cls=Scheduler, remote_control=False)
        cls.services = [scheduler, worker]
        for name, run in [("worker", worker.start), ("scheduler", scheduler.start)]:
            thread = threading.Thread(target=run, name=f"aula-{name}", daemon=True)
            thread.start()
            cls.threads.append(thread)

    @classmethod
    def stop(cls) -> None:
        for service in cls.services:
            service.stop()


def announce(port: int) -> None:
    """Print the address and the accounts; the passwords were made at random on this machine."""
    lines = ["", f"Aula Fiscal is ready:  http://localhost:{port}", ""]
    accounts = var_folder() / "demo-accounts.txt"
    if accounts.exists():
        lines += [accounts.read_text().strip(), ""]
    lines.append("Ctrl-C stops everything.")
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
