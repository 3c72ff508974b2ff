"""The program's own PostgreSQL cluster under var/postgres, for whoever gave no DATABASE_URL.

Each command that uses it holds a shared lock on `users.lock`; the keeper (keeper.py) waits for the
lock to itself and then stops the server. The kernel frees the locks of the dead, so a kill -9 of
every user stops the server as well as a polite end does.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from jiangxin.config import notes
from jiangxin.config.founding import CONFIGURATION, DOORS, SETUP, SETUP_VERSION
from jiangxin.config.life import STEP, Life, standing_in
from jiangxin.config.postgres import Postgres
from jiangxin.config.program import findable, module
from jiangxin.config.trouble import Trouble, say

TELL_EVERY = 5.0  # seconds between two lines while a recovery runs
PORT_TRIES = 5


class PortTaken(Trouble):
    """Somebody else opened the port between our look and the server's start."""


class Cluster:
    """Roles: `postgres` founds, `jiangxin_owner` migrates, `jiangxin_app` works."""

    def __init__(self, var: Path):
        self.home = var.absolute() / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "start.log"

    @cached_property
    def postgres(self) -> Postgres:
        return Postgres.here()

    @contextmanager
    def held(self) -> Iterator["Cluster"]:
        """Use the running server, or start it; it runs at least until the block ends."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)
        try:
            with self.locked("users.lock", fcntl.LOCK_SH):
                self.ensure()
                yield self
        finally:
            self._see_out()

    def ensure(self) -> None:
        """Have it running; for those who hold it already. Others may ask at the same moment."""
        with self.locked("start.lock", fcntl.LOCK_EX):
            if not self.is_kept():
                self._start()
            self._set_up()

    @contextmanager
    def locked(self, name: str, how: int) -> Iterator[None]:
        """Hold the file's lock; closing the file, by whatever end, gives it back."""
        with os.fdopen(os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)) as file:
            fcntl.flock(file, how)
            yield

    def _see_out(self) -> None:
        """After the last user's end wait for the server's, so that a polite end leaves nothing."""
        while self.lives():
            nobody = self._could_lock(fcntl.LOCK_EX)  # the keeper is about to notice
            if not nobody and self._could_lock(fcntl.LOCK_SH):
                return  # somebody else uses it; had the keeper the lock, we could not share it
            time.sleep(STEP)

    def _could_lock(self, how: int) -> bool:
        try:
            with self.locked("users.lock", how | fcntl.LOCK_NB):
                return True
        except BlockingIOError:
            return False

    def url(self, role: str, database: str = "jiangxin") -> str:
        word = self._passwords()[role]
        return f"postgres://{role}:{word}@127.0.0.1:{self.port}/{database}"

    @property
    def port(self) -> int:
        return notes.read(self.home / "port.json")["port"]

    # What is there already

    def lives(self) -> dict[str, Life]:
        """The keeper and the postmaster that were last written down, if they still live."""
        noted = notes.read(self.home / "lives.json")
        lives = {name: Life(*life) for name, life in noted.items()}
        return {name: life for name, life in lives.items() if life.lasts}

    def is_ready(self) -> bool:
        """Whether our postmaster itself says so: the eighth line of its pid file."""
        postmaster = self.lives().get("postmaster")
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if postmaster is None or len(lines) < 8:
            return False
        return int(lines[0]) == postmaster.pid and lines[7].strip() == "ready"

    def is_kept(self) -> bool:
        """Whether a keeper watches a server here; waits until that server takes connections."""
        keeper = self.lives().get("keeper")
        if keeper is None:
            return False
        return self._wait_for(lambda: keeper.lasts)

    def _wait_for(self, someone_works) -> bool:
        """Wait without a limit for the server, as long as somebody works on it."""
        told = time.monotonic()
        while not self.is_ready():
            if not someone_works():
                return False
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                say("数据库正在启动（上次没有正常停止时，需要先恢复），请稍候……")
            time.sleep(STEP)
        return True

    # Starting

    def _start(self) -> None:
        self.clear_away()
        if not (self.data / "PG_VERSION").exists():
            self._found()
        self.postgres.own(self.data)
        for _ in range(PORT_TRIES):
            self._write_configuration()
            try:
                return self._start_keeper()
            except PortTaken:
                notes.write(self.home / "port.json", {"port": free_port()})
        raise Trouble("五次都没有找到可用的本机端口，数据库未能启动。")

    def clear_away(self) -> None:
        """End what an earlier generation left, so that nobody else has the data open.

        Only then may a pid file be removed: while any backend lives, that file is what keeps a
        second server from the same data. PostgreSQL itself removes one whose number is unused.
        """
        for life in self.lives().values():
            if life.pid != os.getpid():  # the keeper itself clears away what its server left
                life.end(patience=60.0, ask=signal.SIGINT)
        if not self.data.exists():
            return
        while orphans := standing_in(self.data, name="postgres"):
            for orphan in orphans:
                orphan.end(patience=10.0)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _found(self) -> None:
        """Make the cluster beside its place and move it in whole: a killed one leaves nothing."""
        for leftover in self.home.glob("data.new-*"):
            shutil.rmtree(leftover)
        self._passwords()
        making = self.home / f"data.new-{os.getpid()}"
        making.mkdir(mode=0o700)
        self.postgres.own(making)
        say("正在建立数据库……")
        # In memory and open to all who can see this process: never on the disk in plain.
        word = os.memfd_create("password")
        os.write(word, self._passwords()["postgres"].encode())
        os.lseek(word, 0, os.SEEK_SET)
        answer = subprocess.run(
            self.postgres.command(
                *("initdb", "-D", self.postgres.data_word(making), "-U", "postgres"),
                *("--pwfile=/dev/stdin", "-A", "scram-sha-256", "-E", "UTF8"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            ),
            stdin=word,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=making,
            text=True,
        )
        os.close(word)
        if answer.returncode != 0:
            raise Trouble(f"数据库未能建立：\n{answer.stdout}")
        making.rename(self.data)

    def _write_configuration(self) -> None:
        files = {"postgresql.conf": CONFIGURATION, "pg_hba.conf": DOORS}
        for name, text in files.items():
            (self.data / name).write_text(text)
        remembered = notes.read(self.home / "port.json").get("port")
        if not remembered or not is_free(remembered):
            notes.write(self.home / "port.json", {"port": free_port()})

    def _start_keeper(self) -> None:
        with self.log.open("w") as log:
            keeper = subprocess.Popen(
                module("jiangxin.config.keeper", self.home.parent),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # the terminal's Ctrl-C is not for the database
                env=findable(os.environ),
            )
        if self._wait_for(lambda: keeper.poll() is None):
            return
        said = self.log.read_text(errors="replace")
        if "Address already in use" in said:
            raise PortTaken(said)
        raise Trouble(f"数据库未能启动：\n{said[-2000:]}\n日志在 {self.data / 'log'}")

    def _set_up(self) -> None:
        """Roles, databases and extensions, once; may be repeated after any interruption."""
        mark = self.home / "setup.json"
        if notes.read(mark).get("version") == SETUP_VERSION:
            return
        words = self._passwords()
        answer = subprocess.run(
            [self.postgres.folder / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            input=SETUP.format(owner=words["jiangxin_owner"], app=words["jiangxin_app"]),
            env=_without_pg(os.environ)
            | {
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.port),
                "PGUSER": "postgres",
                "PGDATABASE": "postgres",
                "PGPASSWORD": words["postgres"],
                "PGSSLMODE": "disable",
            },
            capture_output=True,
            text=True,
        )
        if answer.returncode != 0:
            raise Trouble(f"数据库的角色未能建立：\n{answer.stderr}")
        notes.write(mark, {"version": SETUP_VERSION})

    def _passwords(self) -> dict[str, str]:
        path = self.home / "passwords.json"
        words = notes.read(path)
        if not words:
            if self.data.exists():
                raise Trouble(f"数据库的口令文件 {path} 不见了，请从备份恢复它。")
            roles = ("postgres", "jiangxin_owner", "jiangxin_app")
            words = {role: secrets.token_hex(24) for role in roles}
            notes.write(path, words)
        return words


def _without_pg(environment) -> dict[str, str]:
    """The environment without the settings that a person keeps for another server."""
    return {name: word for name, word in environment.items() if not name.startswith("PG")}


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: an old connection in TIME_WAIT is no obstacle, a listener is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
