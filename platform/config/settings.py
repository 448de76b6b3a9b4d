"""Settings, all from the environment, with defaults that are safe for development and refused in production."""

import sys
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from embedded import var_dir

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = var_dir()
env = environ.Env()

DEVELOPMENT_SECRET = "development-only-and-refused-in-production"  # noqa: S105 - its value says what it is for
PRODUCTION = env.str("DJANGO_ENV", default="development") == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=DEVELOPMENT_SECRET)
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])]
# The one address that links in mail and documents carry, whatever host a request came in by.
CANONICAL_URL = env.str("CANONICAL_URL", default="http://localhost:8000").rstrip("/")
# Our own proxy stands in front: what it says of the caller's address and of TLS is believed.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Partner staff must have a second factor; the demo switches this off, production refuses to.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
TESTING = "pytest" in sys.modules

if PRODUCTION:
    unsafe = [
        reason
        for wrong, reason in [
            (DEBUG, "DEBUG is on"),
            (
                SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 50,
                "SECRET_KEY is the development one or too short",
            ),
            (any(host.startswith((".", "*")) for host in ALLOWED_HOSTS), "ALLOWED_HOSTS has a wildcard"),
            ("ALLOWED_HOSTS" not in env.ENVIRON, "ALLOWED_HOSTS is not set"),
            (not CANONICAL_URL.startswith("https://"), "CANONICAL_URL is not https"),
            (not REQUIRE_SECOND_FACTOR, "REQUIRE_SECOND_FACTOR is off"),
            ("DATABASE_URL" not in env.ENVIRON, "DATABASE_URL is not set"),
            ("REDIS_URL" not in env.ENVIRON, "REDIS_URL is not set"),
            ("EMAIL_URL" not in env.ENVIRON, "EMAIL_URL is not set"),
        ]
        if wrong
    ]
    if unsafe:
        raise ImproperlyConfigured("Refusing to start in production: " + "; ".join(unsafe) + ".")


def _embedded(name: str) -> str:
    """The address of the embedded server, started or joined, where the environment names none."""
    value: str = env.str(name, default="")
    if value:
        return value
    from embedded import servers

    return servers.database_url() if name == "DATABASE_URL" else servers.redis_url()


# --- Database: the application's role may neither create nor alter; the owner's alias is for migrations and provisioning.
APPLICATION_ROLE = env.str("DATABASE_APPLICATION_ROLE", default="throughline_app")
_DATABASE_URL = _embedded("DATABASE_URL")


def _database(url: str, **more: object) -> dict[str, object]:
    """Django's settings for a database address; a percent-encoded host is a socket's folder."""
    config: dict[str, object] = env.db_url_config(url)
    config["HOST"] = unquote(str(config.get("HOST", "")))
    return config | _common | more


_common = {
    "ENGINE": "django_tenants.postgresql_backend",
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
DATABASES = {
    "default": _database(_DATABASE_URL, OPTIONS={"options": f"-c role={APPLICATION_ROLE}"}),
    "owner": _database(env.str("DATABASE_OWNER_URL", default=_DATABASE_URL), CONN_MAX_AGE=0),
}
DATABASE_ROUTERS = ["kernel.tenancy.router.SchemaRouter"]
TENANT_SYNC_ROUTER = "kernel.tenancy.router.SchemaRouter"
TENANT_MODEL = "clients.Client"
TENANT_LIMIT_SET_CALLS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _embedded("REDIS_URL")

# --- Applications: which schema each one's tables lie in. Never both.
SHARED_APPS = [
    "kernel.tenancy",
    "kernel.journal",
    "kernel.web",
    "apps.clients",
    "apps.accounts",
    "apps.library",
    "apps.portfolio",
    "apps.console",
    "apps.portal",
    # Before django-tenants, whose templates for the admin would be drawn in place of unfold's.
    "unfold",
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
TENANT_APPS = [
    "kernel.ledger",
    "kernel.idempotency",
    "kernel.parameters",
    "apps.initiatives",
    "apps.value",
    "apps.governance",
    "apps.plays",
]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.CallerMiddleware",
    "apps.accounts.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "apps.accounts.middleware.SecondFactorMiddleware",
    "kernel.tenancy.mount.MountMiddleware",
    "kernel.web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "config.console"
# Below /clients/<slug>/ this one URLconf serves every client.
CLIENT_URLCONF = "config.client"
# Who may enter a client: called with the request and the client, answers with the caller as an actor there, or None.
MOUNT_GUARD = "apps.accounts.selectors.actor_for"
# Who looks at a page beside every mount: called with the caller, answers with an actor of the partner's side.
PLATFORM_ACTOR = "apps.accounts.selectors.platform_actor"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kernel.web.context.shell",
            ],
            "builtins": ["kernel.web.templatetags.web"],
        },
    }
]

