"""``bin/demo`` says in one sentence what stands in its way."""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lms import embedded
from tests.databases import copy_sqlite_template

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.machine


@pytest.fixture
def start(tmp_path):
    """Start the demonstration in a folder of its own; it must end by itself."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        left_out = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORT"}
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        return subprocess.run(
            [sys.executable, "-m", "lms.embedded", *arguments],
            cwd=ROOT,
            env={**environment, "AULA_VAR": str(tmp_path / "var"), **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def assert_one_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode != 0
    assert words in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_port_in_use(start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert_one_sentence(start("--port", str(port)), f"Port {port} is in use")


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_port_that_is_none(start, port):
    assert_one_sentence(start("--port", port), "a port is a number from 1 to 65535")


def test_port_from_the_environment_is_checked_too(start):
    assert_one_sentence(start(PORT="eighty"), "a port is a number from 1 to 65535")


def test_folder_that_cannot_be_written(start):
    assert_one_sentence(start("--port", "58231", AULA_VAR="/proc/aula"), "name another folder in AULA_VAR")


def test_database_that_does_not_answer(start):
    done = start("--port", "58232", DATABASE_URL="postgres://nobody@127.0.0.1:1/aula")

    assert_one_sentence(done, "The database does not answer")


def test_production_database_is_refused(start, tmp_path):
    database = tmp_path / "production.sqlite3"
    copy_sqlite_template(database)
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO records_installation (id, purpose, prepared_with, prepared_at) "
            "VALUES (1, 'PRODUCTION', '', '2026-11-24 00:00:00')"
        )
        before = list(connection.iterdump())

    done = start("--port", "58233", DATABASE_URL=f"sqlite:///{database}")

    assert_one_sentence(done, "This database is for PRODUCTION")
    with sqlite3.connect(database) as connection:
        assert list(connection.iterdump()) == before


def test_reset_of_a_database_that_is_not_embedded_is_refused(start):
    done = start("--reset", "--port", "58234", DATABASE_URL="postgres://nobody@127.0.0.1:1/aula")

    assert_one_sentence(done, "--reset throws away the embedded database only")


def test_reset_takes_only_what_the_demonstration_wrote(tmp_path, monkeypatch):
    monkeypatch.setenv("AULA_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ["aula.sqlite3", "demo-accounts.txt", "mail/1.eml", "keys/django.txt", "fonts/a.ttf", "thesis.odt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    embedded.reset()
    embedded.reset()

    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "fonts/a.ttf",
        "thesis.odt",
    ]


def test_stamp_changes_with_the_code_and_only_then(tmp_path, monkeypatch):
    app = tmp_path / "lms"
    app.mkdir()
    (app / "models.py").write_text("a")
    monkeypatch.setattr(embedded, "ROOT", tmp_path)

    first = embedded.code_stamp()
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "new.py").write_text("b")
    second = embedded.code_stamp()
    (app / "models.py").write_text("longer")

    assert first == second
    assert embedded.code_stamp() != first
