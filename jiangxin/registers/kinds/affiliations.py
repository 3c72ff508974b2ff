"""隶属: which union covers an enterprise, and since when."""

from jiangxin.registers import cells
from jiangxin.registers.kinds.base import Told
from jiangxin.registers.kinds.covering import cover
from jiangxin.registers.kinds.tenancies import OF_ENTERPRISE, OfEnterprises


class Affiliations(OfEnterprises):
    word = "隶属"
    unit = "家"
    needed = (("name", "code"), ("union",))
    lacking = "要指明企业（名称或信用代码）和工会在哪一列。"
    fields = {
        **OF_ENTERPRISE,
        "union": Told("隶属工会", ("所属工会", "上级工会", "覆盖工会", "工会名称", "工会"),
                      cells.text(120), "浦江精密工会"),
        "since": Told("隶属日期", ("隶属时间", "建会日期", "建会时间", "从哪天起"),
                      cells.day("隶属日期"), "2024-05-01", "不写就从今天起算"),
    }  # fmt: skip

    def check(self, line):
        super().check(line)
        if line.values.get("union") == "":
            line.refuse("隶属工会", "没有写工会", "补工会的全称")

    def match(self, lines, desk):
        unions = desk.unions(line["union"] for line in lines)
        for line, enterprise in self.find(lines, desk):
            union = desk.union_named(line, "隶属工会", unions, line["union"])
            if union:
                line.new = desk.places.affiliation(enterprise) is None
                cover(line, enterprise, union, "since", desk)
                line.new = line.new and bool(line.begins)
