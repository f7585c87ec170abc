"""Production's settings: complete from the environment, or every lack said at once."""

import os
import runpy
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = [
    "SECRET_KEY",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "VAULT_KEY_FILE",
    "CERTIFICATES_AUTHORITY_DIR",
    "CERTIFICATES_PEPPER",
    "LIVE_PRIVATE_KEY_FILE",
    "LIVE_WEBHOOK_TOKEN",
]
OPTIONAL = [
    "ALLOWED_HOSTS",
    "AULA_VAR",
    "VAULT_KEY_COMMAND",
    "VAULT_FORMER_KEY_FILES",
    "CLAMAV_SOCKET",
    "X_ACCEL_PREFIX",
    "FILES_QUOTA_MEGABYTES",
    "LIVE_JITSI_DOMAIN",
    "LIVE_JITSI_APP_ID",
    "TRUSTED_PROXIES",
    "LOG_LEVEL",
    "SINGLE_SIGN_ON_FILE",
    "ONE_MACHINE",
]
pytestmark = pytest.mark.machine


@pytest.fixture
def complete(tmp_path: Path) -> dict[str, str]:
    """An environment with which production starts."""
    (tmp_path / "var").mkdir()
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_bytes(b64encode(bytes(range(32))))
    authority = tmp_path / "authority"
    authority.mkdir()
    random = "q7Zr2mXv9LpK4sTd8NwYb3HcJf6GgAeRuVx5Po1iQtSzWkEy"
    return {
        "SECRET_KEY": random + random[:10],
        "SITE_URL": "https://aula.example.org",
        "DATABASE_URL": "postgres://aula:p%40ss@db.example.org:5432/aula?sslmode=verify-full",
        "REDIS_URL": "rediss://cache.example.org:6379/0",
        "EMAIL_URL": "smtp+tls://aula:s%3Acret@mail.example.org:587",
        "DEFAULT_FROM_EMAIL": "Aula Fiscal <no-responder@example.org>",
        "VAULT_KEY_FILE": str(key),
        "CERTIFICATES_AUTHORITY_DIR": str(authority),
        "CERTIFICATES_PEPPER": random,
        "LIVE_PRIVATE_KEY_FILE": str(key),
        "LIVE_WEBHOOK_TOKEN": random,
        "AULA_VAR": str(tmp_path / "var"),
    }


@pytest.fixture
def read(monkeypatch):
    """Production's settings read from exactly this environment."""

    def read_settings(variables: dict[str, str]) -> dict[str, object]:
        for name in [*REQUIRED, *OPTIONAL]:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_module("lms.settings.production")

    return read_settings


def problems(read, variables: dict[str, str]) -> list[str]:
    with pytest.raises(ImproperlyConfigured) as raised:
        read(variables)
    return [line.removeprefix("  - ") for line in str(raised.value).splitlines()[1:]]


def test_complete_environment_is_enough(read, complete):
    settings = read(complete)

    assert settings["ALLOWED_HOSTS"] == ["aula.example.org"]
    assert settings["DATABASES"]["default"]["PASSWORD"] == "p@ss"
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (
        "mail.example.org",
        587,
        True,
        False,
    )
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("aula", "s:cret")


def test_empty_environment_is_told_everything_it_lacks(read):
    assert [line.split()[0] for line in problems(read, {})] == REQUIRED


