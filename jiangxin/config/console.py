"""The program `jiangxin`: Django's commands with a database under them, and serve, demo, worker.

jiangxin serve [--host 127.0.0.1] [--port 8000] [--demo]   web and worker, until Ctrl-C
jiangxin demo  [--host …] [--port …]                       the same, with demonstration data
jiangxin worker […]                                        the worker alone
jiangxin sealer                                            the sealer of the log alone
jiangxin verify-receipt FILE [--heads …] [--key …]         check a receipt; needs no database
jiangxin with-database COMMAND…                            any command, with DATABASE_URL set
jiangxin COMMAND…                                          any command of Django's
"""

import argparse
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.core.management import execute_from_command_line

from jiangxin.config import tether
from jiangxin.config.cluster import Cluster
from jiangxin.config.generation import Generation
from jiangxin.config.life import Life
from jiangxin.config.processes import Supervisor
from jiangxin.config.program import findable, module, var
from jiangxin.config.trouble import Trouble, say
from jiangxin_verify.__main__ import main as examine

OWNERS_COMMANDS = {
    "prepare",
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "test",
    "populate",
    "demo_city",
}
BEHIND = 10  # how nice the worker is: on a machine that both share, somebody waits for the web
WITHOUT_DATABASE = {"help", "version", "--help", "-h", "--version", "collectstatic"}
DEMO_CITY = "jiangxin.operations.management.commands.demo_city"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangxin.config.settings")
    word, *rest = sys.argv[1:] or ["help"]
    own = OWN.get(word, manage)
    try:
        own(word, rest)
    except Trouble as trouble:
        say(str(trouble))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@contextmanager
def database() -> Iterator:
    """DATABASE_URL as given, or that of the embedded cluster, held until the block ends."""
    if os.environ.get("DATABASE_URL"):
        yield _nothing
        return
    cluster = Cluster(var())
    with cluster.held():
        os.environ["DATABASE_URL"] = cluster.url("jiangxin_app")
        os.environ["DATABASE_OWNER_URL"] = cluster.url("jiangxin_owner")
        yield lambda: _keep_up(cluster)


def _nothing() -> None:
    """A server that was given to us is looked after by others."""


def _keep_up(cluster: Cluster) -> None:
    """Start the embedded server again when even its keeper was killed."""
    if "keeper" in cluster.lives():
        return
    say("数据库意外停止，重新启动。")
    cluster.ensure()
    if cluster.url("jiangxin_app") != os.environ["DATABASE_URL"]:
        raise Trouble("数据库换了端口，请重新启动程序。")


def manage(word: str, rest: list[str]) -> None:
    """One of Django's commands, as the role that it needs."""
    if word in OWNERS_COMMANDS:
        os.environ.setdefault("JIANGXIN_AS_OWNER", "1")
    if word == "worker":
        os.nice(BEHIND)
        word, rest = "procrastinate", ["worker", *rest]
    with nullcontext() if word in WITHOUT_DATABASE else database():
        execute_from_command_line(["jiangxin", word, *rest])


def with_database(_, rest: list[str]) -> None:
    """Run another program; its status becomes ours."""
    with database():
        process = subprocess.Popen(rest)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells both, it decides
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        sys.exit(process.wait())


def demo(_, rest: list[str]) -> None:
    serve("serve", ["--demo", *rest])


def serve(_, rest: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="jiangxin serve")
    parser.add_argument("--host", default=os.environ.get("JIANGXIN_BIND", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--demo", action="store_true", help="演示数据，每一页标明“演示”")
    chosen = parser.parse_args(rest)
    generation = Generation(var(), chosen.host, chosen.port)
    # A polite end while things are being made ready goes the same way as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        generation.claim()
        generation.write_down([Life.of(os.getpid())])
        with database() as look_after:
            _make_ready(chosen.demo)
            Supervisor(generation, look_after).run(
                lambda: say(f"\n匠新已启动：{generation.address}\n按 Ctrl-C 停止。")
            )
    finally:
        generation.forget()


def _make_ready(demonstration: bool) -> None:
    (var() / "static").mkdir(exist_ok=True)  # whitenoise warns where there is none
    _step("prepare")
    if demonstration:
        os.environ["JIANGXIN_DEMO"] = "1"
        if importlib.util.find_spec(DEMO_CITY):
            _step("demo_city")


def _step(word: str) -> None:
    """One command in a process of its own, which takes its memory and its role with it."""
    command = tether.tethered(module("jiangxin", word))
    answer = subprocess.run(command, env=findable(os.environ))
    if answer.returncode != 0:
        raise Trouble(f"jiangxin {word} 没有完成（状态 {answer.returncode}），程序没有启动。")


def verify_receipt(_, rest: list[str]) -> None:
    sys.exit(examine(rest))


OWN = {
    "serve": serve,
    "demo": demo,
    "with-database": with_database,
    "verify-receipt": verify_receipt,
}

if __name__ == "__main__":
    main()
