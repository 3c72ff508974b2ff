import hashlib
import os
import secrets
import unicodedata

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction

from jiangxin.documents import limits
from jiangxin.documents.paper import JPEG
from jiangxin.documents.photo import develop
from jiangxin.documents.unreadable import EMPTY, UnreadableFile
from jiangxin.documents.workbook import TOO_LARGE_FILE
from jiangxin.lib import clock
from jiangxin.lib.refusal import OutOfStep

FOLDER = "attachments"
ANY_FILE = "application/octet-stream"
LONGEST_NAME = 120
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # controls, bidi marks, lone surrogates


def random_path(_attachment, _name) -> str:
    """Where a file lies: nothing of its name, nothing to guess, no suffix to run it by."""
    token = secrets.token_hex(16)
    return f"{FOLDER}/{token[:2]}/{token}"


class Attachment(models.Model):
    """附件: a file that somebody uploaded. It has no address: the owning room serves it."""

    name = models.CharField("文件名", max_length=LONGEST_NAME)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    file = models.FileField("文件", upload_to=random_path, max_length=200)
    thumbnail = models.FileField("缩略图", upload_to=random_path, max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件"

    def __str__(self):
        return self.name

    @classmethod
    def keep_photo(cls, file, *, by):
        """Keep a picture, drawn anew without its metadata; anything else is refused."""
        return cls.keep_developed(develop(file), file.name, by=by)

    @classmethod
    def keep_developed(cls, photo, name, *, by):
        """Keep a picture that a form has developed already, to say at its field what is wrong."""
        stem = os.path.splitext(shown_name(name))[0] or "照片"
        attachment = cls(name=stem[: LONGEST_NAME - 4] + ".jpg", media_type=JPEG)
        return attachment._keep(photo.content, photo.thumbnail, by=by)

    @classmethod
    def keep_document(cls, paper, name, *, by):
        """Keep a PDF or a picture that a form has read already (`paper.read_paper`)."""
        stem = os.path.splitext(shown_name(name))[0] or "附件"
        attachment = cls(name=stem[: LONGEST_NAME - 4] + paper.suffix, media_type=paper.media_type)
        return attachment._keep(paper.content, paper.thumbnail, by=by)

    @classmethod
    def keep_workbook(cls, file, *, by):
        """Keep an uploaded table as it came. It may hold ID numbers: `discard` it once read."""
        if not file.size:
            raise UnreadableFile(EMPTY)
        if file.size > limits.FILE_BYTES:
            raise UnreadableFile(TOO_LARGE_FILE)
        file.seek(0)
        attachment = cls(name=shown_name(file.name) or "表格", media_type=ANY_FILE)
        return attachment._keep(file.read(), None, by=by)

    @classmethod
    def reserve(cls, name, media_type, *, by):
        """The row of a file that the program is about to make (`fill`).

        It says beforehand where the file will lie: if the worker dies, the next one finds it.
        """
        return cls.objects.create(
            name=shown_name(name),
            media_type=media_type,
            size=0,
            sha256="",
            file=random_path(None, ""),
            uploaded_by=by,
            uploaded_at=clock.now(),
        )

    def fill(self, made) -> None:
        """Store the made file (open, binary) in portions. Of a row that is gone it leaves none."""
        path, file = self.file.name, File(made)
        try:
            default_storage.save(path, file)
            self.size, self.sha256 = made.tell(), sha256_of(made)
            here = Attachment.objects.filter(pk=self.pk)
            if not here.update(size=self.size, sha256=self.sha256):
                raise OutOfStep("这份文件已经不要了，没有保存。")
        except BaseException:
            default_storage.delete(path)  # also the half of a file on a full disk
            raise

    def discard(self) -> None:
        """Remove the row, and its files once that is certain."""
        storage, names = self.file.storage, [self.file.name, self.thumbnail.name]
        self.delete()
        transaction.on_commit(lambda: [storage.delete(name) for name in names if name])

    def _keep(self, content: bytes, thumbnail: bytes | None, *, by):
        """Write the files, then the row; where the row does not come to be, the files go."""
        self.size, self.sha256 = len(content), hashlib.sha256(content).hexdigest()
        self.uploaded_by, self.uploaded_at = by, clock.now()
        path, small = random_path(self, ""), random_path(self, "") if thumbnail else ""
        try:
            self.file = default_storage.save(path, ContentFile(content))
            if thumbnail:
                self.thumbnail = default_storage.save(small, ContentFile(thumbnail))
            with transaction.atomic():
                self.save(force_insert=True)
        except BaseException:
            for written in filter(None, (path, small)):
                default_storage.delete(written)  # also the half of a file on a full disk
            raise
        return self


def sha256_of(file) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def shown_name(name: str | None) -> str:
    """The file's name without its folders, invisible characters and excess."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign) not in INVISIBLE)
    stem, suffix = os.path.splitext(unicodedata.normalize("NFC", visible).strip())
    return stem[: LONGEST_NAME - len(suffix[:10])] + suffix[:10]


def sweep_orphans(*, older_than) -> int:
    """Delete files that no row speaks of (the process died between the two); how many they were.

    `older_than` is a datetime: younger files may belong to a transaction under way.
    """
    gone = 0
    for folder in folders():
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            path = f"{FOLDER}/{folder}/{name}"
            if default_storage.get_modified_time(path) < older_than and not is_known(path):
                default_storage.delete(path)
                gone += 1
    return gone


def folders() -> list[str]:
    return default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []


def is_known(path: str) -> bool:
    spoken_of = models.Q(file=path) | models.Q(thumbnail=path)
    return Attachment.objects.filter(spoken_of).exists()
