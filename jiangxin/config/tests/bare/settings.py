"""The least program that the launcher can serve: it is the launcher that its tests are about."""

import os

import dj_database_url

SECRET_KEY = "bare"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["jiangxin.config.tests.bare"]
ROOT_URLCONF = "jiangxin.config.tests.bare.urls"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ["DATABASE_OWNER_URL" if os.environ.get("JIANGXIN_AS_OWNER") else "DATABASE_URL"]
    )
}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
