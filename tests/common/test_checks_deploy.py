"""Each dangerous default is told, and each alone."""

import os

import pytest
from django.core.checks import run_checks

from lms.common.checks_deploy import check_dangerous_defaults
from media.checks import check_vault

RANDOM = "q7Zr2mXv9LpK4sTd8NwYb3HcJf6GgAeRuVx5Po1iQtSzWkEy"


@pytest.fixture
def safe(settings, tmp_path):
    """The test's settings with everything as production has it."""
    from media.vault.keys import make_key

    make_key(tmp_path / "keys" / "vault.key")
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    settings.LIVE_PRIVATE_KEY_FILE = tmp_path / "keys" / "live.pem"
    settings.LIVE_PRIVATE_KEY_FILE.touch(mode=0o600)
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"
    settings.SITE_URL = "https://aula.example.org"
    settings.VAULT_MAKES_KEY = settings.LIVE_MAKES_KEY = False
    settings.SECRET_KEY, settings.CERTIFICATES_PEPPER, settings.LIVE_WEBHOOK_TOKEN = RANDOM * 2, RANDOM, RANDOM
    settings.ACCOUNTS_SECOND_FACTOR_REQUIRED = True
    return settings


def told() -> list[str]:
    return [message.id for message in [*check_dangerous_defaults(), *check_vault()]]


def test_nothing_is_said_where_all_is_well(safe):
    assert told() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("DEBUG", True, "common.E101"),
        ("DEMO", True, "common.E102"),
        ("SITE_URL", "http://aula.example.org", "common.E103"),
        ("ACCOUNTS_SECOND_FACTOR_REQUIRED", False, "common.E104"),
        ("LIVE_JITSI_DOMAIN", "meet.jit.si", "common.E105"),
        ("LIVE_JITSI_DOMAIN", "8x8.vc", "common.E105"),
        ("LIVE_JITSI_DOMAIN", "Meet.Jit.Si:443", "common.E105"),
        ("LIVE_MAKES_KEY", True, "common.E106"),
        ("VAULT_MAKES_KEY", True, "common.E106"),
        ("SECRET_KEY", "test-only-secret-key-with-enough-characters-1234567890", "common.E107"),
        ("CERTIFICATES_PEPPER", "", "common.E107"),
        ("LIVE_WEBHOOK_TOKEN", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "common.E107"),
    ],
)
def test_each_danger_is_told(safe, name, value, number):
    setattr(safe, name, value)

    assert told() == [number]


def test_own_video_server_is_no_danger(safe):
    safe.LIVE_JITSI_DOMAIN = "meet.example.org"

    assert told() == []


def test_key_that_others_may_read(safe):
    safe.LIVE_PRIVATE_KEY_FILE.chmod(0o644)
    assert told() == ["common.E108"]

    safe.LIVE_PRIVATE_KEY_FILE.chmod(0o600)
    safe.CERTIFICATES_AUTHORITY_DIR.mkdir()
    (safe.CERTIFICATES_AUTHORITY_DIR / "signer-key.pem").touch()
    os.chmod(safe.CERTIFICATES_AUTHORITY_DIR / "signer-key.pem", 0o640)  # noqa: PTH101
    assert told() == ["common.E108"]


def test_vault_without_a_key(safe):
    safe.VAULT_KEY_FILE.write_text("no key")
    assert told() == ["media.E001"]

    safe.VAULT_KEY_FILE.unlink()
    assert told() == ["media.E001"]


def test_key_service_that_is_away(safe):
    safe.VAULT_KEY_COMMAND = ["/nowhere/kms"]

    assert told() == ["media.E001"]


def test_key_beside_the_data(safe, tmp_path):
    safe.VAR_DIR = tmp_path

    assert told() == ["media.W001"]


def test_private_files_in_the_public_folder(safe):
    from django.core.files.storage import storages

    safe.MEDIA_ROOT = os.path.dirname(storages["private"].location)  # noqa: PTH120

    assert told() == ["media.E003", "media.E003"]


def test_they_are_asked_before_a_start():
    asked = {message.id for message in run_checks(include_deployment_checks=True)}

    assert {"common.E103", "common.E106"} <= asked  # the test's own settings are no production
