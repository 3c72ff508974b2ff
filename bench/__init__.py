"""Benches: `make bench`. Importing the package sets Django up, so that benches import as usual."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangxin.config.settings")
django.setup()
