"""The web server: granian's main process and its workers, none of which outlives its parent."""

import multiprocessing
import os
import sys

from granian import Granian
from granian.constants import HTTPModes, Interfaces

from jiangxin.config import tether

WORKERS = int(os.environ.get("JIANGXIN_WEB_WORKERS", "2"))
THREADS = int(os.environ.get("JIANGXIN_WEB_THREADS", "4"))


def tie_workers() -> None:
    """Tie each process forked from this one to it; those further down are not our matter."""
    main = os.getpid()
    forked = []

    def tie() -> None:
        if not forked:
            forked.append(os.getpid())
            tether.die_with(main)

    os.register_at_fork(after_in_child=tie)


def main(host: str, port: str) -> None:
    # Only a fork can be tied from its first moment; Python 3.14 would start a fork server.
    multiprocessing.set_start_method("fork")
    tie_workers()
    Granian(
        "jiangxin.config.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=WORKERS,
        blocking_threads=THREADS,
        websockets=False,
        log_level="warning",
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
