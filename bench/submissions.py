"""A closed loop of 32 workers who submit proposals, each the next as soon as one is acknowledged.

    python -m bench.submissions --port 8766 [--clients 32] [--seconds 60] [--seed 20170301]

`bench.proposals` starts it on a city and a server of its own. Bar: issue “Proposals in depth”,
Speed: ≥ 60 acknowledged a second (goal 100), text alone. Printed beside what pgbench inserts into
the same database, by as many clients, in the same run.
"""

import argparse
import http.client
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection
from django.urls import reverse

from bench.arrivals import WARM_UP
from bench.pages import sessions
from bench.register_asked import SEED
from bench.report import Report
from jiangxin.config.cluster import Cluster
from jiangxin.config.program import var
from jiangxin.people.models import Employment
from jiangxin.programmes.models import Programme
from jiangxin.proposals.models import Authorship, Proposal, Receipt

CLIENTS, SECONDS = 32, 60
EACH = 20  # workers of one client: nobody sends all the time
PER_SECOND = 60
SECRET = "b" * 32
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INSERTS = "CREATE TABLE IF NOT EXISTS bench_inserts (id bigserial PRIMARY KEY, said text)"
INSERT = "INSERT INTO bench_inserts (said) VALUES (repeat('改', 300));\n"


class Client(threading.Thread):
    """One browser after the other, as fast as they are answered."""

    def __init__(self, given, place, cookies, dice):
        super().__init__(daemon=True)
        self.given, self.cookies, self.dice = given, cookies, dice
        self.path, self.category = place
        self.link = http.client.HTTPConnection("127.0.0.1", given.port, timeout=30)
        self.times, self.failed = [], []

    def run(self):
        begin = time.perf_counter() + WARM_UP
        while (now := time.perf_counter()) < begin + self.given.seconds:
            status = self.submit(self.dice.choice(self.cookies))
            if now >= begin:
                (self.times if status == 302 else self.failed).append(time.perf_counter() - now)

    def submit(self, cookie):
        n = self.dice.randrange(10**6)
        form = {
            "csrfmiddlewaretoken": SECRET,
            "act": "submit",  # without it the form is kept as a draft
            "form_token": str(uuid4()),
            "category": self.category,
            "duty": "within",
            "title": f"{n} 号机换型改用定位销",
            "answer_problem": f"{n} 号机换一种零件要拆四颗螺栓、重新打表，约 {n % 40 + 5} 分钟。",
            "answer_measure": "底板做定位销孔，夹具改用两个偏心压紧手柄，不再打表。" * 3,
            "answer_effect": "每班省半个工时。",
        }
        self.link.request("POST", self.path, urlencode(form), {**FORM, **cookie})
        answer = self.link.getresponse()
        answer.read()
        return answer.status


def workers(dice, most):
    """Cookies of workers with an account who work somewhere today."""
    working = Employment.objects.today().values("person")
    rows = Authorship.objects.filter(position=1, person__in=working).exclude(person__user=None)
    users = {
        row.person.user_id: row.person.user for row in rows.select_related("person__user")[:8000]
    }
    drawn = dice.sample(sorted(users), min(most, len(users)))
    token = f"csrftoken={SECRET}"
    return [{"Cookie": f"{c['Cookie']}; {token}"} for c in sessions([users[k] for k in drawn])]


def inserts(clients, seconds):
    """How many rows a second pgbench inserts and commits, by as many clients."""
    cluster = Cluster(var())
    url, folder = cluster.url("postgres"), cluster.postgres.folder
    subprocess.run([folder / "psql", "-Xqc", INSERTS, url], check=True)
    with tempfile.TemporaryDirectory() as place:
        script = Path(place) / "insert.sql"
        script.write_text(INSERT)
        how = ["-n", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script]
        said = subprocess.run([folder / "pgbench", *how, url], capture_output=True, text=True)
    line = next(line for line in said.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def asked():
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--clients", type=int, default=CLIENTS)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--seed", type=int, default=SEED)
    return options.parse_args()


def main():
    given = asked()
    dice, programme = random.Random(given.seed), Programme.objects.order_by("pk").first()
    cookies = workers(dice, given.clients * EACH)
    report = Report(
        "submissions",
        generator=f"{given.clients} threads over http.client, same box, no pause",
        proposals=Proposal.objects.count(),
        seed=given.seed,
    )
    category = programme.categories.order_by("position").first().pk
    place = reverse("proposals:new", args=[programme.pk]), category
    before = Receipt.objects.count()
    connection.close()
    clients = [
        Client(given, place, cookies[n :: given.clients], random.Random(given.seed + n))
        for n in range(given.clients)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    times = sorted(t for client in clients for t in client.times)
    rate = len(times) / given.seconds
    report.figure("submitted and acknowledged", rate, unit="/s")
    report.figure("seconds for 60 of them", PER_SECOND / rate if rate else 1e9, 1, "s")
    report.figure(
        "acknowledged, p95", 1000 * times[int(0.95 * len(times))] if times else 0, unit="ms"
    )
    made = Receipt.objects.count() - before
    report.figure("acknowledged, but not sent in", max(0, len(times) - made), 0)
    report.figure("refused or failed", sum(len(c.failed) for c in clients), 0)
    base = inserts(given.clients, 10)
    report.figure("pgbench inserts", base, unit="/s")
    report.figure("submissions to inserts", rate / base, unit="×")
    sys.exit(0 if report.keep() else 1)


if __name__ == "__main__":
    main()
