"""The child that reads an uploaded workbook; a hostile file can kill nothing but this process.

It gets the file as its standard input and answers on its standard output with frames: four bytes
of length, then JSON. It imports neither Django nor anything that knows a password. The limits are
its own first act, as a `preexec_fn` would not be safe in a parent with threads.
"""

import ctypes
import datetime
import json
import os
import resource
import signal
import struct
import sys

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from jiangxin.documents import kinds, limits, zipcheck
from jiangxin.documents.delimited import rows_of_text
from jiangxin.documents.unreadable import (
    DAMAGED,
    HUGE_CELL,
    LOCKED,
    OUTSIDE,
    TOO_BIG,
    UnreadableFile,
)

PR_SET_PDEATHSIG = 1
FLUSH_CHARS = 65_536
HEAD_CHARS = 1_000  # cells of a mere look at the first rows are clipped
EXACT = 10**15  # Excel keeps 15 digits; a longer number has lost its last ones already


def main(parent: int, only: int, first: int) -> None:
    confine(parent)
    out = Frames(sys.stdout.buffer)
    try:
        hand_back(sys.stdin.buffer, out, only=only, first=first)
    except UnreadableFile as refusal:
        out.send({"refused": str(refusal)})
    except (MemoryError, OverflowError):
        out.send({"refused": TOO_BIG})
    except PasswordError:
        out.send({"refused": LOCKED})
    except BrokenPipeError:
        os._exit(0)  # nobody wants the rest
    except BaseException:  # a Rust panic is no Exception
        out.send({"refused": DAMAGED})


def confine(parent: int) -> None:
    """Die with the parent; no more memory, time, core files or written files than allowed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY, limits.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


class Frames:
    """The way back: whole rows in frames of bounded size, and not without end."""

    def __init__(self, pipe):
        self.pipe, self.sent = pipe, 0

    def send(self, message) -> None:
        self.write(json.dumps(message, ensure_ascii=False))

    def write(self, text: str) -> None:
        frame = text.encode("utf-8", "replace")
        self.sent += len(frame)
        if self.sent > limits.STREAM_BYTES:
            raise UnreadableFile(TOO_BIG)
        self.pipe.write(struct.pack(">I", len(frame)) + frame)
        self.pipe.flush()

    def send_rows(self, rows) -> None:
        waiting, chars = [], 0
        for row in rows:
            text = json.dumps(row, ensure_ascii=False, default=dated)
            waiting.append(text)
            chars += len(text)
            if chars > FLUSH_CHARS:
                self.write("[" + ",".join(waiting) + "]")
                waiting, chars = [], 0
        self.write("[" + ",".join(waiting) + "]")


def dated(value) -> dict:
    return {"on": value.isoformat()}


def hand_back(file, out, *, only, first) -> None:
    """Every sheet (or one, or the first rows of each): its name, then its rows."""
    kind = kinds.kind_of(file, os.fstat(file.fileno()).st_size)
    file.seek(0)
    if kind == kinds.TEXT:
        content = file.read()
        lines = content.count(b"\n") + 1
        out.send({"sheet": "", "index": 0, "of": 1, "hidden": False, "height": lines})
        out.send_rows(clipped(rows_of_text(content), first))
    else:
        if kind == kinds.XLSX:
            zipcheck.check_content(file)
        file.seek(0)
        hand_back_book(CalamineWorkbook.from_filelike(file), out, only=only, first=first)
    out.send({"end": True})


def hand_back_book(book, out, *, only, first) -> None:
    sheets = book.sheets_metadata
    if len(sheets) > limits.SHEETS:
        raise UnreadableFile(TOO_BIG)
    for index, known in enumerate(sheets):
        if known.typ != SheetTypeEnum.WorkSheet or only not in (-1, index):
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height > limits.ROWS or sheet.total_width > limits.COLUMNS:
            raise UnreadableFile(OUTSIDE)
        hidden = known.visible != SheetVisibleEnum.Visible
        told = {"sheet": known.name, "index": index, "of": len(sheets), "hidden": hidden}
        out.send(told | {"height": sheet.total_height})
        out.send_rows(clipped(rows_of_sheet(sheet), first))
        del sheet  # or the next one is read beside it


def rows_of_sheet(sheet):
    """Rows from the sheet's own first row and column, so that numbers and letters agree."""
    indent = [""] * (sheet.start[1] if sheet.start else 0)
    for values in sheet.iter_rows():
        row = indent + [plain(value) for value in values]
        while row and row[-1] == "":
            row.pop()
        yield row


def plain(value):
    """A cell as text, a number or a date; nothing is repaired that the file has lost."""
    if isinstance(value, str):
        if len(value) > limits.CELL_CHARS:
            raise UnreadableFile(HUGE_CELL)
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value - value != 0:  # infinite, or not a number
            return ""
        return int(value) if value.is_integer() and abs(value) < EXACT else value
    return plain_time(value)


def plain_time(value):
    if isinstance(value, datetime.datetime):
        return value if value.time() != datetime.time() else value.date()
    return value if isinstance(value, (datetime.date, int)) else str(value)


def clipped(rows, first: int):
    """All rows, or the first ones with their cells cut short; none may be as long as a book."""
    for number, row in enumerate(rows):
        if first != -1:
            if number >= first:
                return
            row = [cell[:HEAD_CHARS] if isinstance(cell, str) else cell for cell in row]
        elif sum(len(cell) for cell in row if isinstance(cell, str)) > limits.ROW_CHARS:
            raise UnreadableFile(HUGE_CELL)
        yield row
