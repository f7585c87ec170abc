"""A scanner that could not look says so, and one that is asked to find finds."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

pytestmark = pytest.mark.machine
LOCK = "django==5.2.19 \\\n    --hash=sha256:00\nPy_Phone[extra]==1.0 ; python_version > '3'\n# nothing==2\n"
PINNED = {("django", "5.2.19"), ("py-phone", "1.0")}
FINE = [{"name": "Django", "version": "5.2.19", "vulns": []}, {"name": "py-phone", "version": "1.0", "vulns": []}]


def load_audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "bin" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


audit = load_audit()


def report(*dependencies):
    return json.dumps({"dependencies": list(dependencies), "fixes": []})


def test_audit_reads_what_is_pinned():
    assert audit.pinned_in([LOCK]) == PINNED
    locks = [(ROOT / name).read_text() for name in audit.LOCKS]
    assert {"django", "wagtail", "celery", "pytest"} <= {name for name, _version in audit.pinned_in(locks)}


def test_audit_is_content_with_an_answer_about_every_package():
    assert list(audit.known_weaknesses(report(*FINE), PINNED)) == []


def test_audit_names_each_weakness():
    weak = {**FINE[1], "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}, {"id": "X-2", "fix_versions": []}]}

    assert list(audit.known_weaknesses(report(FINE[0], weak), PINNED)) == [
        "py-phone 1.0: X-1 (mended in 1.1)",
        "py-phone 1.0: X-2 (mended in no version yet)",
    ]


@pytest.mark.parametrize(
    "told",
    [
        "",
        "No known vulnerabilities found",
        "[]",
        report(),
        report(FINE[0]),
        report(FINE[0], {"name": "py-phone", "version": "1.0", "skip_reason": "not found"}),
        report(FINE[0], {"name": "py-phone", "version": "0.9", "vulns": []}),
    ],
    ids=["silent", "in-words", "empty", "nobody", "one-missing", "one-skipped", "another-version"],
)
def test_audit_is_blind_where_a_package_was_not_looked_at(told):
    with pytest.raises(audit.Blind):
        list(audit.known_weaknesses(told, PINNED))


def test_audit_of_nothing_is_blind():
    with pytest.raises(audit.Blind):
        list(audit.known_weaknesses(report(), set()))


def run_audit(*arguments, **environment):
    command = [sys.executable, str(ROOT / "bin" / "audit.py"), *arguments]
    # Nobody listens at that port, so nothing outside is reached, and an earlier answer is not taken from a cache.
    nobody = dict.fromkeys(["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"], "http://127.0.0.1:9")
    surroundings = {**os.environ, **nobody, "NO_PROXY": "", "no_proxy": "", **environment}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)


def test_audit_that_reaches_nobody_exits_2(tmp_path):
    done = run_audit("requirements.txt", PIP_CACHE_DIR=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))

    assert (done.returncode, done.stdout) == (audit.COULD_NOT_LOOK, "")
    assert "It could not be found out" in done.stderr


def test_audit_of_a_lock_that_is_not_there_exits_2():
    assert run_audit("requirements-of-nobody.txt").returncode == audit.COULD_NOT_LOOK


def test_bandit_finds_with_our_settings_what_it_should(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import hashlib, subprocess\nsubprocess.run('x', shell=True)\nhashlib.md5(b'x')\n")

    command = [sys.executable, "-m", "bandit", "-q", "-c", str(ROOT / "pyproject.toml"), str(bad)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert {"B602", "B324"} <= {word[1:5] for word in done.stdout.split() if word.startswith("[B")}
