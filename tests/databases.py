"""Test databases as copies of a template that was migrated once for the present state of the migrations.

Migrating from nothing takes the better part of a minute; a copy takes a blink. Journeys, which run servers of their
own, copy the same template.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"


def migrations_stamp() -> str:
    """Changes whenever any migration of any installed app does."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label} {path.name} ".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(url: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.test", "DATABASE_URL": url}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "-v0"], env=environment, check=True, cwd=ROOT)


def sqlite_template() -> Path:
    """A migrated SQLite file, made anew when a migration changed."""
    template = FOLDER / f"template-{migrations_stamp()}.sqlite3"
    with one_at_a_time():
        if not template.exists():
            for stale in FOLDER.glob("template-*"):
                stale.unlink()
            draft = template.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            migrate(f"sqlite:///{draft}")
            draft.rename(template)
    return template


def copy_sqlite_template(target: Path) -> None:
    """``target`` becomes a fresh, migrated database."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(sqlite_template(), target)


def copy_postgres_template(target: str) -> None:
    """The same on the PostgreSQL server of the settings; its template carries the stamp as a comment."""
    template = f"{base_name(connection)}_template"
    stamp = migrations_stamp()
    with one_at_a_time(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() != (stamp,):
            cursor.execute(f'DROP DATABASE IF EXISTS "{template}"')
            cursor.execute(f'CREATE DATABASE "{template}"')
            migrate(postgres_url(template))
            cursor.execute(f"COMMENT ON DATABASE \"{template}\" IS '{stamp}'")
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')


def base_name(database: BaseDatabaseWrapper) -> str:
    """The test database's name without the number of the parallel worker."""
    return database.settings_dict["TEST"]["NAME"].partition("_gw")[0]


def postgres_url(name: str) -> str:
    """``DATABASE_URL`` with another database in it."""
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@contextmanager
def test_database() -> Iterator[None]:
    """Point the default connection at a fresh copy for the length of a test run."""
    name = connection.settings_dict["TEST"]["NAME"]
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        copy_sqlite_template(Path(name))
    else:
        copy_postgres_template(name)
    connection.close()
    connection.settings_dict["NAME"] = name
    _let_tests_empty_the_trail()
    # What transactional tests with serialized_rollback begin with.
    connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    connection.close()
    if not is_sqlite:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _let_tests_empty_the_trail() -> None:
    """Tests that commit empty every table afterwards; SQLite does it by DELETE, which the audit trail refuses."""
    if connection.vendor != "sqlite":  # TRUNCATE asks no row
        return
    # Of the class, not of one connection: with a browser's loop in the thread there is more than one.
    operations = type(connection.ops)
    flush = operations.sql_flush

    def sql_flush(self: Any, *args: object, **kwargs: object) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'records_%_kept'")
            guards = cursor.fetchall()
        return [
            *(f"DROP TRIGGER {name}" for name, _sql in guards),
            *flush(self, *args, **kwargs),
            *(sql for _name, sql in guards),
        ]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]
