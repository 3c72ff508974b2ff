"""Rows of a .csv or .txt: the encoding and the separator are found out, never asked for."""

import codecs
import csv
import io
import re

from jiangxin.documents import limits
from jiangxin.documents.unreadable import HUGE_CELL, OUTSIDE, UnreadableFile

NOT_TEXT = "这不是表格。请上传 Excel 表格（.xlsx、.xls）或 .csv。"
INVISIBLE = "文件里夹有看不见的控制符，没有读取。请在 Excel 或 WPS 里另存为 .xlsx 后再传。"
ENCODING = "认不出文字的编码。请在 Excel 或 WPS 里打开它，另存为 .xlsx 后再传。"
QUOTES = "有一处引号没有配对，分不清各列。请在 Excel 或 WPS 里打开它，另存为 .xlsx 后再传。"
SEPARATORS = ",\t;"
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f]")
AS_TEXT = re.compile(r'^="(.*)"$')  # how other systems keep Excel from eating digits


def rows_of_text(content: bytes):
    """Rows as lists of text. UTF-8, UTF-16 with a mark, GB18030; separated by , tab or ;"""
    text = decoded(content)
    strange = len(CONTROL.findall(text))
    if strange:
        raise UnreadableFile(NOT_TEXT if strange * 100 > len(text) else INVISIBLE)
    csv.field_size_limit(limits.CELL_CHARS)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
    try:
        for number, row in enumerate(lines):
            while row and not row[-1]:
                row.pop()
            if number >= limits.ROWS or len(row) > limits.COLUMNS:
                raise UnreadableFile(OUTSIDE)
            yield [AS_TEXT.sub(r"\1", cell) for cell in row]
    except csv.Error as trouble:
        sentence = QUOTES if '"' in text else HUGE_CELL
        raise UnreadableFile(sentence) from trouble


def decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        attempts = ("utf-16",)
    else:
        attempts = ("utf-8-sig", "gb18030")
    for encoding in attempts:
        try:
            return content.decode(encoding).rstrip("\x1a")
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(NOT_TEXT if b"\0" in content else ENCODING)


def separator_of(text: str) -> str:
    """The separator that most of the first lines agree upon; a comma when none does."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]

    def score(mark):
        counts = [line.count(mark) for line in lines]
        return sum(count > 0 for count in counts), sum(counts)

    return max(SEPARATORS, key=score)
