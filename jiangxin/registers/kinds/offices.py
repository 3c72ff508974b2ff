"""任职: who holds which office, in a union or an enterprise."""

from collections import defaultdict
from datetime import timedelta

from jiangxin.lib.numbers import Phone
from jiangxin.lib.text import clean_name
from jiangxin.notifications.models import Kind as About
from jiangxin.notifications.models import Notification
from jiangxin.organisations.models import Enterprise, Office, Reach
from jiangxin.people.identity import id_mark, phone_mark, read_id
from jiangxin.people.models import Person
from jiangxin.people.roster_check import is_nothing, read_name
from jiangxin.registers import cells
from jiangxin.registers.desk import Whereabouts
from jiangxin.registers.kinds.base import Kind, Told, agreeable, refuse_repeats
from jiangxin.registers.line import dated

Role = Office.Role
ROLES = {
    Role.STEWARD.value: ("创新专管员", "专管员", "创新工作专管员"),
    Role.CHAIR.value: ("工会主席", "主席"),
    Role.FINANCE.value: ("财务", "财务人员", "财务负责人"),
    Role.PERSONNEL.value: ("人力资源", "人事", "人力资源负责人", "HR"),
    Role.AUDIT.value: ("经审", "经费审查", "经审会", "经审人员"),
}
IN_UNIONS_ONLY = (Role.CHAIR, Role.AUDIT)
NOBODY = ("在册职工里没有姓名和号码都对得上的人", "核对姓名和号码，或先把这个人加进名册")


def phone(cell):
    """Only the mark of the number is kept in plain."""
    if isinstance(cell, str) and is_nothing(cell.strip()):
        return ""
    return phone_mark(Phone.parse(cell)).hex()


def id_number(cell):
    if isinstance(cell, str) and is_nothing(cell.strip()):
        return ""
    return id_mark(*read_id(str(cell) if isinstance(cell, int) else cell)).hex()


def name(cell):
    return read_name(clean_name(cell, 60)) if isinstance(cell, str) else read_name(cell)


class Offices(Kind):
    word = "任职"
    unit = "项"
    subject = ("name",)
    needed = (("name",), ("phone", "id_number"), ("role",), ("place",))
    lacking = "要指明姓名、手机号或身份证号、职务、任职单位在哪一列。"
    fields = {
        "name": Told("姓名", ("人员姓名", "职工姓名", "任职人"), name, "（示例）张三"),
        "phone": Told("手机号", ("手机号码", "手机", "联系电话", "电话", "移动电话"), phone,
                      "13800138000", "和姓名一起认人"),
        "id_number": Told("身份证号", ("身份证号码", "身份证", "公民身份号码", "证件号码"),
                          id_number, "", "有手机号可以不写"),
        "role": Told("职务", ("任职", "角色", "岗位", "担任职务"), cells.one_of("职务", ROLES),
                     "创新专管员"),
        "place": Told("任职单位", ("单位", "单位名称", "工会", "工会名称", "所在单位", "任职工会"),
                      cells.text(120), "浦江精密工会", "工会或企业的全称"),
        "department": Told("部门", ("所在部门", "科室"), cells.text(60), ""),
        "since": Told("从哪天起", ("任职日期", "任职时间", "开始日期", "起始日期"),
                      cells.day("任职日期"), "", "不写就从今天起；今天或以后的日子"),
        "last_on": Told("最后一天", ("到哪天", "截止日期", "任期届满", "结束日期"),
                        cells.day("最后一天"), "", "不写就一直有效，直到免去"),
    }  # fmt: skip

    def check(self, line):
        for field, label in (("name", "姓名"), ("role", "职务"), ("place", "任职单位")):
            if line.values.get(field) == "":
                line.refuse(label, f"没有{label}", f"补{label}")
        if line.values.get("phone", "") == "" == line.values.get("id_number", ""):
            line.refuse("手机号", "手机号和身份证号都没有", "补一个")
        if line["last_on"] and line["last_on"] < line["since"]:
            line.refuse("最后一天", "最后一天早于开始的那天", "核对两个日期")

    def match(self, lines, desk):
        people, places = People(lines, desk), Seats(lines, desk)
        found = []
        for line in agreeable(lines):
            person, place = people.find(line), places.find(line)
            if person and place:
                line.subject = person
                found.append((line, person, place))
        key = {line.number: (p.pk, line["role"], place.name, line["department"])
               for line, p, place in found}  # fmt: skip
        refuse_repeats([line for line, _, _ in found], lambda line: key[line.number], "同一项任职")
        held = held_by(person for _, person, _ in found)
        for line, person, place in found:
            if not line.obstacles:
                self._appoint(line, person, place, held[person.user_id], desk)

    def _appoint(self, line, person, place, held, desk):
        since = line.day("since") or desk.today
        until = line.day("last_on") + timedelta(days=1) if line["last_on"] else None
        same = [row for row in held if is_same(row, line, place) and
                (row.until is None or row.until > since)]  # fmt: skip
        line.seen += [[row.pk, str(row.since), str(row.until)] for row in same]
        line.seen.append([place._meta.model_name, place.pk, person.user_id])
        if same and covers(same[0], line, until):
            return
        if person.user_id == desk.by.pk:
            line.refuse("姓名", "不能任命自己", "请上级工会任命")
        elif any(until is None or row.since < until for row in same):
            row = same[0]
            span = f"{dated(row.since)}起" + (f"，到{dated(row.last_on)}" if row.until else "")
            line.refuse("从哪天起", f"这个人已经担任这个职务（{span}）", "核对日子")
        elif since < desk.today:
            line.refuse("从哪天起", "从哪天起早于今天", "填今天或以后的日子，或空着")
        else:
            self._begin(line, person, place, (since, until), desk)

    def _begin(self, line, person, place, days, desk):
        office = Office(
            user_id=person.user_id, role=line["role"], department=line["department"],
            since=days[0], until=days[1], granted_by=desk.by, **{place._meta.model_name: place},
        )  # fmt: skip
        line.begin(office)
        line.new = True
        line.about += [person, place]
        line.days.append(days[0])
        line.says.append(f"{dated(days[0])}起任{office}")

    def prepare(self, lines, desk):
        """Whoever has no account yet gets one: an office is held by an account."""
        people = list({line.subject.pk: line.subject for line in lines}.values())
        accounts = Person.accounts(people)
        for line in lines:
            for office in line.begins:
                office.user = accounts[line.subject.pk]

    def tell(self, lines, *, path):
        for line in lines:
            for office in line.begins:
                url = office.place.get_absolute_url()
                Notification.tell(office.user, f"您已任{office}", kind=About.OFFICE, path=url)

    def tell_of_undo(self, register):
        keys = register.rows.of("new").values("subject")
        for person in Person.objects.filter(pk__in=keys).select_related("user"):
            Notification.tell(
                person.user,
                "一项给您的任命已撤销",
                kind=About.OFFICE,
                text="登记它的那份表整份撤销了。",
            )


