"""What a file is, by its content; its name may say anything."""

from jiangxin.documents import zipcheck
from jiangxin.documents.unreadable import DAMAGED, EMPTY, LOCKED, UnreadableFile

XLSX, XLS, TEXT = "xlsx", "xls", "text"
HEAD = 4096
BEGINNINGS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
FILEPASS = b"\x2f\x00"

SAVE_AS = "请在 Excel 或 WPS 里打开它，另存为 .xlsx 后再传。"
STRANGERS = (
    (b"%PDF", "这是 PDF，不是表格。请上传 Excel 表格（.xlsx、.xls）或 .csv。"),
    (b"\x89PNG", "这是图片，不是表格。请上传 Excel 表格（.xlsx、.xls）或 .csv。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请上传 Excel 表格（.xlsx、.xls）或 .csv。"),
    (b"GIF8", "这是图片，不是表格。请上传 Excel 表格（.xlsx、.xls）或 .csv。"),
    (b"Rar!", "这是压缩包。请先解压，再上传里面的表格。"),
    (b"7z\xbc\xaf", "这是压缩包。请先解压，再上传里面的表格。"),
    (b"\x1f\x8b", "这是压缩包。请先解压，再上传里面的表格。"),
    (b"{\\rtf", "这是 Word 文档，不是表格。请把表格复制到 Excel 里，存为 .xlsx 后再传。"),
)
WORD = "这是 Word 文档，不是表格。请把表格复制到 Excel 里，存为 .xlsx 后再传。"
WEB_PAGE = "这个文件其实是网页（有些系统导出的 .xls 是这样的）。" + SAVE_AS
XML_SHEET = "这个文件是 XML 表格，不是普通的 Excel 文件。" + SAVE_AS
XLSB = "暂不支持 .xlsb 表格。" + SAVE_AS
ODS = "暂不支持 .ods 表格。" + SAVE_AS
ARCHIVE = "这是压缩包，里面没有找到工作簿。请先解压，再上传里面的表格。"
OLD_OFFICE = "这不是 Excel 工作簿。请确认选对了文件；如果是表格，" + SAVE_AS


def kind_of(file, size: int) -> str:
    """XLSX, XLS or TEXT; everything else is refused with a sentence."""
    if size == 0:
        raise UnreadableFile(EMPTY)
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return kind_of_zip(file)
    if head.startswith(b"PK"):
        raise UnreadableFile(DAMAGED)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return kind_of_compound(file)
    if head[:1] == b"\x09" and head[1:2] in (b"\x00", b"\x02", b"\x04", b"\x08"):
        return XLS  # a bare BIFF stream, as old programs write it
    for mark, sentence in STRANGERS:
        if head.startswith(mark):
            raise UnreadableFile(sentence)
    refuse_markup(head)
    return TEXT


def kind_of_zip(file) -> str:
    names = zipcheck.names_in(file)
    lowered = {name.lower() for name in names}
    if "xl/workbook.bin" in lowered:
        raise UnreadableFile(XLSB)
    if any(name.startswith("xl/workbook") and name.endswith(".xml") for name in lowered):
        return XLSX
    if "word/document.xml" in lowered:
        raise UnreadableFile(WORD)
    if "content.xml" in lowered and "mimetype" in lowered:
        raise UnreadableFile(ODS)
    raise UnreadableFile(ARCHIVE)


def kind_of_compound(file) -> str:
    """An OLE container: an .xls, a locked .xlsx, a Word document or something else."""
    file.seek(0)
    content = file.read()

    def holds(name):
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise UnreadableFile(LOCKED)
    if has_password(content):
        raise UnreadableFile(LOCKED)
    if holds("Workbook") or holds("Book\0"):
        return XLS
    if holds("WordDocument"):
        raise UnreadableFile(WORD)
    raise UnreadableFile(OLD_OFFICE)


def has_password(content: bytes) -> bool:
    """Whether a FILEPASS record follows the beginning of the workbook ([MS-XLS] 2.4.117).

    calamine tells such a file from a damaged one only when it is told the kind beforehand.
    """
    starts = [at for at in map(content.find, BEGINNINGS) if at >= 0]
    for at in starts:
        for _record in range(20):
            kind, length = content[at : at + 2], content[at + 2 : at + 4]
            if kind == FILEPASS:
                return True
            at += 4 + int.from_bytes(length, "little")
    return False


def refuse_markup(head: bytes) -> None:
    """A web page or an XML spreadsheet named .xls, in any encoding that leaves ASCII alone."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not start.startswith(b"<"):
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start:
        raise UnreadableFile(XML_SHEET)
    if start.startswith((b"<!", b"<html", b"<head", b"<meta", b"<table", b"<style", b"<script")):
        raise UnreadableFile(WEB_PAGE)
    if start.startswith((b"<?xml", b"<svg", b"<workbook")):
        raise UnreadableFile(WEB_PAGE if b"<html" in start else XML_SHEET)
