"""Compiles every message catalogue of the house: ``python -m lms.common.catalogues``. Needs no gettext tools."""

from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent.parent


def find_catalogues(root: Path) -> Iterator[Path]:
    """Every ``.po`` below ``root`` that is the house's own, in order."""
    for source in sorted(root.glob("**/locale/*/LC_MESSAGES/*.po")):
        if not any(part in {".venv", "var", "node_modules"} for part in source.relative_to(root).parts):
            yield source


def compile_catalogues(root: Path = ROOT) -> int:
    """Write the ``.mo`` beside each ``.po`` that is newer; answer how many were written."""
    written = 0
    for source in find_catalogues(root):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


if __name__ == "__main__":
    compile_catalogues()
