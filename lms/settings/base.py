"""What every way of running has in common. Nothing here is secret and nothing here depends on the machine."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.common.powers import permissions_policy

from .periods import *

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DEMO = False  # the demonstration: invented people, mail in a folder, /design/ and /demo/ addresses
DATABASE_PURPOSE = ""  # DEMONSTRATION, PRODUCTION or MEASUREMENT: a database prepared for another purpose is refused
SITE_URL = ""  # scheme and host of this installation; mails and QR codes hold it and nothing a request says
# Everything written at run time lives here and only here (an app is called "media", so MEDIA_ROOT cannot be).
VAR_DIR = Path(env.str("AULA_VAR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "lms.desk",
    "workshops",
    "internships",
    "moderation",
    "courses",
    "certificates",
    "live",
    "lms.exports",
    "media",
    "network",
    "lms.rights",
    "lms.mail",
    "lms.records",
    "lms.accounts",
    "lms.common",
    "schedule",  # django-scheduler: tables only (ADR 0004)
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",  # OpenID Connect of offices: lms/accounts/provider.py
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates, under our own form renderer
]

MIDDLEWARE = [
    "lms.common.middleware.RequestLogMiddleware",
    "lms.common.middleware.PublicPageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.common.middleware.BrowserWallMiddleware",
    "lms.common.middleware.KnownMethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.accounts.middleware.ScreenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.accounts.middleware.IdleMiddleware",
    "lms.accounts.middleware.SecondFactorMiddleware",
    "lms.accounts.middleware.ReaderMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # public is what a view asks for, never the default
    "lms.accounts.middleware.EditorsDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.accounts.middleware.StepUpMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.common.context_processors.site",
                "lms.desk.context_processors.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "lms.common.templatetags.aula"],
        },
    }
]
FORM_RENDERER = "lms.common.forms.AulaFormRenderer"


def sqlite(path: Path | str) -> dict[str, Any]:
    """SQLite as this house needs it: no lost commit at a power cut, no deferred upgrade of a read lock."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def database(url: str) -> dict[str, Any]:
    """The database named by ``url`` with this house's options for its engine."""
    if url.startswith("sqlite"):
        return sqlite(url.split("///", 1)[1])
    # A page asks the same dozen statements as the one before it: the server plans each once for a connection.
    options = {
        "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
    told = env.db_url_config(url)
    return {**told, "OPTIONS": {**told.get("OPTIONS", {}), **options}}


# --- people and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["lms.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "lms.accounts.passwords.HouseWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only because an invitation reached that address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_FORMS = {
    "login": "lms.accounts.forms.SignInForm",
    "reset_password": "lms.accounts.forms.AskResetForm",
    "user_token": "lms.accounts.forms.ResetTokenForm",
    "reset_password_from_key": "lms.accounts.forms.NewPasswordForm",
    "change_password": "lms.accounts.forms.ChangePasswordForm",
    "reauthenticate": "lms.accounts.forms.ConfirmPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # one address may be a whole office
    "login_failed": "20/m/ip,5/5m/key",  # the key is an account as tried from one address: see the adapter
    "login_failed_known_device": "10/5m/key",  # a device that has signed in before counts by itself
    "reset_password": "20/m/ip,3/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # seconds a confirmation lasts, where the matrix says step_up
MFA_ADAPTER = "lms.accounts.adapter.SecondFactorAdapter"  # secrets at rest, the QR code, names of keys
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]  # an app for codes, passkeys, codes on paper
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey kept on the device opens without a password
MFA_RECOVERY_CODES_SHOW_ONCE = True  # who takes over an open session finds none
MFA_TOTP_ISSUER = "Aula Fiscal"  # what apps and browsers call this site
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_FORMS = {  # in our words
    "authenticate": "lms.accounts.forms.CodeForm",
    "reauthenticate": "lms.accounts.forms.ConfirmCodeForm",
    "activate_totp": "lms.accounts.forms.ActivateAppForm",
    "add_webauthn": "lms.accounts.forms.AddPasskeyForm",
    **dict.fromkeys(["login_webauthn", "authenticate_webauthn"], "lms.accounts.forms.PasskeyForm"),
}
SOCIALACCOUNT_ADAPTER = "lms.accounts.office_adapter.OfficeSignInAdapter"  # opens accounts, never makes one
ACCOUNTS_OFFICE_PROVIDERS: list[dict[str, Any]] = []  # see SINGLE_SIGN_ON_FILE in docs/operations/settings.md
ACCOUNTS_SECOND_FACTOR_REQUIRED = False  # production says True; the demonstration only offers it
ACCOUNTS_FACTOR_KEY = ""  # encrypts the second factors' secrets at rest; empty takes it from SECRET_KEY
ACCOUNTS_IDLE_MINUTES = {"SECRETARIAT": 30, "COORDINATOR": 30, "CONTACT_POINT": 60}  # by role; the shortest holds
ACCOUNTS_IDLE_MINUTES_OTHERS = 8 * 60  # for whoever holds none of these roles
ACCOUNTS_SESSION_HOURS = 12  # then one signs in again, however busy one was
ACCOUNTS_SEEN_SECONDS = 180  # a session is written at most this often to say that its reader is there
INVITATION_DAYS = APPROVAL_DAYS = 14  # an invitation to open an account stays good; an act waits for a second person
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
CONTACT_POINTS_PER_OFFICE = 2  # each Attorney General is invited to appoint two

