import pytest

from jiangxin.documents.headers import choose_sheet, find_header, letter
from jiangxin.documents.workbook import Sheet

KNOWN = {
    "name": ("姓名", "职工姓名", "名字"),
    "id_number": ("身份证号", "证件号码", "身份证号码", "公民身份号码"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "移动电话"),
    "department": ("部门", "车间", "科室", "所在部门"),
}
ALL = {"name": 0, "id_number": 1, "phone": 2, "department": 3}
DATA = ["张三", "310101199001010012", 13800000000, "一车间"]


@pytest.mark.parametrize(
    ("title", "rows"),
    [
        ("plain", [["姓名", "身份证号", "手机号", "部门"], DATA]),
        ("other words", [["职工姓名", "公民身份号码", "联系电话", "科室"], DATA]),
        (
            "under titles, blanks and remarks",
            [
                ["精工公司职工花名册"],
                [],
                ["填报单位：精工公司", "", "", "填报日期：2026年"],
                ["填写说明：姓名、身份证号、手机号为必填项，身份证号请设为文本格式，不要留空格。"],
                ["*姓 名", "身份证号码（18位）", "手机号码\n(必填)", "１．所在部门："],
                DATA,
            ],
        ),
        (
            "two rows, groups above",
            [["姓名", "身份证号", "联系方式", "", ""], ["", "", "手机", "部门", "邮箱"], DATA],
        ),
        (
            "two rows, the lower one full",
            [["基本信息", "", "工作信息", ""], ["姓名", "身份证号", "手机", "部门"], DATA],
        ),
        ("likenesses", [["员工姓名", "居民身份证号码", "本人手机号", "现部门"], DATA]),
    ],
)
def test_header_is_found(title, rows):
    header = find_header(rows, KNOWN)
    assert header.fields == ALL
    assert rows[header.last + 1] == DATA


def test_likeness_is_less_sure_than_a_known_word():
    header = find_header([["员工姓名", "身份证号"], DATA], KNOWN)
    assert header.columns[0].confidence < header.columns[1].confidence == 1


def test_columns_about_somebody_else_stay_unknown():
    titles = ["姓名", "身份证号", "紧急联系人手机", "父亲姓名", "手机号备注", "血型"]
    header = find_header([titles, DATA], KNOWN)
    assert header.fields == {"name": 0, "id_number": 1}
    assert header.unknown == dict(enumerate(titles[2:], start=2))


def test_field_goes_to_the_surest_column_and_once():
    header = find_header([["员工姓名", "姓名", "姓名", "身份证号"], DATA], KNOWN)
    assert header.fields == {"name": 1, "id_number": 3}
    assert header.unknown == {0: "员工姓名", 2: "姓名"}


@pytest.mark.parametrize(
    "rows", [[], [[]], [DATA], [["姓名"]], [["商品", "单价", "数量"], ["螺丝", 1, 2]]]
)
def test_no_header_is_none(rows):
    assert find_header(rows, KNOWN) is None


def test_row_of_data_is_not_taken_for_a_second_header_row():
    rows = [["姓名", "身份证号", "部门"], ["张三", "310101199001010012", "车间"]]
    assert find_header(rows, KNOWN).last == 0


def test_row_that_repeats_the_header_does_not_move_it():
    titles = ["姓名", "身份证号", "手机号", "部门"]
    assert find_header([titles, DATA, titles, DATA], KNOWN).first == 0


def test_sheet_is_chosen_by_its_header_and_hidden_ones_last():
    dull = Sheet("说明", 0, False, [["请勿改动"]])
    roster = Sheet("名册", 1, False, [["姓名", "身份证号"], DATA])
    lists = Sheet("字典", 2, True, [["姓名", "身份证号", "手机", "部门"]])
    sheet, header = choose_sheet([dull, roster, lists], KNOWN)
    assert (sheet, header.first) == (roster, 0)
    assert choose_sheet([dull, lists], KNOWN)[0] is lists
    assert choose_sheet([dull], KNOWN) is None


def test_letters_are_those_of_excel():
    assert [letter(n) for n in (0, 25, 26, 199, 701, 702)] == ["A", "Z", "AA", "GR", "ZZ", "AAA"]
