"""入驻: which enterprise stands in which park, and since when."""

from jiangxin.registers import cells
from jiangxin.registers.desk import Whereabouts
from jiangxin.registers.employers import Employers
from jiangxin.registers.kinds.base import Kind, Told, agreeable, refuse_repeats
from jiangxin.registers.kinds.standing import certain_park, stand
from jiangxin.registers.line import dated

OF_ENTERPRISE = {
    "name": Told("企业名称", ("单位名称", "公司名称", "企业全称", "单位全称", "名称", "企业"),
                 cells.text(120), "（示例）浦江精密机械有限公司"),
    "code": Told("统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码", "代码"),
                 cells.code, "91310000MA1EXAMP0X", "用来认出企业；没有就按名称"),
}  # fmt: skip


class OfEnterprises(Kind):
    """Tables whose rows name an enterprise of the register, by code or by name."""

    subject = ("name", "code")

    def check(self, line):
        if line.values.get("name", "") == "" == line.values.get("code", ""):
            line.refuse("企业名称", "企业名称和统一社会信用代码都没有", "补一个")

    def find(self, lines, desk):
        """[(line, its enterprise)] of those that are certain; the others say why not."""
        employers = Employers(lines)
        desk.places = Whereabouts(employers.all(), desk)
        found = []
        for line in agreeable(lines):
            enterprise = employers.find(line, desk, desk.places)
            if enterprise is None:
                continue
            line.subject = enterprise
            line.about.append(enterprise)
            if enterprise.is_closed():
                line.refuse("", f"这家企业已从{dated(enterprise.closed_on)}起关闭", "删去这一行")
            else:
                found.append((line, enterprise))
        refuse_repeats([line for line, _ in found], self.same, "同一家企业")
        return [(line, enterprise) for line, enterprise in found if not line.obstacles]

    def same(self, line):
        return line.subject.pk


class Tenancies(OfEnterprises):
    word = "入驻"
    unit = "家"
    needed = (("name", "code"), ("park", "address"))
    lacking = "要指明企业（名称或信用代码），以及园区或地址在哪一列。"
    fields = {
        **OF_ENTERPRISE,
        "park": Told("园区", ("所在园区", "入驻园区", "园区名称", "所属园区"),
                     cells.text(120), "临江智造园"),
        "address": Told("地址", ("企业地址", "单位地址", "注册地址", "经营地址", "详细地址"),
                        cells.text(200), "申富路128号", "没有写园区的，按它认园区"),
        "since": Told("入驻日期", ("入园日期", "入驻时间", "入园时间", "从哪天起"),
                      cells.day("入驻日期"), "2024-05-01", "不写就从今天起算"),
        "until": Told("离园日期", ("离园时间", "到期日期", "离开日期"),
                      cells.day("离园日期"), "", "第一个不在那里的日子；还在就不写"),
    }  # fmt: skip

    def check(self, line):
        super().check(line)
        if line.values.get("park", "") == "" == line.values.get("address", ""):
            line.refuse("园区", "园区和地址都没有", "补一个")
        if line["until"] and line["until"] <= line["since"]:
            line.refuse("离园日期", "离园日期不晚于入驻日期", "核对两个日期")

    def match(self, lines, desk):
        for line, enterprise in self.find(lines, desk):
            park = certain_park(line, desk, needed=True)
            if park:
                line.new = desk.places.tenancy(enterprise) is None
                stand(line, enterprise, park, "since", desk, line.day("until"))
                line.new = line.new and bool(line.begins)
