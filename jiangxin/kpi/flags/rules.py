"""The rules against inflation in words, and their bars. Each bar has no source: 没有来源，平台采用.

One function a rule finds what it says, in people_doubts, entry_doubts and unit_doubts. Measured on
planted cases by `bench.flags`.
"""

from typing import NamedTuple

from jiangxin.kpi.models import Doubt

NO_SOURCE = "这些界限没有来源，平台采用"

GHOSTS, GHOST_SHARE = 4, 25  # people; per cent of those who took part in the month
NEW, NEW_SHARE, NEW_DAYS, SETTLING_IN = 6, 30, 3, 60  # people, per cent; days; days of the unit
MORE, MORE_SHARE = 3, 115  # people; per cent of the headcount
TWINS, TWIN_SHARE = 3, 5
SAME_PHONE, SAME_PHONE_HERE = 5, 3  # holders on the register; of them who took part here
BURST, BURST_SHARE, BURST_DAYS, BURST_MORE, BURST_TIMES, USUAL_DAYS = 10, 75, 3, 30, 5, 92
COPIED, COPIED_SHARE, COPIED_TEXT, COPIED_MARKS = 3, 20, 50, 8
PAPERS, PAPER_SHARE, PAPER_BYTES = 4, 30, 5_000
BACK, BACK_SHARE, BACK_GAP, BACK_DAYS = 4, 15, 30, 10
IN_A_ROW, ROW_STEP_DAYS = 4, 31
BEFORE_SENT = 3  # acts
CANCELLED, LATE_DAYS = 5, 62
LOWERED, RECOVERED, AGAIN_DAYS, SMALLEST = 80, 95, 92, 10  # per cent of before; days; workers
LOT_PER_CENT = 1


class Rule(NamedTuple):
    """What a doubt means; `limits` says its bars."""

    meaning: str
    limits: str


RULES = {
    Doubt.GHOST: Rule(
        "参与的人在名册上没有证件号、没有手机号，也从没登录过；或者成批入职，几天内就参与；"
        "或者参与的人比在册职工还多",
        f"查不到的至少 {GHOSTS} 人、占当月参与者 {GHOST_SHARE}%；入职 {NEW_DAYS} 天内就参与的至少"
        f" {NEW} 人、占 {NEW_SHARE}%（单位上册不满 {SETTLING_IN} 天的不算）；"
        f"比在册职工多 {MORE} 人以上、超过 {MORE_SHARE}%",
    ),
    Doubt.TWIN: Rule(
        "两份记录疑似同一人（姓名和手机号、或和出生日期相同，还没有人说不是），当月都参与了",
        f"至少 {TWINS} 人、占当月参与者 {TWIN_SHARE}%",
    ),
    Doubt.PHONE: Rule(
        "同一个手机号登记在许多人名下，他们当月都自己提交；一家人合用一个号、代录纸件的不在此列",
        f"名册上至少 {SAME_PHONE} 人用这个号，其中至少 {SAME_PHONE_HERE} 人当月在本单位自己提交",
    ),
    Doubt.BURST: Rule(
        "活动截止（没有截止日的看月末）前几天集中交来，和全市、和本单位平时都不一样",
        f"最后 {BURST_DAYS} 天至少 {BURST} 次、占当月 {BURST_SHARE}%，比全市同一活动高"
        f" {BURST_MORE} 个百分点，并且是前 {USUAL_DAYS} 天里平常 {BURST_DAYS} 天的"
        f" {BURST_TIMES} 倍以上",
    ),
    Doubt.COPIED: Rule(
        "建议的文字大部分在本单位别人先交的里出现过，或者查重找到了别处先交的",
        f"一条里 {COPIED_TEXT}% 以上的文字特征相同；当月至少 {COPIED} 条、占 {COPIED_SHARE}%；"
        f"已认定为不雷同、有改进的不算",
    ),
    Doubt.PAPER: Rule(
        "代为录入的建议没有各自的签名纸件：几条附的是同一个文件，或者文件小得看不出内容",
        f"至少 {PAPERS} 条、占当月代录的 {PAPER_SHARE}%；小于 {PAPER_BYTES:,} 字节算看不出内容",
    ),
    Doubt.RETURNED: Rule(
        "离职的人重新入职，几天内就参与；或者参与那天并不在本单位在册",
        f"离开至少 {BACK_GAP} 天，回来 {BACK_DAYS} 天内参与；"
        f"至少 {BACK} 人、占当月参与者 {BACK_SHARE}%",
    ),
    Doubt.SEQUENCE: Rule(
        "参与者的证件号排成一串：同一个地区，出生日期和顺序号每次隔得一样多。只在出生日期挤在一起时"
        "才比对号码，号码不留下、不显示",
        f"至少 {IN_A_ROW} 个排成一串，相邻的出生日期隔不到 {ROW_STEP_DAYS} 天",
    ),
    Doubt.OWN: Rule(
        "办理建议的人就是录入的人，或是作者自己", "有 1 条就算"
    ),
    Doubt.PAST: Rule(
        "参与记在提交以前的日子；或者很久以前的参与成批撤销；或者补报很久以前的、更少的职工数",
        f"记在提交以前的至少 {BEFORE_SENT} 次；撤销 {LATE_DAYS} 天以前的至少 {CANCELLED} 次；"
        f"隔 {LATE_DAYS} 天以上补报，不到前一次的 {LOWERED}%",
    ),
    Doubt.SHRUNK: Rule(
        "月末用的职工数突然变少，过后又报回原来的数；或者那天名册上的人并没有少。分立的看另一条",
        f"不到前一次的 {LOWERED}%（前一次至少 {SMALLEST} 人）；{AGAIN_DAYS} 天内报回"
        f" {RECOVERED}% 以上，或名册上还有 {RECOVERED}% 以上",
    ),
    Doubt.SPLIT: Rule(
        "企业分立以后，各家报的职工数加起来比分立以前少，参与率因此变高",
        f"合计不到分立前的 {LOWERED}%（分立前至少 {SMALLEST} 人，各家在 {AGAIN_DAYS} 天内报的）",
    ),
    Doubt.SAMPLE: Rule(
        "没有疑点的单位也抽一部分来看，才知道规则漏了多少",
        f"每月 {LOT_PER_CENT}%，至少 1 家；种子事先没有人知道，记在这一条里，按它可以重抽一遍",
    ),
}  # fmt: skip
