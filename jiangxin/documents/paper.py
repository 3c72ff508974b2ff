"""A document as we take it: a PDF without anything that acts, or a picture drawn anew.

Judged by its content; the name and the browser's word count for nothing.
"""

import re
import zlib
from dataclasses import dataclass

from jiangxin.documents.photo import MOST_BYTES, develop
from jiangxin.documents.unreadable import UnreadableFile

JPEG, PDF = "image/jpeg", "application/pdf"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
MOST_INFLATED = 64 * 2**20  # of the hidden parts of one PDF, in all
MOST_STREAMS = 20_000
# Names of PDF 32000 that run something, hide a file, or hand the reading to another program.
ACTING = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm|GoToE)"
    rb"(?![A-Za-z0-9])"
)
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")

EMPTY = "文件是空的。请重新选择。"
TOO_HEAVY = "文件超过 20 MB。请压缩，或分成几个再传。"
OTHER = "只收 PDF 和照片（JPG、PNG、WebP）。Word、Excel 请先另存为 PDF 再传。"
MARKUP = "这是网页或 SVG 图，里面可以带程序，不能收。请导出成 PDF 或 PNG 再传。"
PROGRAM = "这是程序，不是文件，不能收。"
ACTS = "这个 PDF 里带有脚本或夹带了别的文件，不能收。请用“打印成 PDF”另存一份再传。"
LOCKED = "这个 PDF 有密码。请去掉密码再传。"
BROKEN = "PDF 已损坏或没有传完整。请重新导出一份再传。"


@dataclass(frozen=True)
class Paper:
    """What is kept of an uploaded document."""

    name: str  # as it was called
    content: bytes
    thumbnail: bytes | None
    media_type: str
    suffix: str


def read_paper(file) -> Paper:
    """The document in this upload, or a sentence that says why it cannot be taken."""
    head = start_of(file)
    if head.startswith(PICTURES) or head[4:8] == b"ftyp":
        photo = develop(file)
        return Paper(file.name, photo.content, photo.thumbnail, JPEG, ".jpg")
    if head.startswith(b"%PDF-"):
        content = file.read()
        refuse_acting(content)
        return Paper(file.name, content, None, PDF, ".pdf")
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise UnreadableFile(PROGRAM)
    bare = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    raise UnreadableFile(MARKUP if bare.startswith(b"<") else OTHER)


def start_of(file) -> bytes:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if not size:
        raise UnreadableFile(EMPTY)
    if size > MOST_BYTES:
        raise UnreadableFile(TOO_HEAVY)
    head = file.read(1024)
    file.seek(0)
    return head


def refuse_acting(content: bytes) -> None:
    """Look at the open parts, and inside the packed ones, in which names can hide."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content:
        raise UnreadableFile(BROKEN)
    left = MOST_INFLATED
    for number, part in enumerate(parts_of(content)):
        inflated = part if number == 0 else inflate(part, left)
        left -= len(inflated) if number else 0
        if left <= 0 or number > MOST_STREAMS:
            raise UnreadableFile(TOO_HEAVY)
        plain = HEX_IN_NAME.sub(lambda match: bytes([int(match[1], 16)]), inflated)
        if re.search(rb"/Encrypt(?![A-Za-z0-9])", plain):
            raise UnreadableFile(LOCKED)
        if ACTING.search(plain):
            raise UnreadableFile(ACTS)


def parts_of(content: bytes):
    """First all that lies open, in one; then each packed list of objects."""
    outside, packed, at = [], [], 0
    while found := STREAM.search(content, at):
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        outside.append(content[at : found.start()])
        # Only lists of objects can hold names; a picture's bytes could look like anything.
        if b"ObjStm" in HEX_IN_NAME.sub(lambda m: bytes([int(m[1], 16)]), outside[-1][-1024:]):
            packed.append(content[found.end() : end])
        at = end
    yield b"\n".join([*outside, content[at:]])
    yield from packed


def inflate(part: bytes, most: int) -> bytes:
    """What was packed; one that cannot be unpacked is taken for broken."""
    try:
        return zlib.decompressobj().decompress(part, most)
    except zlib.error as fault:
        raise UnreadableFile(BROKEN) from fault
