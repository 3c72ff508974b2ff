"""园区: parks of the plan's three kinds, with their union and the names by which they are found."""

import re

from jiangxin.organisations.models import Affiliation, Park, ParkAlias
from jiangxin.organisations.park_names import local
from jiangxin.registers import cells
from jiangxin.registers.employers import OUTSIDE
from jiangxin.registers.kinds.base import Kind, Told, agreeable, refuse_repeats
from jiangxin.registers.line import dated

KINDS_OF_PARKS = {
    Park.Kind.INDUSTRIAL.value: ("工业开发园区", "工业园区", "工业园", "开发区", "工业区")
    + ("产业园区", "产业园", "经济开发区", "工业"),
    Park.Kind.STARTUP.value: ("创业园区", "创业园", "创业基地", "孵化园", "创业"),
    Park.Kind.HIGH_TECH.value: ("高新技术产业园区", "高新区", "高新技术园区", "科技园区")
    + ("科技园", "高科技园区", "高科技园", "高新园区", "高新园", "高新技术产业开发区", "高新"),
}
PARTING = re.compile("[、，,;；/\n]+")
LABELS = {"kind": "类型", "district": "所在区", "enrolled_on": "列入计划名单"}


class Parks(Kind):
    word = "园区"
    unit = "个"
    subject = ("name",)
    needed = (("name",), ("kind", "district"))
    lacking = "要指明园区名称，以及类型或所在区在哪一列。"
    fields = {
        "name": Told("园区名称", ("名称", "园区", "园区全称"), cells.text(120),
                     "（示例）临江智造园"),
        "kind": Told("类型", ("园区类型", "园区类别", "类别"),
                     cells.one_of("类型", KINDS_OF_PARKS), "工业开发园区"),
        "district": Told("所在区", ("区", "所属区", "行政区", "区县"), cells.text(40), "东湾区"),
        "union": Told("园区工会", ("园区联合工会", "联合工会", "隶属工会", "所属工会", "工会"),
                      cells.text(120), "临江智造园联合工会"),
        "since": Told("建会日期", ("建会时间", "隶属日期", "成立日期"), cells.day("建会日期"),
                      "2024-05-01", "园区工会从哪天起；不写就从今天起算"),
        "enrolled_on": Told("列入计划名单", ("列入名单日期", "计划名单", "列入日期"),
                            cells.day("列入计划名单"), "", "哪一天列入；由市总工会登记"),
        "aliases": Told("别名", ("园区别名", "简称", "又名", "其他名称"), cells.text(200),
                        "智造园、临江园", "几个别名用顿号分开，以后按它认园区"),
        "addresses": Told("地址", ("园区地址", "路段", "门牌", "四至"), cells.text(200),
                          "申富路128号", "几个地址用顿号分开，以后按它认园区"),
    }  # fmt: skip

    def check(self, line):
        if line.values.get("name") == "":
            line.refuse("园区名称", "没有园区名称", "补园区名称")

    def match(self, lines, desk):
        refuse_repeats(lines, lambda line: local(line["name"]), "同一个园区")
        unions = desk.unions(line["union"] for line in lines if line["union"])
        for line in agreeable(lines):
            union = None
            if line["union"]:
                union = desk.union_named(line, "园区工会", unions, line["union"])
            if line["enrolled_on"] and not desk.is_top:
                line.refuse("列入计划名单", "列入计划名单由市总工会登记", "空着这一格")
            park = self._known(line, desk)
            if line.obstacles or line.is_open or line.left:
                continue
            if park is None:
                self._open(line, union, desk)
            else:
                self._compare(line, park, union, desk)

    def _known(self, line, desk):
        """The park that bears this name, or that somebody said it is."""
        known = desk.parks.names.get(local(line["name"]), {})
        if len(known) == 1:
            return desk.parks.parks[next(iter(known))]
        akin = desk.parks.akin(line["name"])
        if not akin:
            return None
        options = [[str(park.pk), f"就是“{park}”", park.district] for park in akin]
        options.append(["new", "是另一个，新登记", ""])
        told = line.ask("same", f"登记里有名称相近的园区。“{line['name']}”是其中的哪一个？",
                        [*options, ["leave", "这一行不导入", ""]],
                        group=f"same:{line.number}")  # fmt: skip
        return next((park for park in akin if str(park.pk) == told.get("take")), None)

    def _open(self, line, union, desk):
        line.new = True
        for name in ("kind", "district"):
            if not line[name]:
                line.refuse(LABELS[name], f"没有写{LABELS[name]}", f"补{LABELS[name]}")
        if not desk.has(union):
            line.refuse(
                "园区工会",
                f"没有写“{desk.under}”下面的园区工会，登记后没有工会看得到",
                "补园区工会",
            )
        if line.obstacles:
            return
        facts = {name: line[name] for name in ("name", "kind", "district")}
        park = line.begin(Park(**facts, enrolled_on=line.day("enrolled_on")))
        line.subject = park
        line.about.append(park)
        line.says.append(f"登记园区，{line['district']}")
        if union:
            self._join(line, park, union, desk)
        self._learn(line, park, desk)

    def _compare(self, line, park, union, desk):
        line.subject = park
        line.about.append(park)
        held = desk.park_unions.get(park.pk)
        if park.is_closed():
            line.refuse("", f"这个园区已从{dated(park.closed_on)}起关闭", "删去这一行")
        elif not desk.has(held):
            line.refuse("园区名称", *OUTSIDE_PARK)
        elif union and held and held.pk != union.pk:
            line.refuse("园区工会", f"登记的园区工会是“{held}”", "改园区工会请到园区的页面办")
        else:
            self._update(line, park, desk.is_above(held))
            if union and held is None:
                self._join(line, park, union, desk)
            self._learn(line, park, desk)

    def _update(self, line, park, may):
        """What the park is called is changed on its page, with the day of the change."""
        told = {name: line[name] for name in ("kind", "district") if line[name]}
        if line["enrolled_on"]:
            told["enrolled_on"] = line.day("enrolled_on")
        told = {name: value for name, value in told.items() if getattr(park, name) != value}
        if told and not may:
            line.refuse("园区名称", "改这个园区的情况要由它的上级工会办", "请上级工会来办")
            return
        for name, value in told.items():
            line.write(park, LABELS[name], **{name: value})

    def _join(self, line, park, union, desk):
        since = line.day("since") or desk.today
        if since > desk.today:
            line.refuse("建会日期", "建会日期还没有到", "填今天或以前的日子")
            return
        line.begin(Affiliation(park=park, organisation=union, since=since, by=desk.by))
        line.about.append(union)
        line.days.append(since)
        line.says.append(f"园区工会是“{union}”")

    def _learn(self, line, park, desk):
        """The other names and the addresses by which it is found from now on."""
        for name, kind in (("aliases", ParkAlias.Kind.NAME), ("addresses", ParkAlias.Kind.ADDRESS)):
            for text in filter(None, PARTING.split(line[name])):
                alias = ParkAlias.drafted(park, text, kind, by=desk.by)
                key = (kind.value, alias.text)
                owner = desk.parks.learnt.get(key)
                if owner not in (None, park):
                    line.refuse(kind.label, f"“{text}”已经是“{owner}”的", "换一个，或空着")
                elif owner is None and len(alias.text) > 1:
                    desk.parks.learnt[key] = park
                    line.begin(alias)
                    line.changes.append([kind.label, "", text])


OUTSIDE_PARK = ("这个园区不归这家工会决定", OUTSIDE[1].replace("覆盖它的工会", "它的园区工会"))
