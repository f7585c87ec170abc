"""Tests: the demonstration's way, with a cheap hasher and tasks that run where they are called."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *
from .base import STORAGES, VAR_DIR, database, env

VAR_DIR = Path(tempfile.mkdtemp(prefix="aula-test-"))  # noqa: F811
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
SECRET_KEY = "test-only-secret-key-with-enough-characters-1234567890"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
DEMO = False
DATABASES = {"default": database(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'test.sqlite3'}")}
DATABASES["default"]["OPTIONS"].pop("pool", None)
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["TEST"] = {"NAME": "test_aula_" + env.str("AULA_TEST_DB", default="main")}
else:  # a file: threads of one test must meet in the same database, which SQLite's memory cannot do
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # No test here cuts the power; waiting for the disk at each migration took a minute.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = VAR_DIR / "public"
STORAGES = {
    **STORAGES,
    "private": {**STORAGES["private"], "OPTIONS": {"location": str(VAR_DIR / "private")}},
    "vault": {**STORAGES["vault"], "OPTIONS": {"location": str(VAR_DIR / "vault")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LIVE_PRIVATE_KEY_FILE = VAR_DIR / "keys" / "live-rs256.pem"
LIVE_MAKES_KEY = True
LIVE_WEBHOOK_TOKEN = "test-webhook-token"
CERTIFICATES_AUTHORITY_DIR = VAR_DIR / "authority"
CERTIFICATES_FONT_DIR = Path(tempfile.gettempdir()) / "aula-test-fonts"
CERTIFICATES_PEPPER = "test-pepper"
VAULT_KEY_FILE = VAR_DIR / "keys" / "vault.key"
VAULT_MAKES_KEY = True
ACCOUNTS_OFFICE_PROVIDERS = [  # of an office nobody belongs to; its host is never asked
    {
        "code": "ensayo",
        "name": "Fiscalía de ensayo",
        "office": "ENSAYO",
        "issuer": "https://entrada.example.org",
        "client_id": "aula",
        "secret": "no-secret",
        "domains": ["ensayo.example.org"],
    }
]
PUBLIC_PAGE_CACHE_SECONDS = 0
WHITENOISE_AUTOREFRESH = True
LOG_REQUESTS = False
