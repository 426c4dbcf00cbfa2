"""The one settings module. What may differ between installations is read by `environment`."""

from __future__ import annotations

from huitoukan.config.sqlite_driver import bind

bind()

from pathlib import Path  # noqa: E402 - bind() must run before Django is imported

from csp.constants import NONE, SELF  # noqa: E402

from huitoukan.config import environment  # noqa: E402

PACKAGE = Path(__file__).resolve().parent.parent

# --- what differs between installations (docs/reference/settings.md) ---
DATA_DIR = environment.folder("HUITOUKAN_DATA", "var")
DATABASES = {"default": environment.database("HUITOUKAN_DATABASE", DATA_DIR / "huitoukan.sqlite3")}
SECRET_KEY = environment.secret("HUITOUKAN_SECRET_KEY", DATA_DIR / "secret.key")
DEBUG = environment.flag("HUITOUKAN_DEBUG", False)
ALLOWED_HOSTS = environment.text("HUITOUKAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = environment.flag("HUITOUKAN_HTTPS", False)
LANGUAGE_CODE = {"zh": "zh-hans", "en": "en"}.get(
    environment.text("HUITOUKAN_LANG", "zh")[:2], "zh-hans"
)
IMPORT_LARGEST_ROWS = environment.count("HUITOUKAN_IMPORT_ROWS", 200_000)
DELIVERY_LARGEST_BYTES = environment.count("HUITOUKAN_DELIVERY_MB", 4096) * 2**20
# The database tables that departments may name, by name (docs/reference/settings.md).
TABLES_FILE = environment.text("HUITOUKAN_TABLES", "")
ROLES_PACK = environment.text("HUITOUKAN_ROLES_PACK", "national-2026")

# --- the program ---
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "huitoukan.apps.core",
    "huitoukan.apps.journal",
    "huitoukan.apps.places",
    "huitoukan.apps.accounts",
    "huitoukan.apps.files",
    "huitoukan.apps.jobs",
    "huitoukan.apps.campaigns",
    "huitoukan.apps.mappings",
    "huitoukan.apps.registry",
    "huitoukan.apps.adjustments",
    "huitoukan.apps.sources",
    "huitoukan.apps.ledgers",
    "huitoukan.apps.problems",
    "huitoukan.apps.links",
    "huitoukan.apps.comparison",
    "huitoukan.apps.assignments",
    "huitoukan.apps.incomes",
    "huitoukan.apps.assessment",
    "huitoukan.apps.exits",
    "huitoukan.apps.papers",
    "huitoukan.apps.agreement",
    "huitoukan.apps.rulebook",
    "huitoukan.apps.oversight",
    "huitoukan.apps.dashboards",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "huitoukan.apps.core.middleware.OldBrowserMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huitoukan.apps.accounts.middleware.ActorMiddleware",
    "huitoukan.apps.core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "huitoukan.config.urls"
WSGI_APPLICATION = "huitoukan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "huitoukan.apps.dashboards.context.shell",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["huitoukan.apps.accounts.hashers.CountyArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "dashboards:home"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Five failures lock this account from this address for 15 minutes; never an address alone,
# because a whole county sits behind one.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- what a browser may do ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"

# --- words, time, files ---
# Each language under its own name, whatever the language of the page.
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A list of 5,000 ticked problems, and what else its form sends.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
# One uploaded table; the reader's own limit (documents.read.book.Limits.file).
UPLOAD_LARGEST_BYTES = 200 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},
}
