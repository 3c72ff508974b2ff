"""The indicators and the example of a plan that come with the program.

What the plan says is quoted with its place; how “参与” and “覆盖” are counted no source fixes
(domain.md §7): the sentences below are ours, and the federation changes them on a page.
"""

from datetime import date
from typing import NamedTuple

from jiangxin.kpi.models import Definition, Indicator, PlanPeriod, Target
from jiangxin.kpi.stages import SHIPPED
from jiangxin.lib import clock
from jiangxin.programmes.models import Participation

ALWAYS = date(2000, 1, 1)
OURS = "计划没有规定，平台采用的算法"
PLAN = "沪工技协〔2017〕5号, 二(一)"
ALL, ENTRIES = list(Participation.Kind), [Participation.Kind.PROPOSAL]
Unit = Indicator.Unit


class Shipped(NamedTuple):
    name: str
    unit: str
    kind: str
    sentence: str
    numerator: str = ""
    denominator: str = ""
    kinds: list = ENTRIES
    rule: dict = {}


INDICATORS = {
    "people": Shipped(
        "参与人数", Unit.PEOPLE, "实名",
        "期内至少参加过一次活动的职工，一人只算一次，不论参加几项、在几家企业", kinds=ALL,
    ),
    "acts": Shipped(
        "参与人次", Unit.ACTS, "实名",
        "期内参加活动的次数：同一人参加两项算两次；撤销的不算", kinds=ALL,
    ),
    "worker_rate": Shipped(
        "职工参与率", Unit.PER_CENT, "",
        "参与人数 ÷ 在册职工数，只在报了职工数的企业里算",
        "在这些企业参加过活动的职工", "企业期末以前最近一次自己填报的在册职工数之和", ALL,
    ),
    "member_rate": Shipped(
        "会员参与率", Unit.PER_CENT, "",
        "参与人数 ÷ 工会会员数，只在报了会员数的企业里算；参与者不一定是会员，可以超过 100%",
        "在这些企业参加过活动的职工", "企业期末以前最近一次自己填报的工会会员数之和", ALL,
    ),
    "enterprise_rate": Shipped(
        "企业参与率", Unit.PER_CENT, "",
        "期内至少有一名职工参加过活动的企业 ÷ 期末在册企业",
        "期末还在册、期内有人参与的企业", "期末在册的企业", ALL,
    ),
    "parks_covered": Shipped(
        "园区覆盖数", Unit.PARKS, "",
        "列入计划名单、有园区工会、期内有职工参加过活动的园区",
        kinds=ALL, rule=SHIPPED,
    ),
    "entries": Shipped(
        "建议条数", Unit.ENTRIES, "实名",
        "期内提交的建议和成果；一般性意见、已撤回的不算",
    ),
    "adoption_rate": Shipped(
        "采纳率", Unit.PER_CENT, "",
        "期内提交、已有结论的建议里，采纳的占多少",
        "已采纳的建议", "已采纳、不采纳和列为技术储备的建议",
    ),
    "adoption_rate_all": Shipped(
        "采纳率（占全部建议）", Unit.PER_CENT, "",
        "期内提交的全部建议里，采纳的占多少；还没有结论的也在分母里",
        "已采纳的建议", "全部建议",
    ),
    "implementation_rate": Shipped(
        "实施率", Unit.PER_CENT, "",
        "期内提交、已采纳的建议里，实施完成的占多少",
        "实施完成的建议", "已采纳的建议",
    ),
    "five_smalls": Shipped(
        "五小件数", Unit.ENTRIES, "实名", "期内提交到“五小”活动的成果；已撤回的不算",
    ),
    "benefit_expected": Shipped(
        "创造经济效益", Unit.FEN, "预计",
        "期内提交的建议预计在见效后 12 个月内的净效益之和；不和核定数相加，不含推广应用单位的",
    ),
    "benefit_confirmed": Shipped(
        "创造经济效益", Unit.FEN, "核定",
        "期内提交的建议由企业财务核定的、见效后 12 个月内的净效益之和；不含推广应用单位的",
    ),
}  # fmt: skip
# 沪工技协〔2017〕5号, 二(一): 50 parks, 70 per cent, a million people, within 十三五.
THE_PLAN = ("十三五", date(2016, 1, 1), date(2021, 1, 1))
TARGETS = {"parks_covered": 50, "worker_rate": 70, "people": 1_000_000}


def ship():
    """Put them into the register; what is there stays as it is."""
    known = set(Indicator.objects.values_list("code", flat=True))
    if known >= INDICATORS.keys():
        return
    now = clock.now()
    indicators = Indicator.objects.bulk_create(
        Indicator(code=code, name=one.name, unit=one.unit, kind=one.kind, position=n)
        for n, (code, one) in enumerate(INDICATORS.items())
        if code not in known
    )
    Definition.objects.bulk_create(
        Definition(indicator=row, since=ALWAYS, made_at=now, source=OURS, **worded(row.code))
        for row in indicators
    )
    name, first, until = THE_PLAN
    if not PlanPeriod.objects.exists():
        plan = PlanPeriod.objects.create(name=name, first=first, until=until, source=PLAN)
        known = {row.code: row for row in Indicator.objects.all()}
        Target.objects.bulk_create(
            Target(plan=plan, indicator=known[code], value=value, source=PLAN, set_at=now)
            for code, value in TARGETS.items()
        )


def worded(code):
    fields = ("sentence", "numerator", "denominator", "kinds", "rule")
    return {name: getattr(INDICATORS[code], name) for name in fields}
