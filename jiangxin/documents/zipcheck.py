"""What an .xlsx must pass before a parser may see it. Runs in the reading child only."""

import stat
import struct
import zipfile
import zlib

from jiangxin.documents import limits
from jiangxin.documents.unreadable import (
    DAMAGED,
    HUGE_CELL,
    LOCKED,
    OUTSIDE,
    SUSPECT,
    TOO_BIG,
    UnreadableFile,
)

CHUNK = limits.GAP
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
ENCRYPTED = 0x1


def names_in(file) -> list[str]:
    """The names of the entries, after the outline of the archive has been found harmless."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise UnreadableFile(DAMAGED) from broken
    check_outline(entries)
    return [entry.filename.replace("\\", "/") for entry in entries]


def check_outline(entries) -> None:
    """Number, sizes, ratio and names, as the archive declares them."""
    if len(entries) > limits.ENTRIES:
        raise UnreadableFile(SUSPECT)
    if sum(entry.file_size for entry in entries) > limits.INFLATED_BYTES:
        raise UnreadableFile(TOO_BIG)
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnreadableFile(SUSPECT)
    for entry in entries:
        check_entry(entry)


def check_entry(entry) -> None:
    path = entry.filename.replace("\\", "/")
    escapes = path.startswith("/") or ":" in path or ".." in path.split("/")
    if entry.flag_bits & ENCRYPTED:
        raise UnreadableFile(LOCKED)
    if escapes or stat.S_ISLNK(entry.external_attr >> 16):
        raise UnreadableFile(SUSPECT)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(SUSPECT)
    if entry.file_size > max(limits.RATIO_FROM, entry.compress_size * limits.RATIO):
        raise UnreadableFile(TOO_BIG)


def check_content(file) -> None:
    """Inflate every entry once: true sizes, no entities, no far cell, no monstrous cell."""
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                pieces = inflated(file, entry)
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    check_xml(pieces)
                else:
                    for _piece in pieces:
                        pass
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError) as broken:
        raise UnreadableFile(DAMAGED) from broken


def inflated(file, entry):
    """The entry's bytes in pieces. zipfile would stop at the declared size and hide the rest."""
    file.seek(entry.header_offset)
    header = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    if header[0] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    file.seek(header[9] + header[10], 1)
    seen = 0
    for piece in unpacked(file, entry):
        seen += len(piece)
        if seen > entry.file_size:
            raise UnreadableFile(SUSPECT)
        yield piece
    if seen != entry.file_size:
        raise EOFError


def unpacked(file, entry):
    left = entry.compress_size
    stream = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    while left:
        packed = file.read(min(CHUNK, left))
        if not packed:
            raise EOFError
        left -= len(packed)
        if stream is None:
            yield packed
            continue
        while packed:
            yield stream.decompress(packed, CHUNK)
            packed = stream.unconsumed_tail


def check_xml(pieces) -> None:
    """Scan XML in whole tags, so that nothing hides across the border of two pieces."""
    rest, first = b"", True
    for piece in pieces:
        if first and piece.startswith(UTF16_MARKS):
            raise UnreadableFile(SUSPECT)
        first = False
        rest += piece
        cut = rest.rfind(b"<")
        if len(rest) - max(cut, 0) > limits.GAP:
            raise UnreadableFile(HUGE_CELL)
        check_tags(rest[: max(cut, 0)])
        rest = rest[max(cut, 0) :]
    check_tags(rest)


def check_tags(xml: bytes) -> None:
    # A workbook has no business with a document type: that is how entities expand.
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UnreadableFile(SUSPECT)
    if limits.FAR_CELL.search(xml):
        raise UnreadableFile(OUTSIDE)
