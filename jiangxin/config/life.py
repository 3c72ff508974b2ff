"""The life of one process: its number and the moment it began.

A number alone names whoever has it now; after a reboot or in a container it is soon another's.
"""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

STEP = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Life:
    """Process `pid` that began at `born` ("boot id:clock ticks after boot")."""

    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> "Life | None":
        """The life that has this number now; None when nobody has it, or only a zombie."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            return None
        # The name in brackets may itself hold blanks and brackets: count from the last one.
        fields = stat.rpartition(")")[2].split()
        return None if fields[0] in "ZX" else cls(pid, f"{boot}:{fields[19]}")

    @property
    def lasts(self) -> bool:
        return Life.of(self.pid) == self

    def tell(self, sign: int) -> None:
        """Send the signal to this life and to no later owner of its number."""
        try:
            handle = os.pidfd_open(self.pid)
        except OSError:
            return
        try:
            if self.lasts:
                signal.pidfd_send_signal(handle, sign)
        except ProcessLookupError:
            pass
        finally:
            os.close(handle)

    def ends_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while self.lasts:
            if time.monotonic() > until:
                return False
            time.sleep(STEP)
        return True

    def end(self, patience: float = 20.0, ask: int = signal.SIGTERM) -> None:
        """Ask it to stop, and kill it when it has not after `patience` seconds."""
        self.tell(ask)
        if not self.ends_within(patience):
            self.tell(signal.SIGKILL)
            self.ends_within(5.0)


def standing_in(folder: Path, *, name: str) -> list[Life]:
    """Processes called `name` whose working folder is `folder`, which every backend's is.

    Those of another user cannot be looked at, and cannot have our files open either.
    """
    found = []
    wanted = os.stat(folder)
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            here = os.stat(entry / "cwd")
            called = (entry / "comm").read_text().strip()
        except OSError:
            continue
        if called == name and os.path.samestat(here, wanted):
            found.append(Life.of(int(entry.name)))
    return [life for life in found if life is not None]
