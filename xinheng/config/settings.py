"""Django settings. What differs between places comes from the environment; nothing secret stands here."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("XINHENG_VAR", ROOT / "var"))

# 一库一地: one database serves one place; the pack of this place is in force on every page.
PLACE = os.environ.get("XINHENG_PLACE", "siyang")

# 演示: every page says that the organisations are made up (`bin/demo` sets it).
DEMO = os.environ.get("XINHENG_DEMO") == "1"

DEBUG = False
SECRET_KEY = os.environ.get("XINHENG_SECRET_KEY", "")  # the launcher makes one and keeps it outside the repository
ALLOWED_HOSTS = os.environ.get("XINHENG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "xinheng.faces.design",  # before allauth, whose pages it draws in its own design
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",  # its widget templates, for the form renderer of faces.design
    "django_htmx",
    "procrastinate.contrib.django",
    "xinheng.ground.ledger",
    "xinheng.ground.authorities",
    "xinheng.ground.policies",
    "xinheng.ground.access",
    "xinheng.ground.events",
    "xinheng.credit.organisations",
    "xinheng.credit.catalogue",
    "xinheng.credit.records",
    "xinheng.credit.publicity",
    "xinheng.credit.submissions",
    "xinheng.faces.portal",
    "xinheng.faces.counter",
    "xinheng.faces.desk",
    "xinheng.faces.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "xinheng.faces.design.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "xinheng.faces.api.middleware.machine_answers",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xinheng.faces.desk.uploads.answered_early",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # deny by default; public views say login_not_required
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xinheng.faces.design.middleware.without_null",
]

FORM_RENDERER = "xinheng.faces.design.forms.Renderer"
ROOT_URLCONF = "xinheng.config.urls"
WSGI_APPLICATION = "xinheng.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinheng.faces.design.context.page",
            ],
        },
    },
]


def database_from(url: str) -> dict:
    """Django's settings for `postgresql://user:password@host:port/name` or, over a socket, `?host=/directory`."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": parts.port or query.get("port", ""),
        # Without the pool a look-up opens a connection of its own and is 13 times slower.
        # What else the address asks for (sslmode, connect_timeout …) goes to the driver as it stands.
        # 预备语句: what a connection has asked five times is planned no more, which is half of what a look-up costs here;
        # only parameters that the server binds itself allow it.
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 8},
            "server_side_binding": True,
            "prepare_threshold": 5,
            **{name: unquote(value) for name, value in query.items() if name not in ("host", "port")},
        },
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may be older than the server, which is started again if it dies
    }


DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", "postgresql://xinheng@localhost/xinheng"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # 登录计数: what allauth counts, for all processes that serve pages together. `faces.api.limits` counts for itself.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "design_signing_in",
        "KEY_FUNCTION": "xinheng.faces.tally.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a flood of addresses must not push out the failed attempts of others
    },
    # 页面片段: parts of pages that are the same for everybody, in each process.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
API_REQUESTS_A_MINUTE = int(os.environ.get("XINHENG_API_LIMIT", "600"))

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "xinheng.faces.design.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "信衡"
MFA_ADAPTER = "xinheng.faces.design.adapter.SecondFactorAdapter"

# 等保三级 8.1.4.1: a session ends after 30 idle minutes.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
TLS = os.environ.get("XINHENG_TLS") == "1"  # set where a TLS proxy stands in front
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if TLS else 0
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TLS else 0  # else everybody behind the proxy shares one limit of failed log-ins

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # instants are stored in UTC; legal dates are dates of Shanghai

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"

# 暂存: uploads rest here while they are read, for the service's user only. Not to be backed up.
SPOOL = VAR / "spool"
FILE_UPLOAD_TEMP_DIR = SPOOL
FILE_UPLOAD_HANDLERS = ["xinheng.faces.desk.uploads.IntoSpool"]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"  # packages subscribe to events there

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
