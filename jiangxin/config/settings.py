"""Settings. Everything that differs between machines is an environment variable, listed here."""

import os
import secrets
from pathlib import Path

import dj_database_url

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("JIANGXIN_VAR", ROOT / "var"))
DEMONSTRATION = os.environ.get("JIANGXIN_DEMO") == "1"
SECURE = os.environ.get("JIANGXIN_SECURE") == "1"  # behind TLS: production


def secret_key():
    """The signing key: from the environment, else made once and kept beside the data."""
    if given := os.environ.get("JIANGXIN_SECRET_KEY"):
        return given
    file = VAR / "keys" / "secret"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("JIANGXIN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("JIANGXIN_ORIGINS", "").split(",") if o]

ROOMS = [
    "ui",
    "audit",
    "notifications",
    "errands",
    "documents",
    "accounts",
    "organisations",
    "people",
    "registers",
    "questionnaires",
    "programmes",
    "proposals",
    "kpi",
    "api",
    "portal",
    "operations",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    *(f"jiangxin.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiangxin.ui.middleware.BadInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jiangxin.ui.middleware.LookingMiddleware",
    "jiangxin.ui.middleware.HeadersMiddleware",
    "jiangxin.ui.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "jiangxin.config.urls"
WSGI_APPLICATION = "jiangxin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["jiangxin.ui.templatetags.ui", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiangxin.ui.appearance.appearance",
                "jiangxin.portal.menu.menu",
            ],
        },
    }
]

# Database: one federation is one schema; its queue lives in a second one. --------
SCHEMA = os.environ.get("JIANGXIN_SCHEMA", "jiangxin")
QUEUE_SCHEMA = os.environ.get("JIANGXIN_QUEUE_SCHEMA", "jiangxin_queue")
DATABASE_URL = os.environ.get("DATABASE_URL", "postgres://jiangxin_app@127.0.0.1/jiangxin")


def database(url, *, pool=None):
    """One connection's settings (reliability: no request may hang on the database)."""
    limits = {
        "search_path": f"{SCHEMA},{QUEUE_SCHEMA},public",
        "statement_timeout": "15s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    }
    if pool:  # the web: its pages join many small rows, and planning would take the most time
        limits |= {"join_collapse_limit": 4, "from_collapse_limit": 4}
    options = {
        "connect_timeout": 5,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5}
    # A pooled connection may have died with a server that has since come back.
    return {
        **dj_database_url.parse(url),
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": bool(pool),
    }


POOL = int(os.environ.get("JIANGXIN_POOL", "0"))
DATABASES = {"default": database(DATABASE_URL, pool=POOL)}
TEST_DATABASE = {
    "NAME": os.environ.get("JIANGXIN_TEST_DATABASE", "test_jiangxin"),
    "TEMPLATE": os.environ.get("JIANGXIN_TEMPLATE", "jiangxin_template"),
}
owner = os.environ.get("DATABASE_OWNER_URL")
OWNER_DATABASE = database(owner) if owner else DATABASES["default"]
if os.environ.get("JIANGXIN_AS_OWNER") == "1":  # migrations and the test suite
    DATABASES = {"default": OWNER_DATABASE}
DATABASES["default"]["TEST"] = TEST_DATABASE
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROUNDS = ("audit", "notifications", "programmes", "proposals", "kpi")
PROCRASTINATE_IMPORT_PATHS = ["jiangxin.lib.later", "jiangxin.portal.digest"]
PROCRASTINATE_IMPORT_PATHS += [f"jiangxin.{room}.rounds" for room in ROUNDS]
PROCRASTINATE_ON_APP_READY = None
# No source fixes these (domain.md): working days before something is said to somebody.
REMIND_WORKING_DAYS = 1  # before a case is due, to whoever keeps it
URGE_WORKING_DAYS = 3  # between two levels, once it is late
AUTHOR_WORKING_DAYS = 5  # while it lies with its author
APPEAL_WORKING_DAYS = 10  # how long an author may ask for 复议
KPI_CACHE_MB = int(os.environ.get("JIANGXIN_KPI_CACHE_MB", "64"))  # of bitmaps, in each process
KPI_LEAST_RANKED = 50  # workers in a park, below which chance decides its place: not ranked
KPI_MAP = os.environ.get("JIANGXIN_KPI_MAP", "")  # a GeoJSON file of the districts, by `name`
OPEN_DATA = os.environ.get("JIANGXIN_OPEN_DATA") == "1"  # 公开数据: may everybody read it?
OPEN_DATA_SMALLEST = 10  # no number of fewer people is published
OPEN_DATA_LICENCE = os.environ.get("JIANGXIN_OPEN_DATA_LICENCE", "")
# Per cent of a part word for word in an earlier one: from there 查重 shows the two (docs/why/0011).
LOOKALIKE_FROM = 40
# Whether a worker is told the titles of what colleagues sent in, when one writes the same.
SIMILAR_TITLES_IN_ENTERPRISE = os.environ.get("JIANGXIN_SIMILAR_TITLES", "1") == "1"
WORKER_STALLED_SECONDS = 30  # without a heartbeat for so long a worker counts as dead
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,  # at least 2, or a long job keeps the reaper waiting
    "update_heartbeat_interval": 10,
    "stalled_worker_timeout": WORKER_STALLED_SECONDS,
}

