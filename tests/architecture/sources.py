"""The tree as the tests of its order read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ["lms", "network", "media", "live", "certificates", "courses", "moderation", "workshops", "internships"]


@cache
def python_files() -> tuple[Path, ...]:
    """Our own code: no tests, no migrations."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return tuple(sorted(path for path in files if "migrations" not in path.parts))


@cache
def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def templates() -> tuple[Path, ...]:
    found = (path for app in APPS for path in (ROOT / app).rglob("templates/**/*") if path.suffix in {".html", ".txt"})
    return tuple(sorted(found))


def place(path: Path, line: int | None = None) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Every call in a file with the last part of the name that is called."""
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield node, name
