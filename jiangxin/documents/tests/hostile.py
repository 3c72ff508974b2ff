"""Files that somebody might send to do harm, or has spoilt by accident; built, never stored.

`HOSTILE` maps a name to (file name, function that makes the bytes). Every upload point of every
room must refuse all of them with a sentence; `xlsx` and `raw_xlsx` also make ordinary ones.
"""

import io
import struct
import zipfile
import zlib

import xlsxwriter

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument'
    '/2006/relationships/{kind}" Target="{target}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<?xml version="1.0"?>{{doctype}}<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxml'
    'formats.org/officeDocument/2006/relationships"><sheets><sheet name="{name}" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>'
)
SHEET = f'<?xml version="1.0"?>{{doctype}}<worksheet xmlns="{MAIN}">{{body}}</worksheet>'
ENTITIES = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "工会工会">' for n in range(9)
)
BILLION = f"<!DOCTYPE x [{ENTITIES}]>"
EXTERNAL = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
SHEET_PATH = "xl/worksheets/sheet1.xml"


def xlsx(rows, *, name: str = "Sheet1", hidden: tuple = ()) -> bytes:
    """An honest workbook of the given rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for title in hidden:
            book.add_worksheet(title).hide()
    return out.getvalue()


def raw_xlsx(body, *, doctype="", book_doctype="", name="名册", extra=()) -> bytes:
    """A workbook whose only sheet holds exactly this XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        root = RELS.format(kind="officeDocument", target="xl/workbook.xml")
        archive.writestr("_rels/.rels", root)
        archive.writestr("xl/workbook.xml", BOOK.format(name=name, doctype=book_doctype))
        link = RELS.format(kind="worksheet", target="worksheets/sheet1.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", link)
        archive.writestr(SHEET_PATH, SHEET.format(doctype=doctype, body=body))
        for path, content in extra:
            archive.writestr(path, content)
    return out.getvalue()


def cell(reference: str, text: str = "张三") -> str:
    row = "".join(mark for mark in reference if mark.isdigit())
    inline = f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<sheetData><row r="{row}">{inline}</row></sheetData>'


def far_cell() -> bytes:
    """4.6 KB that make calamine ask for 550 GB."""
    return raw_xlsx(cell("XFD1048576"))


def far_row_without_references() -> bytes:
    return raw_xlsx('<sheetData><row r="1048576"><c><v>1</v></c></row></sheetData>')


def scattered_cells() -> bytes:
    """Two cells in opposite corners of what is allowed: 40 million empty ones between them."""
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="GR200000"><v>1</v></c>'
    return raw_xlsx(f"<sheetData>{corners}</row></sheetData>")


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", BOOK.format(name="x", doctype=""))
        for number in range(4):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as entry:
                for _piece in range(60):
                    entry.write(b" " * 2**20)
    return out.getvalue()


def giant_cell() -> bytes:
    """One cell of 1 GiB in a file of 1 MB."""
    out = io.BytesIO(raw_xlsx(""))
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as entry,
    ):
        for _piece in range(1024):
            entry.write(b"x" * 2**20)
    return out.getvalue()


def long_cell() -> bytes:
    """A cell of 20 MB that does not compress to nothing, below every other limit."""
    noise = "".join(f"{number:x}" for number in range(3_000_000))
    return raw_xlsx(cell("A1", noise))


