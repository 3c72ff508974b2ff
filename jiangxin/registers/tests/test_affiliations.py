"""隶属: which union covers an enterprise; 改隶 is a choice, and decided from above."""

from datetime import date

from jiangxin.organisations.models import Affiliation, Enterprise
from jiangxin.registers.tests.tables import decide, merged, reasons, received, tally, undone
from tests.cast import credit_code

HEADER = ["企业名称", "信用代码", "隶属工会", "隶属日期"]


def line(name="", n=None, union="", since=""):
    return [name, credit_code(n) if n else "", union, since]


def table(cast, *rows, under=None, by=None):
    return received("affiliations", HEADER, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast):
    before = list(Affiliation.objects.order_by("id").values())
    register = table(
        cast,
        line("云仓公司", union="临江智造园联合工会", since="2024-01-01"),
        line("精工公司", union="精工公司工会"),
        line("恒力公司", 2, union="精工公司工会", since="2025-01-01"),
        line("恒力", 2, union="精工公司工会"),
    )
    assert tally(register) == (1, 0, 1, 1, 1)
    assert "这个代码登记的企业叫“恒力公司”" in reasons(register, 5)
    register = decide(register, 4, "rejoined", "change", by=cast.li)
    register = merged(register, by=cast.li)
    assert cast.yuncang.own_union() == cast.park_union
    assert cast.hengli.own_union() == cast.jinggong_union
    assert cast.hengli.own_union(date(2024, 12, 31)) == cast.hengli_union
    undone(register, by=cast.li)
    assert list(Affiliation.objects.order_by("id").values()) == before


def test_no_union_moves_its_own_enterprise_away(cast):
    Enterprise.register("无主公司", credit_code(21), "non_public", by=cast.zhou)
    rows = [line("恒力公司", union="恒力公司工会"), line("无主公司", union="恒力公司工会")]
    moving = line("云仓公司", union="临江智造园联合工会")
    own = table(cast, moving, *rows, under=cast.park_union, by=cast.zheng)
    # 云仓公司 is covered by the park's union itself: one above decides.
    assert tally(own) == (0, 0, 1, 0, 2)
    assert "不归" in reasons(own, 2)
    above = table(cast, moving, under=cast.bureau, by=cast.li)
    assert tally(above) == (1, 0, 0, 0, 0)
    outside = table(
        cast, line("恒力公司", union="精工公司工会"), under=cast.park_union, by=cast.zheng
    )
    assert tally(outside) == (0, 0, 0, 1, 0)


def test_days_that_cross(cast):
    rows = [line("精工公司", union="恒力公司工会", since="2019-01-01")]
    register = table(cast, *rows)
    assert "和这一行对不上" in reasons(register, 2)
