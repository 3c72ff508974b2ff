"""A photo as we keep it: decoded and drawn anew, so that nothing of the sender's file remains."""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

from jiangxin.documents.unreadable import UnreadableFile

MOST_BYTES = 20 * 2**20
MOST_PIXELS = 20_000_000
SIDE, THUMBNAIL_SIDE = 2_048, 480
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
WHITE = (255, 255, 255)

EMPTY = "照片是空的。请重新选择。"
TOO_HEAVY = "照片超过 20 MB。请用手机或电脑压缩后再传。"
TOO_LARGE = "照片超过 2000 万像素。请缩小后再传。"
BROKEN = "照片已损坏或没有传完整。请重新拍一张，或换一张再传。"
NOT_A_PHOTO = "这不是照片。请上传 JPG、PNG 或 WebP 格式的照片。"
HEIC = "暂不支持 HEIC 照片。请在手机相机设置里选“兼容性最佳”重拍，或转成 JPG 后再传。"


@dataclass(frozen=True)
class Photo:
    """Two JPEGs without metadata, upright: the longest side at most 2,048 and 480 pixels."""

    content: bytes
    thumbnail: bytes


def develop(file) -> Photo:
    """Draw the uploaded picture anew, or refuse it with a sentence; of an animation the first."""
    check_start(file)
    try:
        return developed(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise UnreadableFile(TOO_LARGE) from bomb
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError) as broken:
        raise UnreadableFile(BROKEN) from broken


def check_start(file) -> None:
    """What the first bytes say: the name and the browser's word count for nothing."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    head = file.read(32)
    file.seek(0)
    if not size:
        raise UnreadableFile(EMPTY)
    if size > MOST_BYTES:
        raise UnreadableFile(TOO_HEAVY)
    if head[4:8] == b"ftyp":
        raise UnreadableFile(HEIC)
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    if not webp and not head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise UnreadableFile(NOT_A_PHOTO)
    if webp and canvas_of_webp(head) > MOST_PIXELS:
        raise UnreadableFile(TOO_LARGE)


def canvas_of_webp(head: bytes) -> int:
    """Pixels of a WebP by its header: Pillow's decoder would make room for them on opening."""
    kind, body = head[12:16], head[20:].ljust(12, b"\0")
    if kind == b"VP8X":
        width = 1 + int.from_bytes(body[4:7], "little")
        height = 1 + int.from_bytes(body[7:10], "little")
    elif kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (side & 0x3FFF for side in struct.unpack("<2H", body[6:10]))
    return width * height


def developed(file) -> Photo:
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise UnreadableFile(TOO_LARGE)
        image.draft("RGB", (SIDE, SIDE))  # JPEG only: decodes at the scale that is needed
        picture = flat(ImageOps.exif_transpose(image))
    return Photo(drawn(picture, SIDE), drawn(picture, THUMBNAIL_SIDE))


def flat(image):
    """RGB on white, whatever it was before."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layers = image.convert("RGBA")
    ground = Image.new("RGB", layers.size, WHITE)
    ground.paste(layers, mask=layers.getchannel("A"))
    return ground


def drawn(picture, side: int) -> bytes:
    picture.thumbnail((side, side))
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
