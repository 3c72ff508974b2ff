"""Ready-made programmes, to be copied and changed. Their days and keepers are only examples.

No source fixes how many working days a union may take: the federation sets them.
"""

from jiangxin.organisations.models import Office, Organisation
from jiangxin.programmes.models import Programme, Stage
from jiangxin.questionnaires.models import Question, Questionnaire

# 沪工技协〔2017〕5号, 四(一)
FIVE_SMALLS = ["小改", "小革", "小设计", "小发明", "小创造"]

# 合理化建议和技术改进奖励条例 (1986), 第二条: five groups of content, in a worker's words
SUGGESTION_GROUPS = ["产品质量", "节能节材", "工艺与安全", "工具设备", "管理与推广"]

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


def suggestion_box(organiser, *, by, **dates):
    """合理化建议: the standing call, without an end."""
    return _lay(
        Programme.call(
            "合理化建议",
            Programme.Kind.SUGGESTION,
            organiser=organiser,
            questionnaire=proposal_form(),
            summary="岗位上看到哪里能改，随时提",
            by=by,
            **dates,
        ),
        SUGGESTION_GROUPS,
    )


def five_smalls(organiser, year, *, by, **dates):
    """年度“五小”: the plan's own list of five."""
    return _lay(
        Programme.call(
            f"{year}年度“五小”成果征集",
            Programme.Kind.FIVE_SMALLS,
            organiser=organiser,
            questionnaire=proposal_form(),
            summary="、".join(FIVE_SMALLS),
            by=by,
            **dates,
        ),
        FIVE_SMALLS,
    )


def _lay(programme, categories):
    for position, name in enumerate(categories, start=1):
        programme.categories.create(position=position, name=name)
    for position, name in enumerate(REASONS, start=1):
        programme.reasons.create(position=position, name=name)
    for position, (name, tier, if_missing, days) in enumerate(ROAD, start=1):
        programme.stages.create(
            position=position,
            name=name,
            keeper_tier=tier,
            keeper_role=Role.STEWARD,
            if_missing=if_missing,
            working_days=days,
        )
    return programme
