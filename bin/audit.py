"""Asks of every pinned package whether a weakness of it is known (``bin/audit``).

Scanners are silent both when nothing is wrong and when they could not look. Here the answer counts only if it speaks of
every package of the lock: 0 none is known, 1 some are, 2 it could not be found out. ``AULA_AUDIT_SERVICE`` chooses
another of the services that pip-audit can ask.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-test.txt"]
CLEAN, FOUND, COULD_NOT_LOOK = 0, 1, 2
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


class Blind(Exception):
    """It could not be found out."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned_in(texts: Iterable[str]) -> set[tuple[str, str]]:
    """Every package of the locks with its version."""
    return {(canonical(name), version) for text in texts for name, version in PINNED.findall(text)}


def known_weaknesses(report: str, pinned: set[tuple[str, str]]) -> Iterator[str]:
    """One line for each weakness; ``Blind`` where the report does not speak of every pinned package."""
    try:
        told: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError) as problem:
        raise Blind("The scanner gave no answer.") from problem
    looked_at = {(canonical(one["name"]), one.get("version", "")) for one in told if "vulns" in one}
    if missing := sorted(name for name, _version in pinned - looked_at):
        raise Blind(f"{len(missing)} of {len(pinned)} packages were not looked at: {', '.join(missing[:5])} ...")
    if not pinned:
        raise Blind("No package is pinned.")
    for one in told:
        for weakness in one.get("vulns", []):
            mended = ", ".join(weakness.get("fix_versions", [])) or "no version yet"
            yield f"{one['name']} {one['version']}: {weakness['id']} (mended in {mended})"


def ask(locks: list[Path]) -> str:
    """The scanner's report. It exits 1 for weaknesses and for errors alike, so only what it says counts."""
    command = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off", "--desc", "off"]
    command += ["--vulnerability-service", os.environ.get("AULA_AUDIT_SERVICE") or "pypi"]
    for lock in locks:
        command += ["--requirement", str(lock)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        words = done.stderr.splitlines()
        raise Blind(f"The scanner gave no answer. Its last words: {words[-1][:300] if words else 'none'}")
    return done.stdout


def main(arguments: list[str]) -> int:
    locks = [ROOT / name for name in arguments or LOCKS]
    try:
        pinned = pinned_in(lock.read_text(encoding="utf-8") for lock in locks)
        weaknesses = list(known_weaknesses(ask(locks), pinned))
    except (Blind, OSError) as problem:
        print(f"{problem}\nIt could not be found out whether a package has a known weakness.", file=sys.stderr)
        return COULD_NOT_LOOK
    print(*weaknesses, sep="\n")
    print(f"{len(weaknesses)} known weaknesses in {len(pinned)} pinned packages.")
    return FOUND if weaknesses else CLEAN


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
