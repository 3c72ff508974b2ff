"""One generation of the program serves a port; the next replaces it and nobody else's.

granian opens its port with SO_REUSEPORT: a second start would succeed and share the port with the
first, so that every other request meets old code. Therefore the port is looked at, and kept
occupied while the program gets ready, before granian may have it.
"""

import socket
from pathlib import Path

from jiangxin.config import notes
from jiangxin.config.life import Life
from jiangxin.config.trouble import Trouble, say


class Generation:
    """The processes that serve `port`, written down under var/run with their births."""

    def __init__(self, var: Path, host: str, port: int):
        self.note = var / "run" / f"serve-{port}.json"
        self.host, self.port = host, port
        self.place = None

    def claim(self) -> None:
        """Occupy the port, replacing an older generation of ours; refuse if others have it."""
        self.note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for life in self.alive():
            say(f"端口 {self.port} 上正运行着本程序较早的一次启动（进程 {life.pid}），现在替换它。")
            life.end(patience=30.0)
        try:
            self.place = self._occupied()
        except OSError as error:
            raise Trouble(
                f"端口 {self.port} 已被别的程序占用或不可用（{error.strerror}）。"
                f"请先停止那个程序，或换一个端口：jiangxin serve --port {self.port + 1}"
            ) from error

    def leave_place(self) -> None:
        """Let the port go, at the very moment when granian is to take it."""
        if self.place is not None:
            self.place.close()
            self.place = None

    def write_down(self, lives: list[Life | None]) -> None:
        notes.write(self.note, {"lives": [(life.pid, life.born) for life in lives if life]})

    def forget(self) -> None:
        self.leave_place()
        self.note.unlink(missing_ok=True)

    def alive(self) -> list[Life]:
        """Who of the last generation on this port still lives, the supervisor first."""
        lives = [Life(*life) for life in notes.read(self.note).get("lives", [])]
        return [life for life in lives if life.lasts]

    def answers(self) -> bool:
        """Whether the port takes connections."""
        try:
            socket.create_connection((self._near(), self.port), timeout=1).close()
        except OSError:
            return False
        return True

    @property
    def address(self) -> str:
        return f"http://{self._near()}:{self.port}/"

    def _near(self) -> str:
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104

    def _occupied(self) -> socket.socket:
        place = socket.socket()
        # Without SO_REUSEPORT: a listener is an obstacle; a connection in TIME_WAIT is none.
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((self.host, self.port))
        except OSError:
            place.close()
            raise
        return place
