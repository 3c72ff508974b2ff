"""Documents: only what cannot act is kept, whatever it is called."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jiangxin.documents.models import Attachment
from jiangxin.documents.paper import JPEG, PDF, read_paper
from jiangxin.documents.unreadable import UnreadableFile


def pdf(inside=b"", stream=b""):
    body = b"%PDF-1.7\n1 0 obj <</Type /Catalog " + inside + b">> endobj\n"
    if stream:
        body += b"2 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n"
        body += zlib.compress(stream) + b"\nendstream endobj\n"
    return body + b"startxref\n9\n%%EOF\n"


def upload(content, name="说明.pdf"):
    return SimpleUploadedFile(name, content)


def picture(kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(out, kind)
    return out.getvalue()


def test_a_plain_pdf_is_kept_as_it_came(db, django_user_model):
    by = django_user_model.objects.create_user("张师傅")
    kept = Attachment.keep_document(read_paper(upload(pdf())), "检测报告.exe", by=by)
    assert (kept.name, kept.media_type) == ("检测报告.pdf", PDF)
    assert kept.file.read() == pdf()
    kept.discard()


def test_a_picture_is_drawn_anew(db, django_user_model):
    by = django_user_model.objects.create_user("张师傅")
    kept = Attachment.keep_document(
        read_paper(upload(picture(), "扫描件.pdf")), "扫描件.pdf", by=by
    )
    assert (kept.name, kept.media_type) == ("扫描件.jpg", JPEG)
    assert kept.file.read().startswith(b"\xff\xd8\xff")
    assert kept.thumbnail
    kept.discard()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "SVG"),
        (b"\xef\xbb\xbf\n<!doctype html><p>x", "网页或 SVG"),
        (b"MZ\x90\x00", "程序"),
        (b"#!/bin/sh\nrm", "程序"),
        (b"PK\x03\x04word", "另存为 PDF"),
        (b"hello", "只收 PDF 和照片"),
        (b"%PDF-1.7 cut", "没有传完整"),
        (pdf(b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>"), "脚本"),
        (pdf(b"/OpenAction <</S /J#61vaScript>>"), "脚本"),
        (pdf(b"/AA <</O <</S /Launch /F (cmd.exe)>>>>"), "脚本"),
        (pdf(b"/Names <</EmbeddedFiles 3 0 R>>"), "夹带"),
        (pdf(stream=b"4 0 <</S /JavaScript /JS (x)>>"), "脚本"),
        (pdf(b"/Encrypt 5 0 R"), "密码"),
        (picture("GIF"), "只收 PDF"),
        (picture()[:40], "没有传完整"),
    ],
)
def test_what_could_act_is_refused(content, said):
    with pytest.raises(UnreadableFile, match=said):
        read_paper(upload(content))


def test_the_control_a_harmless_packed_list_passes():
    assert read_paper(upload(pdf(stream=b"4 0 <</Type /Page>>"))).media_type == PDF


def test_a_bomb_does_not_go_off():
    with pytest.raises(UnreadableFile, match="20 MB"):
        read_paper(upload(pdf(stream=b"0" * (70 * 2**20))))