@pytest.mark.parametrize("name", REQUIRED)
def test_each_lack_is_one_sentence(read, complete, name):
    [sentence] = problems(read, {**complete, name: ""})

    assert sentence.startswith(f"{name} is missing: ")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "short", "too easy to guess"),
        ("SECRET_KEY", "a" * 60, "too easy to guess"),
        ("SITE_URL", "http://aula.example.org", "must begin with https://"),
        ("SITE_URL", "https://aula.example.org/aula", "scheme and host only"),
        ("SITE_URL", "https://aula.example.org:port", "not a number"),
        ("ALLOWED_HOSTS", "*, aula.example.org", "'*'"),
        ("ALLOWED_HOSTS", "other.example.org", "does not hold the host of SITE_URL"),
        ("DATABASE_URL", "mysql://db/aula", "must begin with postgres://"),
        ("DATABASE_URL", "sqlite:///aula.sqlite3", "absolute path"),
        ("REDIS_URL", "http://cache", "must begin with redis://"),
        ("DATABASE_URL", "postgres://aula:x@db.example.org/aula", "unencrypted to another machine"),
        ("DATABASE_URL", "postgres://aula:x@db.example.org/aula?sslmode=prefer", "unencrypted to another machine"),
        ("REDIS_URL", "redis://cache.example.org:6379/0", "unencrypted to another machine"),
        ("EMAIL_URL", "smtp://mail.example.org:25", "unencrypted"),
        ("DEFAULT_FROM_EMAIL", "Aula Fiscal", "no address"),
        ("VAULT_KEY_FILE", "/nowhere/vault.key", "not there"),
        ("VAULT_FORMER_KEY_FILES", "/nowhere/old.key", "not there"),
        ("VAULT_KEY_COMMAND", "kms --wrap", "absolute path"),
        ("VAULT_KEY_COMMAND", "/bin/cat 'open", "not closed"),
        ("CLAMAV_SOCKET", "clamd", "absolute path or host:port"),
        ("X_ACCEL_PREFIX", "/_private", "slash"),
        ("FILES_QUOTA_MEGABYTES", "0", "whole number from 1"),
        ("CERTIFICATES_AUTHORITY_DIR", "/nowhere", "not there"),
        ("CERTIFICATES_PEPPER", "pepper", "too easy to guess"),
        ("LIVE_WEBHOOK_TOKEN", "token", "too easy to guess"),
        ("LIVE_JITSI_DOMAIN", "https://meet.example.org", "without scheme"),
        ("TRUSTED_PROXIES", "yes", "whole number from 0 to 3"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL is DEBUG"),
        ("AULA_VAR", "/nowhere", "not there"),
        ("SINGLE_SIGN_ON_FILE", "/nowhere/providers.yaml", "cannot be read as YAML"),
    ],
)
def test_each_nonsense_is_one_sentence(read, complete, name, value, words):
    [sentence] = problems(read, {**complete, name: value})

    assert name in sentence
    assert words in sentence


def test_key_that_others_may_read_is_refused(read, complete):
    Path(complete["VAULT_KEY_FILE"]).chmod(0o640)

    assert [line.split()[0] for line in problems(read, complete)] == ["VAULT_KEY_FILE", "LIVE_PRIVATE_KEY_FILE"]


PROVIDER = """
- code: fiscalia
  name: Fiscalía de ensayo
  office: FGE
  issuer: https://entrada.example.org/realm
  client_id: aula
  secret_file: {secret}
  domains: [Fiscalia.example.org]
  second_factor: [otp]
"""


