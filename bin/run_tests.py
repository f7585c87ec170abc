"""Runs every check and every test and says at the end what passed, what failed and what was skipped (``bin/test``)."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
APPS = ["lms", "network", "media", "live", "certificates", "courses", "moderation", "workshops", "internships"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
POSTGRES = [
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://postgres:postgres@127.0.0.1:5432/postgres",
]
REDIS = "redis://127.0.0.1:6379/0"
NO_TESTS = 5  # what pytest answers when nothing was collected
QUICK = "not e2e and not journey and not slow"
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def surroundings(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with ``changes``; an empty value takes a variable out."""
    return {name: value for name, value in {**os.environ, **changes}.items() if value or name not in changes}


@dataclass
class Result:
    """What became of one step; ``note`` is pytest's closing line or the reason of a skip."""

    name: str
    state: str
    seconds: float = 0
    note: str = ""


@dataclass
class Run:
    """The steps so far."""

    require_all: bool
    results: list[Result] = field(default_factory=list)

    def step(self, name: str, *command: str | Path, environment: Mapping[str, str] | None = None) -> None:
        """Run one command; its output is shown, its last line of figures is kept."""
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=surroundings({"PYTHONPATH": str(ROOT), **(environment or {})}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        note = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if re.search(r"\d+ (passed|failed|error)", line):
                note = line.strip(" =\n")
        code = process.wait()
        state = "passed" if code == 0 else "none" if code == NO_TESTS else "FAILED"
        self.results.append(Result(name, state, time.monotonic() - started, note))

    def skip(self, name: str, reason: str) -> None:
        """Leave a step out for want of something on this machine; an error where everything is required."""
        self.results.append(Result(name, "FAILED" if self.require_all else "skipped", note=reason))

    def report(self) -> int:
        print("\n=== Summary")
        for result in self.results:
            print(f"{result.state:8} {result.seconds:6.0f} s  {result.name:34} {result.note}")
        failed = [result.name for result in self.results if result.state == "FAILED"]
        print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'Everything that ran passed.'}")
        return bool(failed)


def lint(run: Run) -> None:
    run.step("packages", PYTHON, "-m", "pip", "--disable-pip-version-check", "check")
    run.step("message catalogues", PYTHON, "-m", "lms.common.catalogues")
    run.step("ruff", PYTHON, "-m", "ruff", "check", ".")
    run.step("ruff format", PYTHON, "-m", "ruff", "format", "--check", ".")
    run.step("mypy", PYTHON, "-m", "mypy", *APPS)
    run.step("bandit", PYTHON, "-m", "bandit", "-q", "-c", "pyproject.toml", "-r", *APPS, "bin")
    run.step("import contract", PYTHON, "-c", LINT_IMPORTS)
    run.step("templates", PYTHON, "-m", "djlint", "--lint", "--quiet", *template_folders())
    settings = {"DJANGO_SETTINGS_MODULE": "lms.settings.test"}
    run.step("migrations", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", environment=settings)


def template_folders() -> list[Path]:
    return [path for app in APPS for path in sorted(ROOT.glob(f"{app}/**/templates")) if any(path.rglob("*.html"))]


def pytest(run: Run, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    run.step(name, PYTHON, "-m", "pytest", "-rs", *arguments, environment=environment)


def find_postgres() -> str | None:
    """Where a PostgreSQL answers in which test databases can be made."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    for url in [given] if given.startswith("postgres") else POSTGRES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            return url
    return None


def find_redis() -> str | None:
    import redis

    url = os.environ.get("REDIS_URL") or REDIS
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except redis.RedisError:
        return None
    return url


def find_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def test_everything(run: Run) -> None:
    services = {}
    if redis_url := find_redis():
        services["REDIS_URL"] = redis_url
    else:
        run.skip("with Redis", "no Redis answers at REDIS_URL or on port 6379")
    sqlite = {**services, "DATABASE_URL": ""}
    pytest(run, "tests on SQLite", "-n2", "-m", "not e2e and not journey", environment=sqlite)
    pytest(run, "journeys on SQLite", "-n2", "-m", "journey and not e2e", environment=sqlite)
    if postgres_url := find_postgres():
        postgres = {**services, "DATABASE_URL": postgres_url}
        pytest(run, "tests on PostgreSQL", "-n2", "-m", "not e2e and not journey and not machine", environment=postgres)
        pytest(run, "journeys on PostgreSQL", "-n2", "-m", "journey and not e2e", environment=postgres)
    else:
        run.skip("tests on PostgreSQL", "none that may create databases answers at DATABASE_URL or on port 5432")
    if browser := find_browser():
        pytest(run, "in a browser", "-n2", "-m", "e2e", environment={**sqlite, "AULA_BROWSER": browser})
    else:
        run.skip("in a browser", "no Chromium or Chrome is installed")


def main() -> int:
    arguments = sys.argv[1:]
    is_fast = "--fast" in arguments
    wanted = [argument for argument in arguments if argument != "--fast"]
    run = Run(require_all=os.environ.get("AULA_REQUIRE_ALL") == "1")
    lint(run)
    if wanted:
        pytest(run, "chosen tests", *wanted)
    elif is_fast:
        pytest(run, "quick tests on SQLite", "-n2", "-m", QUICK, environment={"DATABASE_URL": ""})
    else:
        test_everything(run)
    return run.report()


if __name__ == "__main__":
    raise SystemExit(main())
