import json
import time

import pytest
from django.core.management import CommandError, call_command

from lms.accounts.models import User
from lms.desk.bench.timing import compare, measure
from tests.factories.certificates import AwardFactory

pytestmark = pytest.mark.django_db


def test_it_tells_the_difference_with_its_noise_and_leaves_nobody_behind(tmp_path, capsys):
    AwardFactory()

    call_command("bench_timing", turns=3, json=tmp_path / "figures.json")

    figures = json.loads((tmp_path / "figures.json").read_text())
    assert [(line["name"], line["first"]) for line in figures] == [
        ("account_login", "known address"),
        ("account_login", "suspended account"),
        ("account_reset_password", "known address"),
        ("account_reset_password", "suspended account"),
        ("certificates_machine:verify", "issued code"),
    ]
    assert all(line["noise_ms"] >= 0 and line["turns"] == 3 for line in figures)
    assert capsys.readouterr().out.count("noise") == 5
    assert not User.objects.filter(email__endswith="@example.org", is_active=False).exists()


def test_without_a_certificate_it_says_what_it_did_not_measure(capsys):
    call_command("bench_timing", turns=2)

    assert "verification was not measured" in capsys.readouterr().out


def test_where_people_work_it_refuses(settings):
    settings.DATABASE_PURPOSE = "PRODUCTION"

    with pytest.raises(CommandError, match="Where people work"):
        call_command("bench_timing", turns=2)


def test_an_answer_that_takes_longer_is_told_from_its_noise():
    taken = measure({"quick": lambda: None, "slow": lambda: time.sleep(0.003)}, turns=12)

    line = compare("door", "slow", "quick", taken)

    assert line.tells
    assert line.difference_ms > 2
    assert not compare("door", "quick", "quick", taken).tells
