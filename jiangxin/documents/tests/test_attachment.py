import datetime
import hashlib
import io
import struct
import zlib

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from jiangxin.documents.models import FOLDER, Attachment, shown_name, sweep_orphans
from jiangxin.documents.photo import develop
from jiangxin.documents.serving import served
from jiangxin.documents.unreadable import UnreadableFile
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def user(db):
    return get_user_model().objects.create_user("张师傅")


def picture(size=(800, 600), form="JPEG", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, options.pop("color", "red")).save(out, form, **options)
    return out.getvalue()


def upload(content, name="现场.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def png_header(width, height):
    """A PNG that only says how large it is."""
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    end = struct.pack(">2I4s", zlib.crc32(chunk), 0, b"IDAT")
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + end + bytes(16)


def webp_header(width, height):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides


def test_photo_is_kept_without_what_the_camera_wrote(user, media):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "SECRET-CAMERA"
    exif.get_ifd(GPS)[1] = "N"
    content = picture((3000, 1500), exif=exif, comment=b"SECRET-PLACE")
    kept = Attachment.keep_photo(upload(content), by=user)
    with Image.open(kept.file) as image:
        assert image.size == (1024, 2048)  # turned upright, then made smaller
        assert not image.getexif()
    with Image.open(kept.thumbnail) as small:
        assert max(small.size) == 480
    for path in files_in(media):
        assert b"SECRET" not in path.read_bytes()
        assert "现场" not in str(path)
    assert (kept.name, kept.media_type, len(kept.sha256)) == ("现场.jpg", "image/jpeg", 64)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("WEBP", "RGB"),
     ("JPEG", "CMYK"), ("JPEG", "L")],
)  # fmt: skip
def test_every_kind_of_picture_becomes_a_plain_one(form, mode):
    photo = develop(io.BytesIO(picture(form=form, mode=mode, color=0)))
    with Image.open(io.BytesIO(photo.content)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (800, 600))


def test_of_an_animation_the_first_picture():
    out = io.BytesIO()
    Image.new("RGB", (50, 50), "red").save(
        out, "WEBP", save_all=True, append_images=[Image.new("RGB", (50, 50), "blue")] * 5
    )
    with Image.open(io.BytesIO(develop(out).content)) as image:
        red, _green, blue = image.getpixel((25, 25))
        assert red > 200 > blue


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "不是照片"),
        (b"<html><script>alert(1)</script>", "不是照片"),
        (b"%PDF-1.7", "不是照片"),
        (b"GIF89a" + bytes(100), "不是照片"),
        (bytes(4) + b"ftypheic" + bytes(100), "HEIC"),
        (picture()[:2000], "损坏"),
        (b"\xff\xd8\xff" + bytes(100), "损坏"),
        (png_header(65_535, 65_535), "2000 万像素"),
        (png_header(11_000, 11_000), "2000 万像素"),
        (png_header(5_000, 4_100), "2000 万像素"),
        (webp_header(16_383, 16_383), "2000 万像素"),
        (picture() + bytes(21 * 2**20), "20 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(user, media, content, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        Attachment.keep_photo(upload(content), by=user)
    assert not Attachment.objects.exists()
    assert not files_in(media)


def test_row_that_fails_takes_its_files_along(db, media):
    nobody = get_user_model()()  # never saved: the foreign key has nowhere to point
    with pytest.raises(ValueError, match="unsaved"):
        Attachment.keep_photo(upload(picture()), by=nobody)
    assert not files_in(media)


def test_files_of_a_transaction_that_failed_are_swept(user, media):
    kept = Attachment.keep_photo(upload(picture()), by=user)
    with pytest.raises(KeyError), transaction.atomic():
        Attachment.keep_photo(upload(picture()), by=user)
        raise KeyError
    assert len(files_in(media)) == 4
    hour = datetime.timedelta(hours=1)
    assert sweep_orphans(older_than=clock.now() - hour) == 0  # they may be under way
    assert sweep_orphans(older_than=clock.now() + hour) == 2
    assert default_storage.exists(kept.file.name)
    assert default_storage.exists(kept.thumbnail.name)


def test_a_made_file_is_stored_where_its_row_said_before(user, media):
    reserved = Attachment.reserve("职工.csv", "text/csv", by=user)
    assert not files_in(media) and reserved.size == 0
    reserved.fill(io.BytesIO(b"1,2" * 100_000))
    kept = Attachment.objects.get(pk=reserved.pk)
    assert [path.relative_to(media).as_posix() for path in files_in(media)] == [kept.file.name]
    assert (kept.size, kept.file.read()) == (300_000, b"1,2" * 100_000)
    assert kept.sha256 == hashlib.sha256(b"1,2" * 100_000).hexdigest()
    assert "attachment" in served(kept)["Content-Disposition"]


def test_a_made_file_that_nobody_wants_any_more_leaves_nothing(user, media):
    reserved = Attachment.reserve("职工.csv", "text/csv", by=user)
    Attachment.objects.get(pk=reserved.pk).discard()
    with pytest.raises(OutOfStep):
        reserved.fill(io.BytesIO(b"1,2"))
    assert not files_in(media)


def test_workbook_is_kept_until_it_is_discarded(user, media, django_capture_on_commit_callbacks):
    kept = Attachment.keep_workbook(upload(b"1,2", "../../etc/\u202e名册.csv"), by=user)
    assert kept.name == "名册.csv"
    assert kept.file.name.startswith(FOLDER)
    with django_capture_on_commit_callbacks(execute=True):
        kept.discard()
    assert not files_in(media)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\a\\名册.xlsx", "名册.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
        ("a\0b\ud800\u202e.csv", "ab.csv"),
        (None, ""),
    ],
)
def test_names_are_shown_without_tricks(name, shown):
    assert shown_name(name) == shown


def test_answer_is_one_that_no_browser_runs(user):
    kept = Attachment.keep_photo(upload(picture()), by=user)
    answer = served(kept, thumbnail=True)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer).startswith(b"\xff\xd8\xff")
    roster = Attachment.keep_workbook(upload(b"<html>", "名册.html"), by=user)
    answer = served(roster)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer) == b"<html>"