# Limits and one-time guards must be shared by all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # beyond it, limits would be forgotten
    }
}

# Who you are --------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "jiangxin.accounts.hashers.Argon2id",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
DENGBAO = os.environ.get("JIANGXIN_PASSWORD_POLICY", "plain") == "dengbao"  # 等保 2.0
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jiangxin.accounts.passwords.LongEnough", "OPTIONS": {"least": 10 if DENGBAO else 8}},
    {"NAME": "jiangxin.accounts.passwords.NotCommon"},
    {"NAME": "jiangxin.accounts.passwords.NotTheUsualWords"},
]
if DENGBAO:
    AUTH_PASSWORD_VALIDATORS += [{"NAME": "jiangxin.accounts.passwords.ThreeOfFour"}]
ACCOUNT_ADAPTER = "jiangxin.people.sign_in.SignInAdapter"  # it must find a Person
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]  # nobody signs up; allauth wants the two to agree
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# By number and by device; by address only a high ceiling, since a whole park is one address.
ACCOUNT_RATE_LIMITS = {
    "code_number": "120/m/key" if DEMONSTRATION else "1/50s/key,6/h/key,10/d/key",
    "code_device": "120/m/key" if DEMONSTRATION else "40/h/key",
    "code_address": "1200/m/ip",
    "login_failed": "5/15m/key,1200/m/ip",
    "last_four": "5/d/key",
    "similar": "60/m/user",
    "change_password": "10/h/user",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if SECURE:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE = "__Host-sid", True
    CSRF_COOKIE_NAME, CSRF_COOKIE_SECURE = "__Host-csrf", True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "jiangxin.ui.errors.not_allowed"

# Requests --------
API_PATH = "/api/v1/"  # who asks there is a program: it is refused in JSON
API_READS_A_MINUTE = 120  # by one key
API_KEY_DAYS = 366  # so long a key lasts at most; no source fixes it
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
MEDIA_ROOT = VAR / "media"
WHITENOISE_USE_FINDERS = True

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True

# What the federation settles --------
FEDERATION = os.environ.get("JIANGXIN_FEDERATION", "市总工会")
# 职工构成: how the workforce of an enterprise is divided. No source fixes these bands, so the
# federation may change them; what was filed keeps the words of its day. Of the register, a band
# takes in the words between its “、”, and the ages between its numbers.
WORKFORCE_BANDS = {
    "age": ["30岁及以下", "31至40岁", "41至50岁", "51岁及以上"],
    "skill": ["无等级", "初级工", "中级工", "高级工", "技师", "高级技师、特级技师、首席技师"],
    "education": ["小学、初中", "高中、中专、技校", "大专", "本科", "研究生、硕士、博士"],
    "origin": ["本市", "外省市", "港澳台及国外"],
}
HOME_ORIGINS = ("上海", "本市", "本地")  # how a 户籍地 of 本市 begins
EXPORT_HOURS = int(os.environ.get("JIANGXIN_EXPORT_HOURS", "24"))  # for so long a file is kept
ORIGIN = os.environ.get("JIANGXIN_ORIGIN", "")  # https://…, for links in e-mails and groups
SMS_CARRIER = os.environ.get("JIANGXIN_SMS", "console")
SMS_GATEWAY = {
    "url": os.environ.get("JIANGXIN_SMS_URL", ""),
    "key": os.environ.get("JIANGXIN_SMS_KEY", ""),
    "sign": os.environ.get("JIANGXIN_SMS_SIGN", "匠新"),
    "templates": {
        "code": os.environ.get("JIANGXIN_SMS_TEMPLATE_CODE", ""),
        "notice": os.environ.get("JIANGXIN_SMS_TEMPLATE_NOTICE", ""),
    },
    # The gateway's words for a number that takes nothing (空号、停机).
    "dead_numbers": set(os.environ.get("JIANGXIN_SMS_DEAD", "").split(",")) - {""},
}
ROBOT_HOSTS_BESIDES = set()  # only tests: "127.0.0.1:8123", without TLS
EMAIL_HOST = os.environ.get("JIANGXIN_SMTP", "")  # without it e-mail is shown on the console
EMAIL_PORT = int(os.environ.get("JIANGXIN_SMTP_PORT", "465"))
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_HOST_USER = os.environ.get("JIANGXIN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JIANGXIN_SMTP_PASSWORD", "")
DEFAULT_FROM_EMAIL = os.environ.get("JIANGXIN_MAIL_FROM", "jiangxin@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
SEAL_SUITE = os.environ.get("JIANGXIN_SEAL_SUITE", "aes")
KEY_FILE = Path(os.environ.get("JIANGXIN_KEY_FILE", VAR / "keys" / "seal.json"))
# The sealed log: who signs its heads, and the folder outside the database that keeps them. In
# production the folder lies on another disk and belongs to the sealer's own account.
SIGNING_KEY_FILE = Path(os.environ.get("JIANGXIN_SIGNING_KEY_FILE", VAR / "keys" / "heads.json"))
HEADS = Path(os.environ.get("JIANGXIN_HEADS", VAR / "heads"))
SEAL_LAG_SECONDS = 60  # what waits longer to be sealed raises an alarm
BACKDATED_SECONDS = 3600  # so much before the last head nothing new may have happened

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"jiangxin.notifications.carriers.sms": {"level": "INFO"}},
}
