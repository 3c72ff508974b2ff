"""The heads' folder, outside the database: appended, on the disk before the database commits."""

import os
from functools import cached_property

from jiangxin.lib.clock import CHINA
from jiangxin.lib.signing import signing_key
from jiangxin_verify import heads
from jiangxin_verify.canonical import canonical

TAIL = 64 * 1024  # bytes looked at first for the last line


class HeadsFolder:
    """One writer, the sealer, which holds a lock of the database while it writes."""

    def __init__(self, place):
        self.place = place
        self.seen = None  # (file, its size, the last good line)

    def last(self):
        """The last line that makes sense, or None. What a crash left half-written is passed by."""
        for file in reversed(heads.files(self.place)) if self.place.is_dir() else ():
            state = (file, file.stat().st_size)
            if self.seen and self.seen[:2] == state:
                return self.seen[2]
            if line := last_line(file):
                self.seen = (*state, line)
                return line
        return None

    def after(self, size):
        """The first line that goes on from a log of this size, or None."""
        lines = (entry.head for entry in heads.entries(self.place))
        return next((line for line in lines if line and line["from"] == size), None)

    def append(self, head, start, leaves, **more):
        """Write a head with its (id, digest) of each leaf; it is on the disk when this returns."""
        line = head.stated() | {"from": start, **more}
        line["ids"] = [key for key, _ in leaves]
        line["leaves"] = [digest.hex() for _, digest in leaves]
        self.made  # noqa: B018 (the folder is made on first use)
        file = self.file_of(head.signed_at)
        is_new = not file.exists()
        with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640), "r+b") as out:
            end = out.seek(0, os.SEEK_END)
            if end and not ends_a_line(out, end):
                out.write(b"\n")  # after half a line that a crash left
            out.write(canonical(line).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
            self.seen = (file, out.tell(), line)
        if is_new:
            sync(self.place)

    def file_of(self, moment):
        """The file of the month; never an older one than the newest there is."""
        name = f"{moment.astimezone(CHINA):%Y-%m}.jsonl"
        there = heads.files(self.place)
        return max(self.place / name, there[-1]) if there else self.place / name

    @cached_property
    def made(self):
        """Make the folder, and lay the public key into it for whoever checks."""
        self.place.mkdir(mode=0o750, parents=True, exist_ok=True)
        key = signing_key()
        public = self.place / f"key-{key.id}.pem"
        if not public.exists():
            public.write_bytes(key.pem())
        return True


def last_line(file):
    """The last line of a file that makes sense, read from its end."""
    size, tail = file.stat().st_size, TAIL
    with file.open("rb") as opened:
        while True:
            begin = max(0, size - tail)
            opened.seek(begin)
            lines = opened.read().splitlines(keepends=True)
            for raw in reversed(lines[1:] if begin else lines):
                if line := heads.entry(file.name, 0, raw).head:
                    return line
            if not begin:
                return None
            tail *= 8


def ends_a_line(file, end):
    file.seek(end - 1)
    return file.read(1) == b"\n"


def sync(folder):
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
