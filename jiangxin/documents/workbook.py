"""Workbooks coming in: read in a child process, handed over row by row."""

import datetime
import json
import os
import pathlib
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

from jiangxin.documents import limits
from jiangxin.documents.unreadable import DAMAGED, EMPTY, TOO_BIG, TOO_SLOW, UnreadableFile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from jiangxin.documents.reader import main; main(*map(int, sys.argv[2:]))"
)
CHUNK = 1 << 18
FATES = {  # how the child ended, without a word of its own
    -signal.SIGABRT: TOO_BIG,  # Rust aborts where memory is refused
    -signal.SIGSEGV: TOO_BIG,
    -signal.SIGKILL: TOO_BIG,
    -signal.SIGXCPU: TOO_SLOW,
}

type_of_cell = str | int | float | datetime.date  # an empty cell is ""


@dataclass
class Sheet:
    """One sheet. `rows` are lists of cells, row 1 of the sheet first; short rows end early.

    `height` is about how many there are (of text: how many lines), to show progress by; `of` is
    how many sheets the workbook has.
    """

    name: str
    index: int
    hidden: bool
    rows: list = field(default_factory=list)
    height: int | None = None
    of: int = 1


def read_workbook(source, filename: str, *, only: int | None = None) -> "Workbook":
    """Open an .xlsx, .xls, .csv or .txt (told apart by content) for one pass over its sheets.

    `source` is a path, bytes or an open binary file; `only` is the index of the one sheet wanted.
    Raises UnreadableFile here or while iterating: keep nothing before the last row has come.
    """
    return Workbook(source, filename, only=only)


def first_rows(source, filename: str, *, rows: int = 40) -> list[Sheet]:
    """Every sheet with its first rows in a list: enough to find the header in, and no more."""
    heads = []
    with Workbook(source, filename, first=rows) as book:
        for sheet in book:
            sheet.rows = list(sheet.rows)
            heads.append(sheet)
    return heads


class Workbook:
    """A workbook being read: iterate it for its sheets, and each sheet's rows before the next."""

    def __init__(self, source, filename, *, only=None, first=None):
        self.filename = filename
        words = [str(ROOT), str(os.getpid()), word(only), word(first)]
        with opened(source) as file:
            self.child = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
                [sys.executable, "-I", "-X", "utf8", "-c", CHILD, *words],
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath},  # none of our secrets
                close_fds=True,
            )
        self.pipe = self.child.stdout.fileno()
        self.buffer = bytearray()
        self.ahead = None

    def __enter__(self):
        return self

    def __exit__(self, *_trouble):
        self.close()

    def __del__(self):
        if getattr(self, "child", None):
            self.close()

    def close(self) -> None:
        """End the child, wherever it is."""
        if self.child.returncode is None:
            self.child.kill()
        self.child.stdout.close()
        self.child.wait()

    def __iter__(self):
        """Sheets in the workbook's order; rows that nobody took are passed over."""
        message = self._message()
        while "end" not in message:
            sheet = Sheet(message["sheet"], message["index"], message["hidden"])
            sheet.height, sheet.of = message["height"], message["of"]
            sheet.rows = self._rows()
            yield sheet
            for _row in sheet.rows:
                pass
            message = self.ahead
        self.close()

    def _rows(self):
        message = self._message()
        while isinstance(message, list):
            yield from message
            message = self._message()
        self.ahead = message

    def _message(self):
        """The next frame; a refusal by the child, or its death, is raised as our own refusal."""
        (length,) = struct.unpack(">I", self._exactly(4))
        if length > limits.FRAME_BYTES:
            self._refuse(TOO_BIG)
        message = json.loads(self._exactly(length), object_hook=dated)
        if isinstance(message, dict) and "refused" in message:
            self._refuse(message["refused"])
        return message

    def _exactly(self, size: int) -> bytes:
        while len(self.buffer) < size:
            self._wait()
            piece = os.read(self.pipe, CHUNK)
            if not piece:
                self._refuse(FATES.get(self.child.wait(), DAMAGED))
            self.buffer += piece
        taken = bytes(self.buffer[:size])
        del self.buffer[:size]
        return taken

    def _wait(self) -> None:
        poll = select.poll()  # select() fails past 1,024 open files
        poll.register(self.pipe, select.POLLIN)
        if not poll.poll(limits.SILENCE_SECONDS * 1000):
            self._refuse(TOO_SLOW)

    def _refuse(self, sentence: str):
        self.close()
        raise UnreadableFile(sentence)


def word(number: int | None) -> str:
    return "-1" if number is None else str(number)


def dated(pairs: dict):
    """Dates travel as {"on": "2024-05-01"}; every other object is a message."""
    if "on" not in pairs:
        return pairs
    text = pairs["on"]
    if "T" in text:
        return datetime.datetime.fromisoformat(text)
    return datetime.date.fromisoformat(text)


def opened(source):
    """The source as an open file of its own, at the beginning, not empty and not too large."""
    if isinstance(source, (str, os.PathLike)):
        file = open(source, "rb")  # noqa: SIM115 - handed to the caller, who closes it
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
        copy(source, file)
        file.seek(0)
    size = os.fstat(file.fileno()).st_size
    if 0 < size <= limits.FILE_BYTES:
        return file
    file.close()
    raise UnreadableFile(TOO_LARGE_FILE if size else EMPTY)


TOO_LARGE_FILE = "文件超过 50 MB，没有读取。请只留下需要的行和列，另存为 .xlsx 后再传。"


def copy(source, file) -> None:
    if isinstance(source, (bytes, bytearray, memoryview)):
        file.write(source)
        return
    source.seek(0)
    shutil.copyfileobj(source, file)
