"""Makes ``.venv`` hold exactly the pinned packages of one requirements file. Standard library only.

A stamp with the hash of the requirements makes a second run cost milliseconds. What is missing on the machine is said
in one sentence; pip's own words are kept in ``var/log/install.log``.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / "var" / "log" / "install.log"
MEGABYTES_NEEDED = 900

# What pip says -> what a person should do. The first that is found is the cause.
CAUSES = {
    "No space left on device": "There is no disk space left: free about 1 GB and run this again.",
    "HASHES": "A downloaded package is not the one that was pinned: try again, and do not go on if it happens twice.",
    "NewConnectionError": "",
    "ConnectTimeout": "",
    "ReadTimeout": "",
    "ProxyError": "",
    "SSLError": "",
    "No matching distribution found": "",
}
NO_NETWORK = (
    "The packages could not be downloaded: connect this machine to the Python package index "
    "(or name another with PIP_INDEX_URL) and run this again."
)


def wanted_stamp(requirements: Path) -> str:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{digest} python{sys.version_info[0]}.{sys.version_info[1]}\n"


def is_installed(requirements: Path) -> bool:
    stamp = stamp_of(requirements)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted_stamp(requirements)


def stamp_of(requirements: Path) -> Path:
    return VENV / f"installed-{requirements.name}"


def refuse(sentence: str) -> None:
    raise SystemExit(sentence)


def check_machine() -> None:
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        refuse("This Python has no venv module: install it (sudo apt install python3-venv) and run this again.")
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < MEGABYTES_NEEDED:
        refuse(f"Only {free} MB of disk are free and {MEGABYTES_NEEDED} are needed: free some and run this again.")


def make_venv() -> None:
    """A virtualenv of this very Python; one that another Python left behind is replaced."""
    config = VENV / "pyvenv.cfg"
    version = f"version = {sys.version_info[0]}.{sys.version_info[1]}."
    if config.exists() and version in config.read_text() and PYTHON.exists():
        return
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        refuse(
            "This Python cannot make a virtual environment: install its venv module "
            "(sudo apt install python3-venv) and run this again."
        )


def install(requirements: Path) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--prefer-binary"]
    with LOG.open("w+") as log:
        # The file is a whole lock: nothing is left to resolve. Older pips (Debian 12's) would take a package that
        # another asks for with an extra at its newest version, past the pin, and then refuse it for want of a hash.
        done = subprocess.run(
            [*command, "--no-deps", "--require-hashes", "-r", str(requirements)],
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode == 0:
            return
        log.seek(0)
        output = log.read()
    cause = next((sentence or NO_NETWORK for sign, sentence in CAUSES.items() if sign in output), None)
    refuse(cause or f"pip could not install the packages: its last words are in {LOG.relative_to(ROOT)}.")


def prepare(requirements: Path) -> None:
    check_machine()
    started = time.monotonic()
    print(f"Installing the packages of {requirements.name} (only when they change) ...", file=sys.stderr, flush=True)
    make_venv()
    install(requirements)
    stamp_of(requirements).write_text(wanted_stamp(requirements))
    print(f"Installed in {time.monotonic() - started:.0f} s.", file=sys.stderr, flush=True)


def main() -> None:
    requirements = ROOT / sys.argv[1]
    if is_installed(requirements):
        return
    try:
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "install.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once install one after the other
            if not is_installed(requirements):
                prepare(requirements)
    except OSError as problem:
        refuse(f"{problem.strerror}: {problem.filename or ROOT}. Mend that and run this again.")


if __name__ == "__main__":
    main()
