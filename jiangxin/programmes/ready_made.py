"""Ready-made programmes, to be copied and changed. Their days and keepers are only examples.

No source fixes how many working days a union may take: the federation sets them.
"""

from jiangxin.lib import clock
from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Outcome, Programme, Stage
from jiangxin.questionnaires.models import Question, Questionnaire

# 沪工技协〔2017〕5号, 四(一)
FIVE_SMALLS = ["小改", "小革", "小设计", "小发明", "小创造"]

# The national list, since 2023 (domain.md §4.3): 小建议 stands inside it.
NATIONAL_FIVE_SMALLS = ["小发明", "小创造", "小革新", "小设计", "小建议"]

# 合理化建议和技术改进奖励条例 (1986), 第二条: five groups of content, in a worker's words
SUGGESTION_GROUPS = ["产品质量", "节能节材", "工艺与安全", "工具设备", "管理与推广"]

# domain.md §6.2, 陕西
ACHIEVEMENT_KINDS = ["技术革新", "发明创造", "先进操作法", "节能减排与环保", "管理创新"]

REASONS = [
    "改法与已有的相同",
    "目前条件下不能实施",
    "花费大于好处",
    "只提问题，没有改法",
    "不在这个活动的范围里",
]

Tier, Role, IfMissing = Organisation.Tier, Office.Role, Stage.IfMissing
ROAD = [
    ("企业初审", Tier.ENTERPRISE, IfMissing.UP, 7),
    ("上级工会复审", Tier.BUREAU, IfMissing.UP, 7),
    ("市总工会审定", Tier.FEDERATION, IfMissing.UP, 10),
]


def proposal_form():
    """哪里不好、打算怎么改、有什么好处: the three things that make an idea a 合理化建议."""
    form = Questionnaire.objects.create(name="合理化建议表")
    text = Question.Kind.TEXT
    form.ask("problem", "现在哪里不好", text, help="写看得见的：哪台设备、多久一次、耽误多少。")
    form.ask("measure", "打算怎么改", text, help="一两句也可以。")
    form.ask("effect", "预计好处", text, is_required=False, help="省多少工时、材料、电，或更安全。")
    return form


def achievement_form():
    """What a 成果申报表 asks for (domain.md §6.2)."""
    form = Questionnaire.objects.create(name="职工创新成果申报表")
    kind = Question.Kind
    form.ask("summary", "成果简介", kind.TEXT, help="解决了什么问题，新在哪里，用了什么办法。")
    form.ask("used_since", "从哪天起用上的", kind.DATE)
    form.ask("places", "用在几处", kind.AMOUNT, is_required=False, unit="处", minimum=0)
    form.ask("benefit", "一年的经济效益", kind.MONEY, is_required=False, help="自己估算的就行。")
    form.ask("patent", "有没有专利", kind.CHOICE, choices=["有", "没有", "正在申请"])
    form.ask(
        "patent_number",
        "专利号或申请号",
        kind.LINE,
        is_required=False,
        show_if_key="patent",
        show_if_value="有",
    )
    form.ask("proof", "证明材料", kind.FILE, is_required=False, help="一个 PDF 或一张照片。")
    return form


def suggestion_box(organiser, *, by, **dates):
    """合理化建议: the standing call, without an end; published."""
    return _published(draft_suggestion_box(organiser, by=by, **dates), by)


def five_smalls(organiser, year, *, by, **dates):
    """年度“五小”: the plan's own list of five; published."""
    return _published(draft_five_smalls(organiser, year, by=by, **dates), by)


def draft_suggestion_box(organiser, *, by, **dates):
    return _lay(
        Programme.draft(
            "合理化建议",
            Programme.Kind.SUGGESTION,
            organiser=organiser,
            questionnaire=proposal_form(),
            summary="岗位上看到哪里能改，随时提",
            asks_duty=True,
            by=by,
            **dates,
        ),
        SUGGESTION_GROUPS,
    )


def draft_five_smalls(organiser, year, items=FIVE_SMALLS, *, by, **dates):
    """With another list of `items` it is another list's 五小."""
    return _lay(
        Programme.draft(
            f"{year}年度“五小”成果征集",
            Programme.Kind.FIVE_SMALLS,
            organiser=organiser,
            questionnaire=proposal_form(),
            summary="、".join(items),
            asks_duty=True,
            by=by,
            **dates,
        ),
        items,
    )


def draft_national_five_smalls(organiser, *, by):
    return draft_five_smalls(organiser, clock.today().year, NATIONAL_FIVE_SMALLS, by=by)


def draft_achievements(organiser, *, by):
    """职工创新成果征集: something that is done already and has taken effect."""
    return _lay(
        Programme.draft(
            f"{clock.today().year}年职工创新成果征集",
            Programme.Kind.ACHIEVEMENT,
            organiser=organiser,
            questionnaire=achievement_form(),
            summary="已经用上、见了效果的技术革新、发明和操作法",
            by=by,
        ),
        ACHIEVEMENT_KINDS,
    )


# What a new call may begin with: {key: (words, maker of the draft)}.
READY_MADE = {
    "suggestion": ("合理化建议，长期收件", draft_suggestion_box),
    "five": (
        f"年度“五小”：{'、'.join(FIVE_SMALLS)}（计划的口径）",
        lambda organiser, *, by: draft_five_smalls(organiser, clock.today().year, by=by),
    ),
    "national": (
        f"年度“五小”：{'、'.join(NATIONAL_FIVE_SMALLS)}（全国的口径）",
        draft_national_five_smalls,
    ),
    "achievement": ("职工创新成果征集", draft_achievements),
}


def _published(programme, by):
    programme.publish(by=by)
    return programme


def _lay(programme, categories):
    for position, name in enumerate(categories, start=1):
        programme.categories.create(position=position, name=name)
    for position, name in enumerate(REASONS, start=1):
        programme.reasons.create(position=position, name=name)
    for name, tier, if_missing, days in ROAD:
        programme.road.add(
            name,
            [{"tier": tier, "role": Role.STEWARD}],
            if_missing=if_missing,
            working_days=days,
            outcomes=list(Outcome),
        )
    return programme
