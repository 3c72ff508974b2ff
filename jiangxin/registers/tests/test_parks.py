"""园区: new parks with their union and aliases; names that are alike are a choice."""

from jiangxin.organisations.models import Park, ParkAlias
from jiangxin.registers.tests.tables import decide, merged, reasons, received, tally, undone

HEADER = ["园区名称", "类型", "所在区", "园区工会", "别名", "地址", "列入计划名单"]
PARK_UNION = "临江智造园联合工会"


def line(name, kind="创业园", district="东湾区", union=PARK_UNION, aliases="", addresses="", on=""):
    return [name, kind, district, union, aliases, addresses, on]


def table(cast, *rows, under=None, by=None):
    return received("parks", HEADER, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast):
    before = list(Park.objects.values())
    register = table(
        cast,
        line("云谷创业园", aliases="云谷、云谷园", addresses="云谷路1号"),
        line("临江智造园", "工业开发园区", aliases="智造园"),
        line("临江智造产业园"),
        line("没有工会的园", union=""),
        line("抢名字的园", aliases="云谷"),
        line("名单园", on="2017-03-01"),
    )
    assert tally(register) == (1, 1, 0, 1, 3)
    assert "已经是“云谷创业园”的" in reasons(register, 6)
    assert "由市总工会登记" in reasons(register, 7)
    register = decide(register, 4, "same", str(cast.park.pk), by=cast.li)
    register = decide(register, 4, "same", "new", by=cast.li)
    assert tally(register) == (2, 1, 0, 0, 3)
    register = merged(register, by=cast.li)
    new = Park.objects.get(name="云谷创业园")
    assert new.union() == cast.park_union and new.kind == Park.Kind.STARTUP
    assert sorted(new.aliases.values_list("text", flat=True)) == ["云谷", "云谷园", "云谷路1号"]
    assert tally(table(cast, line("云谷", aliases="云谷园"))) == (0, 0, 1, 0, 0)
    undone(register, by=cast.li)
    assert list(Park.objects.values()) == before and not ParkAlias.objects.exists()


def test_what_a_park_is_is_decided_above_its_union(cast):
    own = table(cast, line("临江智造园", "创业园"), under=cast.park_union, by=cast.zheng)
    assert "上级工会办" in reasons(own, 2)
    above = table(cast, line("临江智造园", "创业园"))
    assert tally(above) == (0, 1, 0, 0, 0)
    outside = table(cast, line("临江智造园", "创业园"), under=cast.hengli_union, by=cast.sun)
    assert tally(outside) == (0, 0, 0, 0, 1)
    top = table(cast, line("名单园", union="", on="2017-03-01"), under=cast.city, by=cast.zhou)
    assert tally(top) == (1, 0, 0, 0, 0)
