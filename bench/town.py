"""A city that a bench has for itself: its own folder, database and server, in this box.

Nothing here asks the database by itself: whoever does, does so in a process under `command`.
"""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from jiangxin.config.cluster import Cluster

READY_SECONDS = 300
OWN = {"DATABASE_URL", "DATABASE_OWNER_URL"}
MEASURING = """
ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';
ALTER SYSTEM SET pg_stat_statements.track_planning = on;
"""


class Town:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.environment = {k: v for k, v in os.environ.items() if k not in OWN}
        self.environment |= {"JIANGXIN_VAR": str(self.folder)}

    def command(self, *words):
        """Run a command of the program's on this town; its status."""
        program = [sys.executable, "-m", "jiangxin", *map(str, words)]
        return subprocess.run(program, env=self.environment).returncode

    def bench(self, module, *words):
        """Run a bench with this town's database; its status."""
        return self.command("with-database", sys.executable, "-m", module, *words)

    def raze(self):
        """Its folder goes; nothing may run on it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def count_statements(self):
        """Have its database keep pg_stat_statements, from its next start on."""
        cluster = Cluster(self.folder)
        with cluster.held():
            self.psql(cluster, MEASURING)
        with cluster.held():  # the first block's end stopped the server: now it is preloaded
            self.psql(cluster, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def psql(self, cluster, statements):
        program = [cluster.postgres.folder / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        url = cluster.url("postgres")
        subprocess.run([*program, url], input=statements, text=True, check=True)

    @contextmanager
    def served(self, port, *, demonstration=False):
        """The real server, web and worker, until the block ends."""
        word = "demo" if demonstration else "serve"
        program = [sys.executable, "-m", "jiangxin", word, "--port", str(port)]
        server = subprocess.Popen(program, env=self.environment)
        try:
            wait_until_it_answers(server, port)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=60)


def wait_until_it_answers(server, port):
    for _ in range(READY_SECONDS):
        if server.poll() is not None:
            sys.exit("the server stopped before it answered")
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/sign-in/")
            if link.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(1)
    sys.exit("the server did not answer in time")