def lying_sizes() -> bytes:
    """The archive declares 100 bytes for a sheet that inflates to 100 MB."""
    packed = raw_deflate(b"<c>" * 2**20 * 33)
    content = bytearray(raw_xlsx("", extra=[("xl/worksheets/sheet2.xml", "@" * 100)]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        others = [(e.filename, archive.read(e)) for e in archive.infolist()[:-1]]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in others:
            archive.writestr(path, body)
        forged = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
        archive.writestr(forged, packed)  # stored: the bytes are in place, the header is not
    data = bytearray(out.getvalue())
    for start, method, size in ((b"PK\x03\x04", 8, 22), (b"PK\x01\x02", 10, 24)):
        at = data.rfind(start)
        data[at + method : at + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        data[at + size : at + size + 4] = struct.pack("<I", 100)
    return bytes(data)


def raw_deflate(content: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return press.compress(content) + press.flush()


def nested() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("名册.xlsx", xlsx([["姓名"], ["张三"]]))
    return out.getvalue()


def many_entries() -> bytes:
    return raw_xlsx("", extra=[(f"xl/media/{number}.png", "") for number in range(2_500)])


def linked() -> bytes:
    entry = zipfile.ZipInfo("xl/media/passwd")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return raw_xlsx("", extra=[(entry, "/etc/passwd")])


def locked_xlsx() -> bytes:
    """What Excel writes for a workbook with a password: an OLE container, not a zip."""
    names = "EncryptionInfo\0EncryptedPackage\0".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + names + bytes(2048)


def locked_xls() -> bytes:
    """An old workbook with a password: a FILEPASS record right after its beginning."""
    start = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    names = "Workbook\0".encode("utf-16-le")
    stream = start + b"\x2f\x00\x06\x00" + bytes(6) + b"\x5a" * 2000
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + stream


def broken_compound() -> bytes:
    """An OLE container whose chain of sectors bites its own tail."""
    names = "Workbook\0".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + names * 500


def truncated() -> bytes:
    whole = xlsx([[f"职工{number}", number] for number in range(2_000)])
    return whole[: len(whole) // 2]


def flipped() -> bytes:
    """One byte of a compressed sheet is not what it was."""
    whole = bytearray(xlsx([[f"职工{number}", number] for number in range(2_000)]))
    at = whole.find(b"xl/worksheets/sheet1.xml") + 400
    whole[at] ^= 0xFF
    return bytes(whole)


HOSTILE = {
    "zip bomb": ("名册.xlsx", zip_bomb),
    "giant cell": ("名册.xlsx", giant_cell),
    "long cell": ("名册.xlsx", long_cell),
    "far cell": ("名册.xlsx", far_cell),
    "far row without references": ("名册.xlsx", far_row_without_references),
    "scattered cells": ("名册.xlsx", scattered_cells),
    "lying sizes": ("名册.xlsx", lying_sizes),
    "billion laughs": ("名册.xlsx", lambda: raw_xlsx(cell("A1", "&l8;"), doctype=BILLION)),
    "billion laughs in the book": ("名册.xlsx", lambda: raw_xlsx("", book_doctype=BILLION)),
    "external entity": ("名册.xlsx", lambda: raw_xlsx(cell("A1", "&out;"), doctype=EXTERNAL)),
    "nested": ("名册.xlsx", nested),
    "too many entries": ("名册.xlsx", many_entries),
    "path that climbs": ("名册.xlsx", lambda: raw_xlsx("", extra=[("../../etc/cron.d/x", "*")])),
    "absolute path": ("名册.xlsx", lambda: raw_xlsx("", extra=[("/etc/cron.d/x", "*")])),
    "symbolic link": ("名册.xlsx", linked),
    "locked": ("名册.xlsx", locked_xlsx),
    "locked xls": ("名册.xls", locked_xls),
    "broken compound file": ("名册.xls", broken_compound),
    "truncated": ("名册.xlsx", truncated),
    "flipped byte": ("名册.xlsx", flipped),
    "nothing": ("名册.xlsx", lambda: b""),
    "zeros": ("名册.xls", lambda: bytes(10_000)),
    "wrong magic": ("名册.xlsx", lambda: b"\x7fELF" + bytes(range(256)) * 40),
    "only the magic": ("名册.xlsx", lambda: b"PK\x03\x04"),
    "zip of nothing": ("名册.xlsx", lambda: b"PK\x05\x06" + bytes(18)),
    "web page named xls": ("名册.xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    "web page in UTF-16": ("名册.xls", lambda: "<html><table></table></html>".encode("utf-16")),
    "XML sheet named xls": (
        "名册.xls",
        lambda: (
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:'
            b'spreadsheet"></Workbook>'
        ),
    ),
    "portable document": ("名册.xls", lambda: b"%PDF-1.7\n1 0 obj"),
    "open quote": ("名册.csv", lambda: '姓名,部门\n"张三,一车间\n'.encode() + b"x" * 200_000),
    "endless line": ("名册.csv", lambda: b"1," * 100_000),
    "too many rows": ("名册.csv", lambda: b"1,2\n" * 1_048_576),
    "NUL bytes": ("名册.csv", lambda: "姓名,电话\n张三\0,1\n".encode()),
}
