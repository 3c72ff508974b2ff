"""专利表: its columns, and how a row of it is read. Nothing here asks the database."""

import re
import unicodedata

from jiangxin.lib import clock
from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean
from jiangxin.people.roster_check import is_nothing
from jiangxin.registers import cells
from jiangxin.registers.kinds.base import Kind, Told

LONGEST = 32_767  # characters, as many as a cell of Excel holds
PUBLICATION = re.compile("[A-Z]{2}[0-9]{5,13}([A-Z][0-9]?)?")
CHINESE = re.compile("[0-9]{7,9}[A-Z]?")  # written without the country
APPLICATION = re.compile("(ZL|CN)?([0-9]{8}|[0-9]{12})[.][0-9X]|ZL[0-9X]+")
BETWEEN = re.compile(r"[\s._\-/]+")
LIKE_THIS = "请写成 CN108123456A 的样子"


def read_code(cell):
    """公开号, folded: CN108123456A; "" for none. Raises Unreadable."""
    said = unicodedata.normalize("NFKC", str(cell)).strip().upper()
    said = said.removesuffix(".0") if isinstance(cell, int | float) else said
    if is_nothing(said):
        return ""
    if APPLICATION.fullmatch(said.replace(" ", "")):
        raise Unreadable(f"「{said[:30]}」是申请号或专利号，不是公开号，{LIKE_THIS}")
    plain = BETWEEN.sub("", said)
    plain = f"CN{plain}" if CHINESE.fullmatch(plain) else plain
    if not PUBLICATION.fullmatch(plain):
        raise Unreadable(f"公开号写的是「{said[:30]}」，{LIKE_THIS}")
    return plain


def read_passage(cell):
    """A long text; its line breaks stay."""
    said = clean(cell, LONGEST)
    return "" if is_nothing(said) else said


class Patents(Kind):
    word = "公开专利"
    unit = "件"
    needed = (("code",), ("title",), ("abstract", "claims"))
    lacking = "要指明公开号、名称，以及摘要或权利要求在哪一列。"
    fields = {
        "code": Told("公开号", ("公告号", "公开公告号", "公开号/公告号", "授权公告号",
                     "申请公布号", "文献号", "专利公开号", "公开文献号"), read_code),
        "title": Told("名称", ("专利名称", "发明名称", "标题", "题名", "专利题名"),
                      cells.text(200)),
        "abstract": Told("摘要", ("专利摘要", "摘要文本", "中文摘要"), read_passage),
        "claims": Told("权利要求", ("权利要求书", "权利要求内容", "独立权利要求", "主权利要求",
                       "主权项"), read_passage),
        "applicant": Told("申请人", ("专利权人", "申请专利权人", "权利人", "申请人名称"),
                          cells.text(200)),
        "published_on": Told("公开日", ("公告日", "公开公告日", "公开日期", "公告日期",
                             "公开公告日期", "授权公告日", "申请公布日"), cells.day("公开日")),
    }  # fmt: skip

    def check(self, line):
        if line.values.get("code") == "":
            line.refuse("公开号", "没有公开号", "补公开号")
        if line.values.get("title") == "":
            line.refuse("名称", "没有名称", "补专利名称")
        if not line.problems and not line["abstract"] and not line["claims"]:
            line.refuse("摘要", "摘要和权利要求都没有，没有可以比的文字", "补摘要")
        if line.day("published_on") and line.day("published_on") > clock.today():
            line.refuse("公开日", "公开日还没有到", "改公开日，或空着")


PATENTS = Patents()
