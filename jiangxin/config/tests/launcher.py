"""What the launcher's tests share: one launcher, its family, and bounded waits."""

import http.client
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import django

from jiangxin.config import notes
from jiangxin.config.life import STEP, Life

ROOT = Path(__file__).resolve().parents[3]
LIMIT = 60.0  # seconds; a busy machine is slow, a hang is longer
ORDINARY = 65534


def wait_for(question, limit=LIMIT):
    """Poll until the answer is true; its value."""
    until = time.monotonic() + limit
    while not (answer := question()):
        assert time.monotonic() < until, f"not within {limit} s: {question}"
        time.sleep(STEP)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def parent_of(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def children_of(pid):
    everyone = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    return [other for other in everyone if parent_of(other) == pid]


def family(*lives):
    """These lives and all that descend from them, now."""
    waiting, found = [life.pid for life in lives], set(lives)
    while waiting:
        for child in children_of(waiting.pop()):
            life = Life.of(child)
            if life and life not in found:
                found.add(life)
                waiting.append(child)
    return found


def python_for(user):
    """An interpreter that this user may run with our libraries; None when there is none."""
    libraries = Path(django.__file__).parents[1]
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        # It has to start itself again, too: the shim does.
        again = "import subprocess, sys, django, psycopg, jiangxin, granian;"
        again += "subprocess.run([sys.executable, '-V'], check=True)"
        environment = {"PYTHONPATH": f"{libraries}:{ROOT}", "PATH": os.environ["PATH"]}
        try:
            answer = subprocess.run(
                [python, "-c", again],
                env=environment,
                cwd="/",
                capture_output=True,
                **becoming(user),
            )
        except OSError:
            continue
        if answer.returncode == 0:
            return python
    return None


def becoming(user):
    """The words of Popen that make the new process that user's."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


class Launcher:
    """`jiangxin serve` of the bare program with its own var and port."""

    def __init__(self, var, *, user=None, environment=None):
        self.var, self.user, self.port = var, user, free_port()
        self.python = sys.executable if user is None else python_for(user)
        libraries = Path(django.__file__).parents[1]
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self.environment = kept | {
            "PYTHONPATH": f"{libraries}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "jiangxin.config.tests.bare.settings",
            "JIANGXIN_VAR": str(var),
            "JIANGXIN_WEB_WORKERS": "1",
            **(environment or {}),
        }
        self.started = []

    def command(self, *words):
        return [self.python, "-m", "jiangxin", *map(str, words)]

    def run(self, *words):
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=LIMIT,
            **becoming(self.user),
        )

    def begin(self, *words):
        process = subprocess.Popen(
            self.command(*words),
            env=self.environment,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **becoming(self.user),
        )
        self.started.append((process, Life.of(process.pid)))
        return process

    def serve(self):
        """Start and wait for the first answer; the process."""
        process = self.begin("serve", "--port", self.port)
        wait_for(lambda: process.poll() is not None or self.answer())
        assert process.poll() is None, process.stderr.read()
        return process

    def answer(self):
        """What the bare program says of itself; None when there is no good answer."""
        page = self.page("/")
        return page and json.loads(page)

    def page(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as page:
                return page.read().decode()
        except (OSError, http.client.HTTPException):  # URLError is an OSError
            return None

    def lives(self):
        """Keeper and postmaster as they were written down, by name."""
        return {
            name: Life(*life) for name, life in notes.read(self.var / "postgres/lives.json").items()
        }

    def whole_family(self):
        mine = [life for _, life in self.started if life and life.lasts]
        return family(*mine, *self.lives().values())

    def close(self):
        """End whatever a failed test left; every process here was started by it."""
        left = self.whole_family()
        for process, _ in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            process.stderr.close()
        for life in left:
            life.end(patience=20.0)