# --- languages and time
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English")), ("pt-br", _("Portuguese"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
SCREEN_LANGUAGES = ["es", "en"]  # complete on the screen; the rest are languages of course matter
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "lms" / "locale", BASE_DIR / "lms" / "borrowed" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
NETWORK_NAME = {
    "es": "Red de Fiscales contra el Crimen Organizado (REFCO)",
    "en": "Network of Prosecutors against Organised Crime (REFCO)",
}  # as certificates print it beside the lead school
NETWORK_TIME_ZONE = "America/El_Salvador"  # the Secretariat's clock, for readers who have not chosen theirs

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "public"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "media.storage.PrivateStorage", "OPTIONS": {"location": str(VAR_DIR / "private")}},
    "vault": {"BACKEND": "media.storage.VaultStorage", "OPTIONS": {"location": str(VAR_DIR / "vault")}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# --- Wagtail
WAGTAIL_SITE_NAME = "Aula Fiscal"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]  # never SVG, which is a program
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.forms.NetworkImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "media.forms.NetworkDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILIMAGES_IMAGE_MODEL = "media.NetworkImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.NetworkDocument"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
WAGTAIL_AUTOSAVE_INTERVAL = 5000

# --- background
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False  # a ring that fails is heard by the sweeper; nobody waits for it
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# --- lists taken out as files (lms.exports)
EXPORTS_ROWS_AT_ONCE = 300  # a shorter list is made while its reader waits, a longer one by the queue
EXPORTS_MOST_ROWS_ON_PAPER = 5_000  # a longer list is a workbook or a text
EXPORTS_MAX_ATTEMPTS = 3  # then a list is told as one that could not be made

# --- mail
DEFAULT_FROM_EMAIL = "Aula Fiscal <no-responder@example.org>"
EMAIL_FOLDER = VAR_DIR / "mail"  # where the demonstration keeps its mail
MAIL_MAX_ATTEMPTS = 12
MAIL_MESSAGE_ID_HOST = "mail.example.org"
MAIL_ENVELOPE_FROM = ""  # where mails come back to when they cannot be delivered; without one, to the sender

# --- live sessions (LIVE.md §1a)
LIVE_PROVIDER = "live.providers.practice.PracticeProvider"
LIVE_JITSI_DOMAIN = ""  # e.g. "meet.example.org"; empty means the practice room
LIVE_JITSI_APP_ID = "aula-fiscal"
LIVE_SHARED_SECRET = ""  # signs with HS256 in place of our key, where the server cannot fetch it
LIVE_JAAS_APP_ID = ""  # "vpaas-magic-cookie-...": 8x8's hosted service in place of a server of one's own
LIVE_JAAS_KEY_ID = ""  # under which its console keeps our public key
LIVE_JAAS_WEBHOOK_SECRET = ""  # signs its webhooks; empty refuses every one
LIVE_WEBHOOK_TOKEN = ""  # bearer that the video server presents; empty refuses every event
LIVE_KEY_ID = "aula-live-1"
LIVE_PRIVATE_KEY_FILE = VAR_DIR / "keys" / "live-rs256.pem"
LIVE_MAKES_KEY = False  # make that key on first use; production brings its own
LIVE_EVENT_MAX_BYTES = 256_000
LIVE_RESETTLE_HOURS = 24.0  # how long after its end a session still hears late events
LIVE_PRACTICE_SILENCE_SECONDS = 45

# --- certificates (CERTIFICATES.md §3, §5)
CERTIFICATES_AUTHORITY_DIR = VAR_DIR / "authority"
CERTIFICATES_PEPPER = ""  # keyed hash of verification codes; must never change once awards exist
CERTIFICATES_FONT_DIR = VAR_DIR / "fonts"
CERTIFICATES_TSA_URL = ""  # RFC 3161 authority of time that witnesses each signature (PAdES B-T); none: B-B

# --- vault (docs/operations/vault.md)
VAULT_KEY_FILE = VAR_DIR / "keys" / "vault.key"  # the key that wraps each file's and text's own
VAULT_MAKES_KEY = False  # make that key on first use; production brings its own
VAULT_FORMER_KEY_FILES: list[Path] = []  # keys that still open what was sealed before a rotation
VAULT_KEY_COMMAND: list[str] = []  # program and arguments of a key service, in place of the key file
VAULT_KEY_COMMAND_SECONDS = 10.0

# --- private files
PRIVATE_FILES_QUOTA_BYTES = 2_000_000_000  # how much one person may keep here
CLAMAV_SOCKET = ""  # path or host:port of clamd; where one is named, a file it cannot look at is refused
CLAMAV_SECONDS = 60.0
X_ACCEL_PREFIX = ""  # internal nginx location of the private folder, such as /_private/; the vault is never behind it

# --- browser wall
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lms.common.views.csrf_failure"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),  # Wagtail's own scripts are inline; it has its own policy in the wall
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["aula"],  # the one place where a text becomes markup: lms/static/js/fragments.js
    },
}
# What a page may ask of the browser: next to nothing, but for the room, whose view widens this.
PERMISSIONS_POLICY = permissions_policy()

# --- public pages served to people without a session
PUBLIC_PAGE_CACHE_SECONDS = 60

# --- health pages: when to answer "not ready"
HEALTH_FREE_MEGABYTES = 200  # of disk below VAR_DIR
HEALTH_QUEUE_SECONDS = 3600  # since background work last went its round; pages are served meanwhile

LOG_REQUESTS = True

# --- logs: JSON lines, ids and never names
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "lms.common.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "aula": {"level": "INFO"},
        "aula.request": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique on Lower(email), which the check cannot see
