"""Production: everything that differs between installations comes from the environment, and a lack is said at start.

Each variable is explained in docs/operations/settings.md.
"""

from urllib.parse import unquote

from .base import *
from .base import LOGGING, VAR_DIR, database
from .environment import Environment, is_elsewhere

DEMO = False
DEBUG = False
DATABASE_PURPOSE = "PRODUCTION"
given = Environment()

# --- signing in
ACCOUNTS_SECOND_FACTOR_REQUIRED = True
ACCOUNTS_FACTOR_KEY = given.text("FACTOR_KEY", "the secret that encrypts second factors at rest", default="")
given.refuse_if(
    bool(ACCOUNTS_FACTOR_KEY) and len(ACCOUNTS_FACTOR_KEY) < 32, "FACTOR_KEY needs at least 32 random characters."
)

ACCOUNTS_OFFICE_PROVIDERS = given.office_providers("SINGLE_SIGN_ON_FILE")

# --- who and where we are
SECRET_KEY = given.secret("SECRET_KEY", "the secret that signs sessions and links", length=50)
SITE_URL = given.url("SITE_URL", "scheme and host of this site, such as https://aula.example.org", schemes=("https",))
SITE_URL = SITE_URL.rstrip("/")
site = given.parts("SITE_URL", SITE_URL)
given.refuse_if(bool(site.path or site.query), "SITE_URL is scheme and host only: leave out what follows.")
given.refuse_if(bool(site.scheme and not site.hostname), "SITE_URL names no host.")
ALLOWED_HOSTS = given.text("ALLOWED_HOSTS", "host names, with commas", default=site.hostname or "-").split(",")
ALLOWED_HOSTS = [host.strip() for host in ALLOWED_HOSTS]
given.refuse_if("*" in ALLOWED_HOSTS, "ALLOWED_HOSTS must name the hosts: '*' would let anybody's name into our mails.")
given.refuse_if(
    bool(site.hostname) and site.hostname not in ALLOWED_HOSTS, "ALLOWED_HOSTS does not hold the host of SITE_URL."
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
WAGTAILADMIN_BASE_URL = SITE_URL
given.folder("AULA_VAR", "the folder for everything written at run time", default=VAR_DIR)

# --- where things are kept
DATABASE_URL = given.url(
    "DATABASE_URL",
    "such as postgres://user:password@host:5432/aula",
    schemes=("postgres", "postgresql", "sqlite"),
)
given.refuse_if(
    DATABASE_URL.startswith("sqlite") and not DATABASE_URL.startswith("sqlite:////"),
    "DATABASE_URL for SQLite needs an absolute path, such as sqlite:////srv/aula/aula.sqlite3.",
)
DATABASES = {"default": database(DATABASE_URL)} if given.parts("DATABASE_URL", DATABASE_URL).scheme else {}
REDIS_URL = given.url("REDIS_URL", "such as redis://host:6379/0", schemes=("redis", "rediss", "unix"))
# What goes to another machine goes encrypted. Names of containers on this very machine are what ONE_MACHINE is for.
ONE_MACHINE = given.text("ONE_MACHINE", "yes, where database and Redis run on this machine", default="no") == "yes"
database_parts, redis_parts = given.parts("DATABASE_URL", DATABASE_URL), given.parts("REDIS_URL", REDIS_URL)
given.refuse_if(
    not ONE_MACHINE
    and is_elsewhere(database_parts)
    and not any(f"sslmode={mode}" in database_parts.query for mode in ("verify-full", "verify-ca", "require")),
    "DATABASE_URL would speak unencrypted to another machine: add ?sslmode=verify-full, or say ONE_MACHINE=yes.",
)
given.refuse_if(
    not ONE_MACHINE and redis_parts.scheme == "redis" and is_elsewhere(redis_parts),
    "REDIS_URL would speak unencrypted to another machine: use rediss://, or say ONE_MACHINE=yes.",
)
CACHES = {
    "default": {
        "BACKEND": "lms.common.caches.ForgivingRedisCache",
        "LOCATION": REDIS_URL or "redis://",
        "KEY_PREFIX": "aula",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1},
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": "aula:",
    "visibility_timeout": 300,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 10,
    "max_retries": 0,  # of a ring, which holds up a page for six seconds otherwise; worker and scheduler reconnect
}
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_TASK_TIME_LIMIT = 300

# --- mail
EMAIL_URL = given.url(
    "EMAIL_URL",
    "the mail server, such as smtp+tls://user:password@host:587",
    schemes=("smtp+tls", "smtp+ssl", "smtp"),
)
email = given.parts("EMAIL_URL", EMAIL_URL)
given.refuse_if(
    email.scheme == "smtp" and is_elsewhere(email),
    "EMAIL_URL would send mail unencrypted to another machine: use smtp+tls:// or smtp+ssl://.",
)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = email.hostname or ""
EMAIL_PORT = email.port or {"smtp+tls": 587, "smtp+ssl": 465}.get(email.scheme, 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(email.username or ""), unquote(email.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = email.scheme == "smtp+tls", email.scheme == "smtp+ssl"
EMAIL_TIMEOUT = 20
MAIL_ENVELOPE_FROM = given.text("MAIL_ENVELOPE_FROM", "the address to which undeliverable mails return", default="")
DEFAULT_FROM_EMAIL = given.text("DEFAULT_FROM_EMAIL", "the sender, such as Aula Fiscal <no-responder@example.org>")
given.refuse_if(bool(DEFAULT_FROM_EMAIL) and "@" not in DEFAULT_FROM_EMAIL, "DEFAULT_FROM_EMAIL holds no address.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_MESSAGE_ID_HOST = site.hostname or "localhost"

# --- keys: made by the operator before the first start, never by a web process
VAULT_KEY_COMMAND = given.command("VAULT_KEY_COMMAND", "program and arguments that wrap and unwrap the vault's keys")
if not VAULT_KEY_COMMAND:
    VAULT_KEY_FILE = given.secret_file("VAULT_KEY_FILE", "the key of the vault (docs/operations/settings.md says how)")
VAULT_FORMER_KEY_FILES = given.secret_files("VAULT_FORMER_KEY_FILES", "keys of the vault before the present one")
CERTIFICATES_AUTHORITY_DIR = given.folder("CERTIFICATES_AUTHORITY_DIR", "the folder of the signing authority")
CERTIFICATES_PEPPER = given.secret(
    "CERTIFICATES_PEPPER", "the secret that hides verification codes; it must never change", length=32
)
CERTIFICATES_TSA_URL = given.text("CERTIFICATES_TSA_URL", "authority of time for signatures; none is B-B", default="")
given.refuse_if(
    bool(CERTIFICATES_TSA_URL) and not CERTIFICATES_TSA_URL.startswith(("https://", "http://")),
    "CERTIFICATES_TSA_URL is no address.",
)
LIVE_PRIVATE_KEY_FILE = given.secret_file("LIVE_PRIVATE_KEY_FILE", "the RSA key that signs tokens for live rooms")
LIVE_WEBHOOK_TOKEN = given.secret("LIVE_WEBHOOK_TOKEN", "what the video server presents with each event", length=32)
LIVE_JITSI_DOMAIN = given.text("LIVE_JITSI_DOMAIN", "host of the video server; none is the practice room", default="")
LIVE_JITSI_APP_ID = given.text("LIVE_JITSI_APP_ID", "name of this site at the video server", default="aula-fiscal")
LIVE_SHARED_SECRET = given.text("LIVE_SHARED_SECRET", "what signs tokens with HS256, if anything", default="")
LIVE_JAAS_APP_ID = given.text("LIVE_JAAS_APP_ID", "this site's AppID at 8x8 JaaS; none is no JaaS", default="")
LIVE_JAAS_KEY_ID = given.text("LIVE_JAAS_KEY_ID", "the id of our public key at 8x8 JaaS", default="")
LIVE_JAAS_WEBHOOK_SECRET = given.text("LIVE_JAAS_WEBHOOK_SECRET", "what signs the webhooks of JaaS", default="")
given.refuse_if(
    "/" in LIVE_JITSI_DOMAIN or ":" in LIVE_JITSI_DOMAIN, "LIVE_JITSI_DOMAIN is a host name without scheme or path."
)

# --- private files
CLAMAV_SOCKET = given.text("CLAMAV_SOCKET", "path or host:port of the virus scanner clamd", default="")
X_ACCEL_PREFIX = given.text("X_ACCEL_PREFIX", "internal nginx location of the private folder", default="")
given.refuse_if(
    bool(X_ACCEL_PREFIX) and not (X_ACCEL_PREFIX.startswith("/") and X_ACCEL_PREFIX.endswith("/")),
    "X_ACCEL_PREFIX is a path that begins and ends with a slash, such as /_private/.",
)
given.refuse_if(
    bool(CLAMAV_SOCKET) and not CLAMAV_SOCKET.startswith("/") and not CLAMAV_SOCKET.rpartition(":")[2].isdecimal(),
    "CLAMAV_SOCKET is an absolute path or host:port.",
)
PRIVATE_FILES_QUOTA_BYTES = 1_000_000 * given.number("FILES_QUOTA_MEGABYTES", default=2_000, low=1, high=1_000_000)

# --- the wall (SECURITY.md)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [
    r"^salud/",  # a load balancer asks from inside, without TLS
    r"^live/(prosody|keys)/",  # a machine is refused rather than led on: it would have sent its token in the open
]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
# How many proxies of ours stand before us. Only then are their headers believed: each must overwrite a client's own.
TRUSTED_PROXIES = given.number("TRUSTED_PROXIES", default=0, low=0, high=3)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logs
LOG_LEVEL = given.text("LOG_LEVEL", "how much is logged", default="INFO").upper()
given.refuse_if(LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}, "LOG_LEVEL is DEBUG, INFO, WARNING or ERROR.")
LOGGING["loggers"]["aula"]["level"] = LOG_LEVEL

given.check()
