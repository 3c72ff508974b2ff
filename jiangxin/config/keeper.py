"""The keeper of the embedded cluster: parent of the postmaster, stops it after the last user.

Runs as a process of its own (`python -m jiangxin.config.keeper VAR`), started by Cluster. When it
is killed the kernel tells the postmaster to shut down fast; when the postmaster is killed it
starts another, so that the program comes back by itself.
"""

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from jiangxin.config import notes
from jiangxin.config.cluster import Cluster
from jiangxin.config.life import Life

SHORT = 3.0  # seconds: a server that ends sooner did not really start
SHORT_LIVES = 5


class Keeper:
    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self.stopping = False
        self.server = None

    def stop(self, *_) -> None:
        """Fast shutdown: open transactions are rolled back, what is committed is written."""
        self.stopping = True
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)

    def start(self) -> None:
        cluster = self.cluster
        postgres = cluster.postgres
        self.server = subprocess.Popen(
            postgres.command(
                *("postgres", "-D", postgres.data_word(cluster.data), "-p", cluster.port),
                how=signal.SIGINT,
            ),
            stdin=subprocess.DEVNULL,
            cwd=cluster.data,
            umask=0o077,
        )
        lives = {"keeper": Life.of(os.getpid()), "postmaster": Life.of(self.server.pid)}
        notes.write(
            cluster.home / "lives.json",
            {name: (life.pid, life.born) for name, life in lives.items() if life is not None},
        )

    def keep(self) -> int:
        """Until the last user has gone, or until it makes no sense to go on."""
        short_lives = 0
        while not self.stopping:
            began = time.monotonic()
            self.start()
            if self.stopping:  # the users left while it was being started
                self.stop()
            status = self.server.wait()
            if self.stopping:
                return 0
            if status >= 0:  # it ended by itself: there is a reason, and it is in the log
                return status
            short_lives = short_lives + 1 if time.monotonic() - began < SHORT else 0
            if short_lives == SHORT_LIVES:
                return 1
            self.cluster.clear_away()
        return 0

    def wait_for_users(self) -> None:
        """Each user holds the lock shared; nobody is left when it can be had alone."""
        lock = os.open(self.cluster.home / "users.lock", os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        self.stop()


def main() -> int:
    keeper = Keeper(Cluster(Path(sys.argv[1])))
    signal.signal(signal.SIGINT, keeper.stop)
    signal.signal(signal.SIGTERM, keeper.stop)
    threading.Thread(target=keeper.wait_for_users, daemon=True).start()
    return keeper.keep()


if __name__ == "__main__":
    sys.exit(main())