class People:
    """Who is meant: by ID number, else by phone and name, among those who work below the union."""

    def __init__(self, lines, desk):
        reach = Reach.under(desk.under, desk.today)
        near = Person.objects.within(reach).select_related("user")
        known = near.filter(id_fingerprint__in=marks(lines, "id_number"))
        self.by_id = {bytes(person.id_fingerprint).hex(): person for person in known}
        self.by_phone = defaultdict(list)
        for person in near.filter(phone_fingerprint__in=marks(lines, "phone")):
            self.by_phone[bytes(person.phone_fingerprint).hex(), person.name].append(person)

    def find(self, line):
        if line["id_number"]:
            person = self.by_id.get(line["id_number"])
            if person and person.name == line["name"]:
                return person
            line.refuse("身份证号", *NOBODY)
            return None
        found = self.by_phone.get((line["phone"], line["name"]), [])
        if len(found) == 1:
            return found[0]
        if found:
            line.refuse("手机号", "有几个人姓名和手机号都相同，分不清是哪一位", "补身份证号")
        else:
            line.refuse("手机号", *NOBODY)
        return None


class Seats:
    """Where: a union at or below the one on whose behalf it is, or an enterprise that it covers."""

    def __init__(self, lines, desk):
        self.desk = desk
        names = {line["place"] for line in lines}
        self.unions = desk.unions(names)
        rows = list(Enterprise.objects.filter(name__in=names))
        desk.places = Whereabouts(rows, desk)
        self.enterprises = defaultdict(list)
        for one in rows:
            if desk.has(desk.places.own_union(one)):
                self.enterprises[one.name].append(one)

    def find(self, line):
        name = line["place"]
        found = [*self.unions.get(name, []), *self.enterprises[name]]
        there = [place for place in found if not place.is_closed()]
        if len(there) != 1:
            under = self.desk.under
            if there:
                line.refuse("任职单位", f"叫“{name}”的有 {len(there)} 个，分不清", "写全称")
            else:
                line.refuse("任职单位", f"“{under}”决定的单位里没有叫“{name}”的", "核对全称")
            return None
        if isinstance(there[0], Enterprise) and line["role"] in IN_UNIONS_ONLY:
            said = f"{Role(line['role']).label}要任在工会，不任在企业"
            line.refuse("职务", said, "写工会的全称")
            return None
        return there[0]


def marks(lines, field):
    return [bytes.fromhex(line[field]) for line in lines if line[field]]


def held_by(people):
    """{key of an account: its offices, of once, today and later}."""
    held = defaultdict(list)
    keys = [person.user_id for person in people if person.user_id]
    for office in Office.objects.filter(user__in=keys).for_list().order_by("since", "id"):
        held[office.user_id].append(office)
    return held


def is_same(row, line, place):
    here = row.place == place and row.department == line["department"]
    return here and row.role == line["role"]


def covers(row, line, until):
    """Does the register say the same already, or the row no more than it?"""
    return line.day("since") in (None, row.since) and until in (None, row.until)
