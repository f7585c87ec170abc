"""A worker killed again and again, by SIGKILL, in whatever it was doing: every award ends with one whole file."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from lms.common import typefaces
from tests.databases import ROOT, copy_sqlite_template

AWARDS, KILLS = int(os.environ.get("AULA_KILLED_AWARDS", "60")), 12  # 300 before a release


@pytest.mark.slow
def test_every_award_ends_with_one_whole_file(tmp_path):
    copy_sqlite_template(tmp_path / "aula.sqlite3")
    shutil.copytree(typefaces.SERIF.path.parent, tmp_path / "fonts")
    environment = {
        **os.environ,
        "AULA_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "lms.settings.demo",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'aula.sqlite3'}",
        "REDIS_URL": "",
    }

    ran = subprocess.run(
        [sys.executable, "-m", "tests.certificates.killing", str(AWARDS), str(KILLS)],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["finished_before_the_last"] < AWARDS  # the control: there was something to kill until the end
    assert {key: told[key] for key in ("artifacts", "distinct", "files", "verdicts", "status")} == {
        "artifacts": AWARDS,
        "distinct": AWARDS,
        "files": AWARDS,
        "verdicts": ["valid"],
        "status": 0,
    }
