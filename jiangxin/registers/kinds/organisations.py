"""工会组织: new unions, each below one that is there or that another row founds."""

from jiangxin.organisations.models import Organisation, Placement
from jiangxin.registers import cells
from jiangxin.registers.desk import placed_on
from jiangxin.registers.kinds.base import Kind, Told, agreeable, refuse_repeats
from jiangxin.registers.line import dated

Tier = Organisation.Tier
TIERS = {
    Tier.BUREAU.value: ("区县局（产业）工会", "区县局(产业)工会", "区总工会", "区县局工会")
    + ("产业工会", "局（产业）工会", "区级", "局级"),
    Tier.TOWN.value: ("街镇总工会", "街道总工会", "镇总工会", "街道工会", "镇工会", "街镇"),
    Tier.PARK.value: ("园区联合工会", "园区工会", "联合工会", "园区"),
    Tier.ENTERPRISE.value: ("企业工会", "基层工会", "企业", "基层"),
    Tier.FEDERATION.value: ("市总工会",),
}


class Organisations(Kind):
    word = "工会组织"
    unit = "家"
    subject = ("name",)
    needed = (("name",), ("tier",))
    lacking = "要指明工会名称和层级在哪一列。"
    fields = {
        "name": Told("工会名称", ("名称", "工会", "工会组织", "工会全称", "组织名称"),
                     cells.text(120), "（示例）浦江精密工会"),
        "tier": Told("层级", ("工会层级", "级别", "类型", "工会类型"),
                     cells.one_of("层级", TIERS), "企业工会"),
        "parent": Told("上级工会", ("上级", "上级工会名称", "隶属工会", "主管工会"),
                       cells.text(120), "临江智造园联合工会",
                       "可以是同一张表里的；不写就直接在您的工会之下"),
        "since": Told("成立日期", ("成立时间", "建会日期", "建会时间", "从哪天起"),
                      cells.day("成立日期"), "2024-05-01", "不写就从今天起算"),
    }  # fmt: skip

    def check(self, line):
        for name, label in (("name", "工会名称"), ("tier", "层级")):
            if line.values.get(name) == "":
                line.refuse(label, f"没有{label}", f"补{label}")

    def match(self, lines, desk):
        refuse_repeats(lines, lambda line: (line["name"], line["parent"]), "同一家工会")
        names = {line[name] for line in lines for name in ("name", "parent")}
        tree = Tree(agreeable(lines), desk.unions(names - {""}), desk)
        for line in agreeable(lines):
            tree.place(line)


class Tree:
    """The rows that found unions, and the unions that are there; each row is placed once."""

    def __init__(self, lines, known, desk):
        self.desk, self.known = desk, known
        self.by_name = {}
        for line in lines:
            self.by_name.setdefault(line["name"], []).append(line)
        keys = [union.pk for unions in known.values() for union in unions]
        self.above = placed_on(keys, desk.today)
        self.placed, self.under_way = {}, set()

    def place(self, line):
        """The union that this row means or founds, or None: then the row says why."""
        if line.number in self.placed:
            return self.placed[line.number]
        self.under_way.add(line.number)
        parent = self._parent(line)
        self.under_way.discard(line.number)
        union = self._union(line, parent) if parent and not line.obstacles else None
        self.placed[line.number] = union
        return union

    def _parent(self, line):
        name = line["parent"]
        if not name or name == self.desk.under.name:
            return self.desk.under
        founding = self.by_name.get(name, [])
        there = [union for union in self.known.get(name, []) if not union.is_closed()]
        if there or len(founding) != 1:
            return self.desk.union_named(line, "上级工会", self.known, name)
        row = founding[0]
        if row.number in self.under_way:
            line.refuse("上级工会", f"和第 {row.number} 行互为上级，绕成了圈", "核对上级工会")
            return None
        parent = self.place(row)
        if parent is None or row.kind == "unsure":
            line.refuse(
                "上级工会", f"它的上级在第 {row.number} 行，那一行还不能登记", "先改好那一行"
            )
            return None
        return parent

    def _union(self, line, parent):
        namesakes = [one for one in self.known.get(line["name"], []) if not one.is_closed()]
        same = [one for one in namesakes if parent.pk and self.above.get(one.pk) == parent.pk]
        if same:
            return self._compare(line, same[0])
        if namesakes:
            ask = f"“{self.desk.under}”下面已有“{line['name']}”。表里的这一家在“{parent}”之下。"
            options = [
                ["new", "另建一家", "名称相同，不是同一家"],
                ["leave", "这一行不导入", "改上级请到它的页面办"],
            ]
            if line.ask("namesake", ask, options).get("take") != "new":
                return None
        return self._found(line, parent)

    def _compare(self, line, union):
        line.subject = union
        if union.tier != line["tier"]:
            tier = union.get_tier_display()
            line.refuse("层级", f"登记的层级是{tier}，和表里的不一样", "核对层级")
            return None
        return union

    def _found(self, line, parent):
        tier = Tier(line["tier"])
        since = line.day("since") or self.desk.today
        if tier == Tier.FEDERATION:
            line.refuse("层级", "市总工会只有一家，已经有了", "核对层级")
        elif since > self.desk.today:
            line.refuse("成立日期", "成立日期还没有到", "填今天或以前的日子")
        elif not parent.may_stand_over(tier):
            above = parent.get_tier_display()
            line.refuse("层级", f"{tier.label}不能设在{above}之下", "核对层级和上级")
        else:
            return self._begin(line, parent, tier, since)
        return None

    def _begin(self, line, parent, tier, since):
        union = line.begin(Organisation.drafted(line["name"], tier))
        by = self.desk.by
        line.begin(Placement(organisation=union, parent=parent, since=since, by=by))
        line.new, line.subject = True, union
        line.about += [union, parent]
        line.days.append(since)
        line.seen.append([parent.pk])
        line.says.append(f"{dated(since)}起，在“{parent}”之下")
        return union
