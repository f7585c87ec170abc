"""The platform as ``bin/demo`` runs it, for tests that go through HTTP: its own process, worker, data and port."""

import atexit
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from lms.embedded import code_stamp

ROOT = Path(__file__).resolve().parents[2]
STAGE = ROOT / "tests" / "journeys" / "stage.py"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres() -> str:
    """Where this run's PostgreSQL is, or nothing for the embedded database."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def database_of(folder: Path) -> str:
    """The name of the database whose files lie in ``folder``, on a server of databases."""
    return "aula_journey_" + hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def address_of(folder: Path) -> str:
    """The address of that database."""
    return urlsplit(postgres())._replace(path="/" + database_of(folder)).geturl()


def on_server(statement: str) -> None:
    """One statement on the server's own database, outside any transaction."""
    with psycopg.connect(postgres(), autocommit=True) as connection:
        connection.execute(statement.encode())


class Platform:
    """One running demonstration. ``ask`` runs a scene of ``stage.py`` beside it, on the same database."""

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.base = f"http://localhost:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}},
            "AULA_VAR": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "lms.settings.demo",
            "PYTHONPATH": str(ROOT),
            **(
                {"DATABASE_URL": urlsplit(postgres())._replace(path="/" + database_of(folder)).geturl()}
                if postgres()
                else {}
            ),
            **(settings or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        return self.run(str(ROOT / "manage.py"), *arguments)

    def ask(self, scene: str, **facts: Any) -> Any:
        """Run ``stage.<scene>(**facts)`` in the platform's settings; its answer comes back through JSON."""
        return json.loads(self.run(str(STAGE), scene, json.dumps(facts)).splitlines()[-1])

    def run(self, *command: str) -> str:
        """A Python program beside the platform, in its settings; its output. A failure shows everything it said."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self) -> None:
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lms.embedded", "--port", str(self.port)],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.wait_for(self.answers, seconds=90, what="the platform answers")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base}/es/entrar/", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process group: SIGTERM as a person would, SIGKILL as a power cut."""
        if self.process is None:
            return
        os.killpg(self.process.pid, how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)
        self.process = None

    def forget(self) -> None:
        """Give back what lies outside the folder."""
        if postgres():
            on_server(f"DROP DATABASE IF EXISTS {database_of(self.folder)} WITH (FORCE)")

    def wait_for(self, question: Callable[[], Any], *, seconds: float, what: str) -> Any:
        """Ask until the answer is truthy; a platform that never gives it fails with what its log says."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            answer = question()
            if answer:
                return answer
            time.sleep(0.3)
        log = (self.folder / "server.log").read_text()[-3000:] if (self.folder / "server.log").exists() else ""
        raise AssertionError(f"Waited {seconds} s in vain: {what}.\n{log}")


def prepare_template(folder: Path) -> Path:
    """Everything a demonstration has before its first request, made once and copied for each journey."""
    folder.mkdir(parents=True, exist_ok=True)
    if postgres():
        on_server(f"DROP DATABASE IF EXISTS {database_of(folder)} WITH (FORCE)")
        on_server(f"CREATE DATABASE {database_of(folder)}")
        atexit.register(Platform(folder).forget)
    Platform(folder).manage("prepare", f"--stamp={code_stamp()}")
    return folder


def copy_of(template: Path, folder: Path, **options: Any) -> Platform:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    if postgres():
        on_server(f"CREATE DATABASE {database_of(folder)} TEMPLATE {database_of(template)}")
    return Platform(folder, **options)