@pytest.fixture
def told(tmp_path, complete):
    """Production whose file of providers holds ``text``."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("s3creto\n")

    def tell(text: str) -> dict[str, str]:
        (tmp_path / "providers.yaml").write_text(text.replace("{secret}", str(secret)))
        return {**complete, "SINGLE_SIGN_ON_FILE": str(tmp_path / "providers.yaml")}

    return tell


def test_providers_of_offices_come_from_a_file_and_their_secrets_from_others(read, told, complete):
    assert read(complete)["ACCOUNTS_OFFICE_PROVIDERS"] == []
    assert read(told(PROVIDER))["ACCOUNTS_OFFICE_PROVIDERS"] == [
        {
            "code": "fiscalia",
            "name": "Fiscalía de ensayo",
            "office": "FGE",
            "issuer": "https://entrada.example.org/realm",
            "client_id": "aula",
            "secret": "s3creto",
            "domains": ["fiscalia.example.org"],
            "second_factor": ["otp"],
        }
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("https://entrada", "http://entrada", "issuer must begin with https://"),
        ("office: FGE", "office:", "office is missing"),
        ("code: fiscalia", "code: La Fiscalía", "small letters"),
        ("client_id: aula", "client_id: aula\n  role: admin", "'role' is no word"),
        ("domains: [Fiscalia.example.org]", "domains: []", "at least one"),
        ("domains: [Fiscalia.example.org]", "domains: a.example.org", "list of words"),
        ("[Fiscalia.example.org]", "[x@fiscalia.example.org]", "has no @"),
        ("second_factor: [otp]", "second_factor: yes", "list of words"),
        ("secret_file: {secret}", "secret_file: /nowhere", "not there"),
        (PROVIDER, "code: fiscalia", "must hold a list"),
        (PROVIDER, PROVIDER + PROVIDER, "two providers have one code"),
    ],
)
def test_a_provider_that_makes_no_sense_is_said(read, told, before, after, words):
    assert any(words in sentence for sentence in problems(read, told(PROVIDER.replace(before, after))))


def test_key_service_stands_in_for_the_key_file(read, complete):
    settings = read({**complete, "VAULT_KEY_FILE": "", "VAULT_KEY_COMMAND": "/bin/cat -u 'two words'"})

    assert settings["VAULT_KEY_COMMAND"] == ["/bin/cat", "-u", "two words"]


def test_the_wall_is_up(read, complete):
    settings = read(complete)

    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert settings[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert settings[f"{cookie}_COOKIE_SECURE"] is True
    assert (settings["DEBUG"], settings["DEMO"]) == (False, False)


def test_headers_of_a_proxy_are_believed_only_where_one_stands(read, complete):
    assert "SECURE_PROXY_SSL_HEADER" not in read(complete)

    behind = read({**complete, "TRUSTED_PROXIES": "1"})

    assert behind["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert behind["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def manage(command: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "lms.settings.production", **variables}
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_lack_is_said_without_a_traceback():
    done = manage(["check"], {})

    assert done.returncode == 1
    assert "SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_deploy_has_nothing_to_say(complete):
    variables = {**complete, "DATABASE_URL": f"sqlite:///{complete['AULA_VAR']}/aula.sqlite3"}
    # Cutting the typefaces takes a minute; the other tests have done it.
    fonts = Path(tempfile.gettempdir()) / "aula-test-fonts"
    fonts.mkdir(exist_ok=True)
    (Path(complete["AULA_VAR"]) / "fonts").symlink_to(fonts)
    made = manage(["certificates_init_authority", "--organisation", "Example"], variables)

    done = manage(["check", "--deploy", "--fail-level", "WARNING"], variables)

    assert made.returncode == 0, made.stderr
    assert (done.returncode, done.stderr) == (0, "")


def test_the_measurements_settings_start(tmp_path):
    """What they allow themselves beyond production is silenced by name, also what a check added later finds."""
    variables = {"DJANGO_SETTINGS_MODULE": "lms.settings.bench", "AULA_VAR": str(tmp_path)}
    fonts = Path(tempfile.gettempdir()) / "aula-test-fonts"
    fonts.mkdir(exist_ok=True)
    (tmp_path / "fonts").symlink_to(fonts)
    made = manage(["certificates_init_authority", "--organisation", "Example"], variables)

    done = manage(["check", "--deploy", "--fail-level", "ERROR"], variables)

    assert made.returncode == 0, made.stderr
    assert done.returncode == 0, done.stderr


def test_every_variable_is_explained():
    page = (ROOT / "docs" / "operations" / "settings.md").read_text()

    assert [name for name in [*REQUIRED, *OPTIONAL] if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("database", "redis", "more"),
    [
        ("postgres://aula:x@localhost/aula", "redis://127.0.0.1:6379/0", {}),
        ("sqlite:////srv/aula/aula.sqlite3", "unix:///run/redis.sock", {}),
        ("postgres://aula:x@db/aula", "redis://cache:6379/0", {"ONE_MACHINE": "yes"}),
    ],
    ids=["this-machine", "files", "containers"],
)
def test_what_stays_on_the_machine_needs_no_encryption(read, complete, database, redis, more):
    settings = read({**complete, "DATABASE_URL": database, "REDIS_URL": redis, **more})

    assert settings["REDIS_URL"] == redis


def test_the_word_of_encryption_reaches_the_driver(read, complete):
    options = read(complete)["DATABASES"]["default"]["OPTIONS"]

    assert options["sslmode"] == "verify-full"
    assert options["server_side_binding"] is True
