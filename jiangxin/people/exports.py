"""What goes out of this room: its lists, and the rows of a roster that were refused."""

from functools import partial

from django.db.models import F, FilteredRelation, Q

from jiangxin.documents.headers import letter
from jiangxin.documents.sheet import sheet
from jiangxin.documents.table import Table
from jiangxin.lib import clock
from jiangxin.lib.numbers import mask_id, mask_phone
from jiangxin.organisations.models import Enterprise
from jiangxin.people.models import Employment, Person, Roster
from jiangxin.people.models.rows import order_of


def as_it_is(value):
    return value


def masked_phone(number):
    return mask_phone(number) if number else ""


def masked_id(number):
    return mask_id(number) if number else ""


# heading: whose field it is, the field, how it is written. No birth date: with it the masked
# digits of an ID number would be known.
WORKER = {
    "姓名": ("person", "name", as_it_is),
    "性别": ("person", "sex", as_it_is),
    "企业": ("job", "enterprise__name", as_it_is),
    "统一社会信用代码": ("job", "enterprise__credit_code", as_it_is),
    "部门": ("job", "department", as_it_is),
    "岗位": ("job", "post", as_it_is),
    "一线职工": ("job", "is_frontline", as_it_is),
    "技能等级": ("job", "skill_level", as_it_is),
    "文化程度": ("person", "education", as_it_is),
    "在册自": ("job", "since", as_it_is),
    "手机号": ("person", "phone", masked_phone),
    "证件号": ("person", "id_number", masked_id),
}
ROSTER = {
    "企业": lambda roster: roster.enterprise.name,
    "文件名": lambda roster: roster.filename,
    "状态": lambda roster: roster.get_status_display(),
    "上传人": lambda roster: roster.received_by.name,
    "上传时间": lambda roster: roster.received_at,
    "读到": lambda roster: roster.rows_read,
    "新增": lambda roster: roster.added,
    "有变化": lambda roster: roster.changed,
    "没有变化": lambda roster: roster.unchanged,
    "不能导入": lambda roster: roster.refused,
    "在册但不在本表": lambda roster: roster.absent,
    "导入人": lambda roster: roster.merged_by.name if roster.merged_by else "",
    "导入时间": lambda roster: roster.merged_at,
}


def people(user, *, q="", enterprise=None):
    """职工: the workers that the user's list shows, numbers masked."""
    if q:
        day = clock.today()
        valid = Q(employments__since__lte=day) & (
            Q(employments__until=None) | Q(employments__until__gt=day)
        )
        found = Person.objects.searched_by(user, q).matching(q)
        found = found.annotate(job=FilteredRelation("employments", condition=valid))
        return workers(found.order_by(order_of(q), "id"), person="", job="job__")
    jobs = Employment.objects.led_by(user)
    employer = Enterprise.objects.visible_to(user).filter(pk=enterprise).first()
    jobs = jobs.filter(enterprise=employer) if employer else jobs
    return workers(jobs.order_by("enterprise_id", "person_id", "id"), person="person__", job="")


def workers(rows, **paths):
    """Bare values, no models: of a million rows most of the time would go into making those."""
    fields = [F(f"{paths[whose]}{field}") for whose, field, _ in WORKER.values()]
    columns = {
        heading: partial(written, at, how)
        for at, (heading, (_, _, how)) in enumerate(WORKER.items())
    }
    return Table("职工", columns, rows.values_list(*fields))


def written(at, how, row):
    return how(row[at])


def rosters(user, *, enterprise=None):
    """名册: those that were sent in, of one enterprise or of all that the user leads."""
    sent = Roster.objects.visible_to(user)
    sent = sent.filter(enterprise=enterprise) if enterprise else sent
    return Table("传过的名册", ROSTER, sent.for_list().order_by("-id"))


def refused_rows(roster, rows):
    """不能导入的行: as they came, each with what is wrong, to be mended and sent in again."""
    columns = {}
    for index, title in enumerate(roster.titles):
        heading = title or f"{letter(index)} 列"
        heading = f"{heading}（{letter(index)} 列）" if heading in columns else heading
        columns[heading] = partial(cell, index)
    columns |= {
        "原行号": lambda told: told[1].number,
        "原因": lambda told: "；".join(reason["sentence"] for reason in told[2]),
        "怎么办": lambda told: "；".join(dict.fromkeys(reason["advice"] for reason in told[2])),
    }
    return sheet("不能导入的行", columns, ((row.original, row, row.reasons) for row in rows))


def cell(index, told):
    cells = told[0]
    return cells[index] if index < len(cells) else ""
