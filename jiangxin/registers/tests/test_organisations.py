"""工会组织: new unions below one that is there or below another row; no circles."""

from jiangxin.documents.intake import Status
from jiangxin.organisations.models import Organisation, Placement
from jiangxin.registers.tests.tables import (
    decide,
    merged,
    reasons,
    received,
    tally,
    undone,
)

HEADER = ["工会名称", "层级", "上级工会", "成立日期"]
PARK_UNION = "临江智造园联合工会"


def table(cast, *rows, under=None, by=None):
    return received("organisations", HEADER, rows, under=under or cast.bureau, by=by or cast.li)


def test_a_story_of_every_kind_of_row(cast):
    before = list(Organisation.objects.order_by("id").values())
    register = table(
        cast,
        ["孙工会", "企业工会", "子园区工会", "2024-05-01"],
        ["子园区工会", "园区", "新街镇总工会", "2024-01-01"],
        ["新街镇总工会", "街镇总工会", "", ""],
        ["精工公司工会", "企业工会", PARK_UNION, ""],
        ["精工公司工会", "企业工会", "东湾区总工会", ""],
        ["恒力公司工会", "园区", PARK_UNION, ""],
        ["倒挂工会", "街镇总工会", PARK_UNION, ""],
        ["市总二", "市总工会", "", ""],
        ["外面工会", "企业工会", "云川市总工会", ""],
    )
    assert tally(register) == (3, 0, 1, 1, 4)
    assert "登记的层级是企业工会" in reasons(register, 7)
    assert "不能设在园区联合工会之下" in reasons(register, 8)
    assert "下面没有叫“云川市总工会”的工会" in reasons(register, 10)
    register = decide(register, 6, "namesake", "leave", by=cast.li)
    register = merged(register, by=cast.li)
    assert register.status == Status.MERGED
    grandchild = Organisation.objects.get(name="孙工会")
    child = Organisation.objects.get(name="子园区工会")
    assert child.path == f"{Organisation.objects.get(name='新街镇总工会').path}{child.pk}/"
    assert grandchild.path == f"{child.path}{grandchild.pk}/" and grandchild.depth == 4
    assert grandchild.parent() == child
    assert tally(table(cast, ["孙工会", "企业工会", "子园区工会", ""])) == (0, 0, 1, 0, 0)
    undone(register, by=cast.li)
    assert list(Organisation.objects.order_by("id").values()) == before


def test_two_rows_one_under_the_other_and_back(cast):
    register = table(
        cast,
        ["甲", "企业工会", "乙", ""],
        ["乙", "企业工会", "甲", ""],
        ["丙", "企业工会", "乙", ""],
    )
    assert tally(register) == (0, 0, 0, 0, 3)
    assert "绕成了圈" in reasons(register, 3)
    assert "那一行还不能登记" in reasons(register, 2)


def test_a_row_under_itself(cast):
    assert "绕成了圈" in reasons(table(cast, ["甲", "企业工会", "甲", ""]), 2)


def test_what_got_a_branch_since_is_not_taken_back(cast):
    register = merged(table(cast, ["甲工会", "街镇", "", "2024-01-01"]), by=cast.li)
    new = Organisation.objects.get(name="甲工会")
    Organisation.found("支会", "enterprise", under=new, by=cast.li)
    register = undone(register, by=cast.li)
    assert register.status == Status.MERGED and "上下级" in register.errand.failure


def test_a_union_that_moves_afterwards_takes_them_along_and_they_can_go(cast):
    register = merged(table(cast, ["甲工会", "企业工会", PARK_UNION, "2024-01-01"]), by=cast.li)
    cast.park_union.move(cast.city, by=cast.zhou)
    new = Organisation.objects.get(name="甲工会")
    cast.park_union.refresh_from_db()
    assert new.path == f"{cast.park_union.path}{new.pk}/"
    register = undone(register, by=cast.li)
    assert (
        register.status == Status.UNDONE and not Placement.objects.filter(organisation=new).exists()
    )
