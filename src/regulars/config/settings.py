"""Django's settings, made from ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from regulars.base.settings import current

OURS = current()
SECRET_KEY = OURS.secret_key or "not-yet-initialized-" + "0" * 32  # commands that need a real one check for it
DEBUG = OURS.debug
_PUBLIC = urlsplit(OURS.public_url) if OURS.public_url else None
_HTTPS = OURS.public_url.startswith("https://")
_HOST_ONLY = "__Host-" if _HTTPS else ""  # browsers take such a cookie from this very host by https alone
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    OURS.host,
    *OURS.allowed_hosts,
    *([_PUBLIC.hostname] if _PUBLIC else []),
]
CSRF_TRUSTED_ORIGINS = [OURS.public_url] if OURS.public_url else []
CSRF_FAILURE_VIEW = "regulars.base.web.errors.csrf"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "regulars.base.state",
    "regulars.base.staff",
    "regulars.base.shop",
    "regulars.base.activity",
    "regulars.base.jobs",
    "regulars.base.links",
    "regulars.base.mail",
    "regulars.base.files",
    "regulars.base.golive",
    "regulars.base.web",
    "regulars.domains.customers",
    "regulars.domains.catalog",
    "regulars.domains.orders",
    "regulars.domains.traits",
    "regulars.domains.offers",
    "regulars.domains.insights",
    "regulars.edges.imports",
    "regulars.edges.demo",
    "regulars.edges.desk",
    "regulars.edges.settings",
    "regulars.edges.operations",
    "regulars.edges.audit",
    "regulars.edges.privacy",
    "regulars.edges.stores",
    "regulars.config",
]
MIDDLEWARE = [
    "regulars.edges.health.middleware.RequestMiddleware",
    "regulars.base.web.middleware.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "regulars.base.web.programs.ProgramsMiddleware",
    "regulars.base.web.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "regulars.base.web.middleware.SeenMiddleware",
    "regulars.base.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "regulars.base.web.middleware.DefaultDenyMiddleware",
]
TASKS = {"default": {"BACKEND": "regulars.base.jobs.standard.JobsBackend"}}
ROOT_URLCONF = "regulars.config.urls"
WSGI_APPLICATION = "regulars.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regulars.base.web.context.shell",
            ],
        },
    },
]


def _database(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;",
            },
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or query.get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {},
    }


DATABASES = {"default": _database(OURS.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.Staff"
AUTHENTICATION_BACKENDS = ["regulars.base.staff.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "regulars.base.staff.passwords.GuessableValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # reads what was set before
]
LOGIN_URL = "/desk/login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/login"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = OURS.language
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
LANGUAGES = [("en", _("English")), ("de", _("German"))]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = OURS.debug
SESSION_ENGINE = "regulars.base.staff.sessions"
SESSION_COOKIE_AGE = OURS.session_days * 86_400  # the server ends idle sessions sooner
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = f"{_HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token themselves
CSRF_COOKIE_SAMESITE = "Lax"
PUBLIC_URL, TRUSTED_PROXIES = OURS.public_url, OURS.trusted_proxies
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # ProxyMiddleware leaves it from our own proxies alone
SECURE_HSTS_SECONDS = 365 * 86_400 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
DATABASE_ROUTERS: list[str] = []
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "regulars.edges.health.logs.TextFormatter"},
        "json": {"()": "regulars.edges.health.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": OURS.log_format}},
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},  # not its own handler: it names paths
    "root": {"handlers": ["stderr"], "level": OURS.log_level.upper()},
}
