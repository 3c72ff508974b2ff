"""企业: who employs, with its union and its park if the table knows them."""

from jiangxin.organisations.models import Enterprise, FormerName
from jiangxin.registers import cells
from jiangxin.registers.desk import Whereabouts
from jiangxin.registers.employers import OUTSIDE, Employers, is_known
from jiangxin.registers.kinds.base import Kind, Told, agreeable, refuse_repeats
from jiangxin.registers.kinds.covering import cover
from jiangxin.registers.kinds.standing import certain_park, stand
from jiangxin.registers.line import dated

OWNERSHIP = {
    Enterprise.Ownership.NON_PUBLIC.value: ("非公企业", "非公", "非公有制", "非公有制企业")
    + ("是", "民营", "民营企业", "私营", "私营企业", "外资", "外资企业", "外商投资企业")
    + ("港澳台资", "港澳台投资企业", "中外合资", "个体", "个体工商户"),
    Enterprise.Ownership.PUBLIC.value: ("公有制企业", "公有制", "公有", "否", "国有", "国有企业")
    + ("国企", "国有独资", "国有控股", "集体", "集体企业", "事业单位"),
}


class Enterprises(Kind):
    word = "企业"
    unit = "家"
    subject = ("name", "code")
    needed = (("name",), ("code",))
    lacking = "要指明企业名称和统一社会信用代码在哪一列。"
    fields = {
        "name": Told("企业名称", ("单位名称", "公司名称", "企业全称", "单位全称", "名称", "企业"),
                     cells.text(120), "（示例）浦江精密机械有限公司"),
        "code": Told("统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码", "代码"),
                     cells.code, "91310000MA1EXAMP0X", "18 位；用来认出同一家企业"),
        "ownership": Told("所有制", ("企业性质", "单位性质", "经济类型", "企业类型", "是否非公"),
                          cells.one_of("所有制", OWNERSHIP), "非公企业", "新登记的企业要有"),
        "address": Told("地址", ("企业地址", "单位地址", "注册地址", "经营地址", "详细地址"),
                        cells.text(200), "申富路128号", "没有写园区的，按它认园区"),
        "park": Told("园区", ("所在园区", "入驻园区", "园区名称", "所属园区"),
                     cells.text(120), "临江智造园"),
        "park_since": Told("入驻日期", ("入园日期", "入驻时间", "入园时间"),
                           cells.day("入驻日期"), "2024-05-01", "不写就从今天起算"),
        "union": Told("隶属工会", ("所属工会", "上级工会", "覆盖工会", "工会名称", "工会"),
                      cells.text(120), "东湾区总工会"),
        "union_since": Told("隶属日期", ("隶属时间", "建会日期", "建会时间"),
                            cells.day("隶属日期"), "2024-05-01", "不写就从今天起算"),
    }  # fmt: skip

    def check(self, line):
        for name, label in (("name", "企业名称"), ("code", "统一社会信用代码")):
            if line.values.get(name) == "":
                line.refuse(label, f"没有{label}", f"补{label}")

    def match(self, lines, desk):
        refuse_repeats(lines, lambda line: line["code"], "同一家企业")
        employers = Employers(lines)
        desk.places = places = Whereabouts(employers.by_code.values(), desk)
        unions = desk.unions(line["union"] for line in lines)
        self.renamed = last_renamings(employers.by_code.values())
        for line in agreeable(lines):
            union = None
            if line["union"]:
                union = desk.union_named(line, "隶属工会", unions, line["union"])
            known = employers.by_code.get(line["code"])
            if known is None:
                self._take_in(line, union, desk)
            elif known.is_closed():
                line.refuse("", f"这家企业已从{dated(known.closed_on)}起关闭", "删去这一行")
            elif not (is_known(desk, places, known) or desk.is_top):
                line.refuse("统一社会信用代码", *OUTSIDE)
            else:
                self._compare(line, known, union, desk, employers)

    def _take_in(self, line, union, desk):
        """One that is not in the register yet."""
        line.new = True
        if not line["ownership"]:
            line.refuse("所有制", "没有写所有制", "写非公企业或公有制企业")
            return
        park = certain_park(line, desk)
        if not (self._is_placed(union, park, desk) or line.obstacles or line.is_open):
            sentence = f"没有写“{desk.under}”下面的隶属工会或园区，登记后没有工会看得到"
            line.refuse("隶属工会", sentence, "补隶属工会或园区")
            return
        new = Enterprise(
            name=line["name"],
            credit_code=line["code"],
            ownership=line["ownership"],
            address=line["address"],
        )
        line.subject = line.begin(new)
        line.about.append(new)
        line.says.append("登记企业")
        if park:
            stand(line, new, park, "park_since", desk)
        if union:
            cover(line, new, union, "union_since", desk)

    @staticmethod
    def _is_placed(union, park, desk):
        """Will the union on whose behalf it is registered have a say in it?"""
        if union is None and park:
            union = desk.park_unions.get(park.pk)
        return desk.has(union)

    def _compare(self, line, known, union, desk, employers):
        """One that is: what the table says of it otherwise."""
        line.subject = known
        line.about.append(known)
        leads = desk.has(desk.places.own_union(known))
        if not employers.is_known_as(known, line["name"]):
            self._rename(line, known, desk, leads=leads)
        if leads:
            for field, label in (("address", "地址"), ("ownership", "所有制")):
                if line[field]:
                    line.write(known, label, **{field: line[field]})
        park = certain_park(line, desk, only_named=desk.places.tenancy(known) is not None)
        if park:
            stand(line, known, park, "park_since", desk)
        if union:
            cover(line, known, union, "union_since", desk)

    def _rename(self, line, known, desk, *, leads):
        ask = f"这个代码登记的企业叫“{known}”，表里叫“{line['name']}”。"
        options = [["keep", f"还叫“{known}”", "表里的名称不要"], ["leave", "这一行不导入", ""]]
        if leads:
            options.insert(0, ["rename", f"更名为“{line['name']}”", "旧名称留作曾用名"])
        told = line.ask("renamed", ask, options, day=leads)
        if told.get("take") != "rename":
            return
        on = told.get("on") or desk.today.isoformat()
        last = self.renamed.get(known.pk)
        if last and last.isoformat() >= on:
            line.refuse("企业名称", f"它{dated(last)}才改过名，更名要晚于那一天", "换一个日子")
            return
        line.seen.append(["renamed", on])
        line.begin(FormerName(name=known.name, until=on, enterprise=known))
        line.write(known, "名称", name=line["name"])


def last_renamings(enterprises):
    """{key: the day of its last renaming}."""
    told = FormerName.objects.filter(enterprise__in=[one.pk for one in enterprises])
    return dict(told.order_by("until").values_list("enterprise", "until"))
