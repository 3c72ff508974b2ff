"""Home, desk and list of the demonstration city at 50 requests/s (bars: p95 ≤ 200 ms, all 200).

    python -m bench.pages --port 8000

Speaks to a server that `make bench` started on the demonstration city. Signs its own officers and
workers in by rows of the session table, so that only pages are measured.
"""

import argparse
import sys

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench.arrivals import constant, percentile
from bench.report import Report
from jiangxin.accounts.models import User
from jiangxin.organisations.models import Office
from jiangxin.proposals.models import Authorship

RATE, BAR_MS = 50, 200


def sessions(users):
    """Cookies of signed-in users."""
    cookies = []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        cookies.append({"Cookie": f"sessionid={session.session_key}"})
    return cookies


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--seconds", type=int, default=60)
    given = options.parse_args()
    officers = list(User.objects.filter(pk__in=Office.objects.today().values("user"))[:200])
    authors = Authorship.objects.exclude(person__user=None).values("person__user")
    workers = list(
        User.objects.filter(pk__in=authors).exclude(pk__in=[o.pk for o in officers])[:200]
    )
    report = Report("pages", generator="bench.arrivals (threads, http.client)", rate=RATE)
    pages = [
        ("home", "/", workers),
        ("desk", "/desk/", officers),
        ("list", "/proposals/", officers),
    ]
    for name, path, users in pages:
        asked = [(path, cookie) for cookie in sessions(users)]
        taken, failed = constant("127.0.0.1", given.port, asked, rate=RATE, measured=given.seconds)
        times = [1000 * t for t in taken.get(path, [])]
        report.figure(f"{name} p50 at {RATE}/s", percentile(times, 0.5), unit="ms")
        report.figure(f"{name} p95 at {RATE}/s", percentile(times, 0.95), BAR_MS, unit="ms")
        report.figure(f"{name} answers that were not 200", len(failed), 0)
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
