"""Mutation testing of the permission modules in a copy of the tree below ``var/`` (``bin/mutate``).

What is mutated and which tests must notice stands in pyproject.toml, ``[tool.mutmut]``. A run that mutated nothing, or
whose tests did not run, fails: a figure is only given for changes that were really tried.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "mutate"
NOTICED, MISSED = {"killed", "timeout"}, {"survived", "no_tests", "suspicious"}


def copy_tree() -> None:
    """The tracked files as they are now; what is ignored stays out."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        source, target = ROOT / name, FOLDER / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def run(chosen: list[str]) -> dict[str, int]:
    """Every change tried, or those of the modules chosen; how many ended in which way."""
    mutmut = [sys.executable, "-m", "mutmut"]
    subprocess.run([*mutmut, "run", "--max-children", "2", *chosen], cwd=FOLDER, check=True)
    subprocess.run([*mutmut, "export-cicd-stats"], cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)
    stats: dict[str, int] = json.loads((FOLDER / "mutants" / "mutmut-cicd-stats.json").read_text())
    subprocess.run([*mutmut, "results"], cwd=FOLDER, check=True)
    return stats


def main() -> int:
    least = float(sys.argv[1])
    copy_tree()
    counted = Counter(run(sys.argv[2:]))
    noticed = sum(counted[name] for name in NOTICED)
    tried = noticed + sum(counted[name] for name in MISSED)
    if not tried:
        print("Nothing was mutated: the figure could not be taken.")
        return 2
    share = 100 * noticed / tried
    left = f"; {counted['not_checked']} were not tried" if counted["not_checked"] else ""
    print(f"{noticed} of {tried} changes were noticed: {share:.1f} % (at least {least:g} % wanted){left}")
    return int(share < least)


if __name__ == "__main__":
    raise SystemExit(main())
