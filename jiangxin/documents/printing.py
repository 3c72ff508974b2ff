"""Papers: PDF by typst and Word from a template, in Chinese letters that are really there."""

import io
import json
import tempfile
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from docxtpl import DocxTemplate
from fontTools.ttLib import TTFont

from jiangxin.lib.refusal import Refusal

FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
LETTERS = "NotoSerifSC-Regular.otf"
SPACES = frozenset("\n\r\t \u00a0\u2002\u2003\u2009\u3000")
NAMED = 5  # letters that a refusal names
OTHERWISE = "请下载 Word 文件打印，或把这个字改成通用字。"


def pdf(template: Path, data: dict, pictures=(), *, otherwise=OTHERWISE) -> bytes:
    """An A4 paper from a .typ file, which reads `data` (JSON) and the pictures 1.jpg, 2.jpg, ….

    Refused, with the letters named, when our fonts lack one: typst would leave a hole in silence.
    `otherwise` says what the reader can do then.
    """
    must_be_printable(data, otherwise)
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(pictures, start=1):
            Path(folder, f"{number}.jpg").write_bytes(content)
        source = Path(folder, "paper.typ")
        source.write_text(template.read_text())
        return typst.compile(
            str(source),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )


def word(template: Path, data: dict) -> io.BytesIO:
    """A .docx from a template whose places are written {{ name }}; what is put in stays text."""
    book = DocxTemplate(template)
    book.render(data, autoescape=True)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def must_be_printable(data, otherwise=OTHERWISE):
    missing = list(dict.fromkeys(letter for text in texts(data) for letter in lacking(text)))
    if missing:
        named = "、".join(f"“{letter}”" for letter in missing[:NAMED])
        more = f"等 {len(missing)} 个字" if len(missing) > NAMED else ""
        raise Refusal(f"打印的字库里没有{named}{more}，没有生成，以免纸上缺字。{otherwise}")


def lacking(text):
    known = letters()
    return [letter for letter in text if letter not in SPACES and ord(letter) not in known]


@cache
def letters():
    """The code points that the printing font has."""
    return frozenset(TTFont(FONTS / LETTERS, lazy=True).getBestCmap())


def texts(data):
    """Every text in it, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from (text for value in data.values() for text in texts(value))
    elif isinstance(data, (list, tuple)):
        yield from (text for value in data for text in texts(value))
