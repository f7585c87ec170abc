"""``bin/prepare`` on a machine that lacks something, and twice on one that does not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = "no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n"
OFFLINE = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
pytestmark = pytest.mark.machine


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project of two lines in a folder whose name has a space."""
    tree = tmp_path / "aula fiscal"
    (tree / "bin").mkdir(parents=True)
    for name in ("prepare", "install.py"):
        shutil.copy(ROOT / "bin" / name, tree / "bin" / name)
    (tree / "requirements.txt").write_text("# nothing\n")
    return tree


def prepare(tree: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [tree / "bin" / "prepare", "requirements.txt"],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def python(tree: Path, name: str, body: str) -> str:
    """A command that passes for a Python."""
    path = tree / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_second_run_does_nothing_until_something_changes(tree):
    first = prepare(tree)
    second = prepare(tree)

    assert first.returncode == 0, first.stderr
    assert "Installed in" in first.stderr
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    (tree / "requirements.txt").write_text(PINNED)
    for _ in range(2):  # a failed attempt is not taken for an installation
        offline = prepare(tree, **OFFLINE)

        assert offline.returncode == 1
        assert offline.stderr.splitlines()[-1].startswith("The packages could not be downloaded: connect this machine")


def test_old_python_is_said(tree):
    (tree / "path").mkdir()
    for tool in ("bash", "dirname", "readlink", "echo"):
        (tree / "path" / tool).symlink_to(shutil.which(tool))
    python(tree / "path", "python3", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')

    done = prepare(tree, PATH=str(tree / "path"))

    assert done.returncode == 1
    assert done.stderr.startswith("Aula Fiscal needs Python 3.11 or newer and this machine has Python 3.9.2: install")


def test_python_without_venv_is_said(tree):
    without = 'if [ "$1" = -c ]; then exec python3 "$@"; fi\n'
    without += "exec python3 -c \"import sys, runpy; sys.modules['ensurepip'] = None; sys.argv = sys.argv[1:]; "
    without += 'runpy.run_path(sys.argv[0], run_name=\'__main__\')" "$@"'

    done = prepare(tree, AULA_PYTHON=python(tree, "bare", without))

    assert done.returncode == 1
    assert done.stderr == (
        "This Python has no venv module: install it (sudo apt install python3-venv) and run this again.\n"
    )


@pytest.mark.parametrize("script", ["demo", "test", "serve"])
def test_help_needs_nothing_installed(tree, script):
    shutil.copy(ROOT / "bin" / script, tree / "bin" / script)

    done = subprocess.run([tree / "bin" / script, "--help"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith(f"Usage: bin/{script}")
    assert not (tree / ".venv").exists()