# Every form is drawn by the shell's partials.
FORM_RENDERER = "kernel.web.forms.ShellRenderer"

# --- Cache and queue
CACHES = {
    "default": {
        "BACKEND": "kernel.caching.LenientRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        # The mounted client is part of every key, so that one key in two clients is two keys.
        "KEY_FUNCTION": "kernel.tenancy.context.cache_key",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
# One try to send: a write must not wait for a broker that is away (kombu's own default is six seconds of tries).
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = False
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=30)

# --- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only through an invitation that was mailed to its address
ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# The public page that looks a document's hash up counts by the same rules, and so do calendars: of those, a few services ask
# for very many people.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "verify": "30/m/ip",
    "calendar": "600/m/ip,20/m/key",
}
MFA_ADAPTER = "apps.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Throughline"

# --- Mail: written to var/mail in development, so that an invitation can be read without a server.
EMAIL_FILE_PATH = VAR_DIR / "mail"
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{EMAIL_FILE_PATH}"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Throughline <no-reply@localhost>")

# --- Language, time, numbers: follow the person; documents follow the client.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files
STATIC_URL = "/static/"
# Made out of the checkout, like the front-end packages, so they stay with it wherever the data lie.
STATIC_ROOT = BASE_DIR / "var" / "static"
# Source maps come with the packages and only a developer's tools ask for them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor", BASE_DIR / "var" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "kernel.files.storage.ClientStorage", "OPTIONS": {"location": str(VAR_DIR / "files")}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# What a form with a file may have: an event log and the other fields.
UPLOAD_MOST_BYTES = 201 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "kernel.files.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_FAILURE_VIEW = "kernel.web.views.csrf_refused"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Frames are refused by the policy above; addresses are unique whatever their case, by a constraint.
SILENCED_SYSTEM_CHECKS = ["security.W019", "auth.W004"]

# --- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.authentication.CallerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["kernel.rest.permissions.CallerPresent"],
    "DEFAULT_RENDERER_CLASSES": ["kernel.rest.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.rest.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "kernel.rest.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["kernel.rest.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {"caller": env.str("API_THROTTLE", default="6000/min")},
    "EXCEPTION_HANDLER": "kernel.rest.problems.handle",
    "UNAUTHENTICATED_USER": None,
    # A format is asked for by Accept, in one way only.
    "URL_FORMAT_OVERRIDE": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Throughline client API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stand where they are used; the usual hook moves them to components whose names change with what is added.
    "POSTPROCESSING_HOOKS": [],
}

UNFOLD = {"SITE_TITLE": "Throughline", "SITE_HEADER": "Throughline", "SHOW_HISTORY": False, "SHOW_VIEW_ON_SITE": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # Keys, and addresses of calendars: Django logs the path of every refused request.
    "filters": {"secrets": {"()": "kernel.redaction.HideSecrets", "pattern": r"tl(?:cal|_live)_[0-9A-Za-z_]+"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING" if TESTING else "INFO")},
}
