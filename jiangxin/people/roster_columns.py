"""Which column of a roster is what: the words that HR departments write, and when we are sure."""

from dataclasses import dataclass

SURE = 0.7  # a title that ends in a known word: 员工手机号码
NEEDED = ("id_number", "phone")  # at least one of them


@dataclass(frozen=True)
class Column:
    """A field that a roster may give: its name on our pages, and the titles found for it."""

    label: str
    titles: tuple
    hint: str = ""


COLUMNS = {
    "name": Column("姓名", ("姓名", "职工姓名", "员工姓名", "名字", "人员姓名", "name")),
    "id_number": Column(
        "身份证号",
        ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "居民身份证"),
        "18 位；用来认出同一个人，只显示头尾",
    ),
    "phone": Column(
        "手机号",
        ("手机号", "手机号码", "手机", "联系电话", "移动电话", "电话", "联系方式", "电话号码"),
        "职工用它登录",
    ),
    "sex": Column("性别", ("性别",), "只用来核对身份证号"),
    "birth": Column(
        "出生日期", ("出生日期", "出生年月", "出生年月日", "生日", "出生"), "只用来核对身份证号"
    ),
    "education": Column("文化程度", ("文化程度", "学历", "最高学历", "教育程度", "受教育程度")),
    "origin": Column("户籍地", ("户籍地", "籍贯", "户籍", "户口所在地", "户籍所在地", "户籍地址")),
    "department": Column(
        "部门", ("部门", "所在部门", "部门名称", "车间", "班组", "科室", "部门车间", "车间部门")
    ),
    "post": Column("岗位", ("岗位", "工种", "职务", "职位", "岗位名称", "工作岗位", "岗位工种")),
    "is_frontline": Column(
        "一线职工", ("一线职工", "一线", "是否一线", "是否一线职工", "是否一线工人", "一线工人")
    ),
    "skill_level": Column(
        "技能等级", ("技能等级", "职业技能等级", "职业资格等级", "技能级别", "技术等级", "职业资格")
    ),
    "hired_on": Column(
        "入职日期",
        ("入职日期", "入职时间", "进厂日期", "进厂时间", "到岗日期", "入司日期"),
        "只用于新增的人；没有就从今天起算",
    ),
}
TITLES = {field: column.titles for field, column in COLUMNS.items()}


def is_certain(header):
    """May the columns be taken as they are, without asking the person?"""
    return all(match.confidence >= SURE for match in header.columns.values()) and is_enough(
        header.fields
    )


def is_enough(fields):
    """A row can say who it is: by name, and by ID number or phone."""
    return "name" in fields and any(field in fields for field in NEEDED)
