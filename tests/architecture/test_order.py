"""The house keeps its order: who imports whom, who points at whom, how large a thing may be, what is not ours."""

import ast
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import URLPattern, get_resolver
from django.utils import translation

from lms.celery import app as celery_app
from tests.architecture.sources import APPS, ROOT, calls, place, python_files, syntax_of

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"}
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 60
# Whoever speaks to a person at a terminal.
SPEAKERS = {"lms/embedded.py", "lms/supervisor.py"}
# Built, minified or bought things, which a package manager brings instead.
BOUGHT = (".min.js", ".min.css", ".map", ".woff", ".woff2", ".ttf", ".otf", ".whl", ".jar", ".zip", ".mo")
pytestmark = pytest.mark.machine


def test_import_contract_holds():
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    done = subprocess.run([sys.executable, "-c", linter], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:]


def test_relations_name_classes_so_that_the_contract_sees_them():
    """A string would reach upwards unseen; only the user model and a row of the same table are named by one."""
    strings = [
        place(path, call.lineno)
        for path in python_files()
        for call, name in calls(path)
        if name in RELATIONS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value not in {"self", settings.AUTH_USER_MODEL}
    ]

    assert strings == []


def test_nobody_prints():
    printing = [
        place(path, call.lineno)
        for path in python_files()
        if place(path) not in SPEAKERS
        for call, name in calls(path)
        if name == "print" and isinstance(call.func, ast.Name)
    ]

    assert printing == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_migrations_of_each_app_form_one_line():
    graph = MigrationLoader(connection).graph
    ours = {name.rpartition(".")[2] for name in settings.INSTALLED_APPS if name.partition(".")[0] in APPS}

    forks = {app: leaves for app in ours if len(leaves := graph.leaf_nodes(app)) > 1}

    assert forks == {}


def is_a_table(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """One literal and nothing that happens: it may be as long as what it lists."""
    statements = [node for node in function.body if not isinstance(node, ast.Expr)]
    return len(statements) == 1 and isinstance(statements[0], ast.Return)


def test_no_file_is_too_long():
    long = {place(path): len(path.read_text().splitlines()) for path in python_files()}

    assert {name: lines for name, lines in long.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_too_long():
    long = {
        place(path, node.lineno): size
        for path in python_files()
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
        and not is_a_table(node)
    }

    assert long == {}


def test_budgets_are_kept_on_the_whole():
    """Half of the functions are short and nine in ten fit on a screen (the figures of the projects we admire)."""
    sizes = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in python_files()
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    assert sizes[len(sizes) // 2] <= 10
    assert sizes[len(sizes) * 9 // 10] <= 28


def tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return listed.stdout.split("\0")


def test_nothing_bought_lies_in_the_tree():
    assert [name for name in tracked_files() if name.endswith(BOUGHT) or "node_modules/" in name] == []


def test_app_called_media_is_not_ignored():
    """``MEDIA_ROOT`` is customarily ``media/`` and ignored; here it is an app and run-time files are below ``var/``."""
    assert "media/models.py" in tracked_files()


def test_every_scheduled_task_exists():
    celery_app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled - set(celery_app.tasks) == set()


def test_every_task_outlives_a_newer_caller():
    """``**_future``: an old worker survives a parameter that a newer deploy sends."""
    celery_app.loader.import_default_modules()
    strict = []
    for path in python_files():
        if path.name != "tasks.py" and path.parent.name != "tasks":
            continue
        for node in ast.walk(syntax_of(path)):
            is_task = isinstance(node, ast.FunctionDef) and any(
                "shared_task" in ast.dump(decorator) for decorator in node.decorator_list
            )
            if is_task and node.args.kwarg is None:
                strict.append(place(path, node.lineno))

    assert strict == []


def test_settings_of_ours_are_explained_where_they_stand():
    """Each has words beside it, above it, or above the group it begins with."""
    lines = (ROOT / "lms" / "settings" / "base.py").read_text().splitlines()
    foreign = ("ACCOUNT_", "AUTH", "CELERY_", "CSRF_", "DATA_", "DEFAULT_", "FILE_", "FORM_", "INSTALLED", "LANGUAGE")
    foreign += ("LOCALE", "LOG", "MEDIA_", "MIDDLEWARE", "PASSWORD_", "ROOT_", "SECURE_", "SESSION_", "SILENCED")
    foreign += ("STATIC", "STORAGES", "TEMPLATES", "TIME_ZONE", "USE_", "WAGTAIL", "WSGI", "X_FRAME", "BASE_DIR")
    unexplained = []
    for number, line in enumerate(lines):
        name = line.split("=")[0].split(":")[0].strip()
        if not name.isupper() or not line[:1].isupper() or name.startswith(foreign):
            continue
        above = next((before for before in reversed(lines[:number]) if not before[:1].isupper()), "")
        if "  # " not in line and not above.startswith("#"):
            unexplained.append(name)

    assert unexplained == []


def test_every_requirement_has_its_reason():
    reasons = (ROOT / "docs" / "adr" / "0002-dependencies.md").read_text().lower()
    lines = (ROOT / "requirements.in").read_text().splitlines()

    wanted = [re.split(r"[~=<>\[]", line)[0].strip().lower() for line in lines if line and not line.startswith("#")]

    assert [name for name in wanted if name not in reasons] == []


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_no_two_addresses_are_one():
    """Of two rooms with the same path the first would answer for both, and nothing else would say so."""

    def walk(patterns, head=""):
        for one in patterns:
            path = head + re.sub(r"<\w+:\w+>", "<>", str(one.pattern))
            if isinstance(one, URLPattern):
                yield path
            else:
                yield from walk(one.url_patterns, path)

    with translation.override("es"):
        ours = [path for path in walk(get_resolver().url_patterns) if not path.startswith(("admin/", "documents/"))]
    assert len(ours) > 100
    closed = {"es/_util/login/"}  # Wagtail's own sign-in, which ours answers before it
    assert {path for path in ours if ours.count(path) > 1} == closed
