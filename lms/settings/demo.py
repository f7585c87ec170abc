"""The embedded demonstration: one process, SQLite, everything under ``var/``. Refuses a production database."""

import secrets
from pathlib import Path

from .base import *
from .base import CELERY_BEAT_SCHEDULE, LOGGING, STORAGES, VAR_DIR, database, env


def kept_secret(name: str) -> str:
    """A random secret made once on this machine and kept beside the demonstration's data."""
    path: Path = VAR_DIR / "keys" / f"{name}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


DEMO = True
DATABASE_PURPOSE = "DEMONSTRATION"
DEBUG = False
SECRET_KEY = kept_secret("django")
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WAGTAILADMIN_BASE_URL = SITE_URL
DATABASES = {"default": database(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'aula.sqlite3'}")}
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # one process: nothing to share
    )
}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0} if REDIS_URL else {"polling_interval": 0.1}
SWEEP_SECONDS = 5
for entry in CELERY_BEAT_SCHEDULE.values():
    if entry["schedule"] < 3600:  # what is done once a day stays so
        entry["schedule"] = min(entry["schedule"], SWEEP_SECONDS)
STORAGES["staticfiles"] = {"BACKEND": "lms.common.staticfiles.GzipManifestStorage"}
EMAIL_BACKEND = "lms.mail.backends.FolderBackend"
EMAIL_FOLDER = VAR_DIR / "mail"
LIVE_WEBHOOK_TOKEN = kept_secret("live-webhook")
CERTIFICATES_PEPPER = kept_secret("certificates-pepper")
LIVE_MAKES_KEY = True
VAULT_MAKES_KEY = True
LIVE_RESETTLE_HOURS = 0.0  # a visitor sees the certificate seconds after the session, not a day later
LIVE_JITSI_DOMAIN = env.str("LIVE_JITSI_DOMAIN", default="")

# The terminal is for the address and the accounts; what happens is in a file, and only errors come to the terminal.
LOG_FOLDER = VAR_DIR / "log"
LOG_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
LOGGING["handlers"]["file"] = {
    "class": "logging.handlers.RotatingFileHandler",
    "filename": str(LOG_FOLDER / "aula.jsonl"),
    "maxBytes": 5_000_000,
    "backupCount": 1,
    "delay": True,
    "formatter": "json",
}
LOGGING["handlers"]["stderr"]["level"] = "ERROR"
LOGGING["root"]["handlers"] = ["stderr", "file"]
