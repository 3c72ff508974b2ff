"""The supervisor: starts its children, starts them again when they die, stops them in order."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from jiangxin.config import tether
from jiangxin.config.generation import Generation
from jiangxin.config.life import STEP, Life
from jiangxin.config.program import findable, module
from jiangxin.config.trouble import Trouble, say

LOOK_EVERY = 0.3  # seconds
PATIENCE = 20.0  # seconds that a child has to finish what it does
MINUTE = 60.0
LONGEST_WAIT = 30.0  # seconds between a death and the next start
POOL = 5  # connections of one web process: its four threads, and one to spare


@dataclass
class Child:
    """A process that has to run as long as the supervisor does."""

    name: str
    command: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)
    due_at: float | None = None  # when it is to be started again

    def start(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            tether.tethered(self.command),
            env=self.settings | environment,  # what the person set comes first
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # the terminal's Ctrl-C is for the supervisor alone
        )

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def life(self) -> Life | None:
        return Life.of(self.process.pid) if self.runs else None

    def died(self) -> None:
        """Note a death. It never is the last: the database may be away for longer than we know."""
        now = time.monotonic()
        wait = min(LONGEST_WAIT, 2.0 ** len(self.deaths) - 1)
        self.deaths = [moment for moment in self.deaths if now - moment < MINUTE] + [now]
        self.due_at = now + wait
        say(f"{self.name}意外退出（状态 {self.process.returncode}），{wait:.0f} 秒后重新启动。")

    def stop(self) -> None:
        if not self.runs:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """`look_after` is called at every look, so that what the children need is there too."""

    def __init__(self, generation: Generation, look_after: Callable[[], None]):
        self.generation = generation
        self.look_after = look_after
        self.stopping = threading.Event()
        self.environment = _for_children(os.environ)
        # They are stopped in this order: no new requests, no new jobs, then what they left sealed.
        self.children = [
            Child(
                "网页服务",
                module("jiangxin.config.web", generation.host, generation.port),
                {"JIANGXIN_POOL": str(POOL)},
            ),
            Child("后台服务", module("jiangxin", "worker")),
            Child("封存服务", module("jiangxin", "sealer")),
        ]

    def run(self, ready: Callable[[], None]) -> None:
        """Until a signal asks to stop; calls `ready` once the port answers."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self.stopping.set())
        try:
            self.generation.leave_place()
            for child in self.children:
                child.start(self.environment)
            self._write_down()
            if self._answers():
                ready()
            while not self.stopping.wait(LOOK_EVERY):
                self._look()
        finally:
            for child in self.children:
                child.stop()

    def _answers(self) -> bool:
        web = self.children[0]
        while not self.stopping.wait(STEP):
            if not web.runs:
                raise Trouble(f"{web.name}未能启动（状态 {web.process.returncode}）。")
            if self.generation.answers():
                return True
        return False

    def _look(self) -> None:
        self.look_after()
        for child in self.children:
            if not child.runs and child.due_at is None:
                child.died()
            if not child.runs and child.due_at <= time.monotonic():
                child.due_at = None
                child.start(self.environment)
                self._write_down()

    def _write_down(self) -> None:
        lives = [Life.of(os.getpid()), *(child.life for child in self.children)]
        self.generation.write_down(lives)


def _for_children(environment) -> dict[str, str]:
    """What web and worker may know: not the owner's password, they have no business with DDL."""
    kept = {name: word for name, word in environment.items() if name != "DATABASE_OWNER_URL"}
    return findable(kept)
