"""Made-up words for the living style page; nothing here comes from a register."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.http import QueryDict

from jiangxin.lib import clock
from jiangxin.ui.paging import Window

KINDS = ["小改", "小革", "小设计", "小发明", "小创造", "其他建议"]
BRANCHES = ["车工", "铣工", "钳工", "焊工", "电工", "装配", "质检", "物流", "设备", "其他"]


class Sampler(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=[(kind, kind) for kind in KINDS])
    title = forms.CharField(label="题目", max_length=40)
    problem = forms.CharField(
        label="现在哪里不好",
        help_text="写看得见的：哪台设备、多久一次、耽误多少。",
        widget=forms.Textarea,
    )
    measure = forms.CharField(
        label="打算怎么改",
        widget=forms.Textarea,
        error_messages={"required": "请写出改法，一两句也可以。"},
    )
    branch = forms.ChoiceField(label="工种", choices=[(branch, branch) for branch in BRANCHES])
    since = forms.DateField(label="从哪天起", required=False)
    wishes = forms.MultipleChoiceField(
        label="希望得到",
        choices=[(word, word) for word in ("材料", "时间", "师傅指导")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    photos = forms.FileField(label="照片", required=False)
    public = forms.BooleanField(label="愿意公开给其他企业参考", required=False)

    @classmethod
    def filled(cls):
        """A form that was sent with one answer missing."""
        answers = {"kind": "小改", "title": "铣床快换夹具", "problem": "换型要拆四颗螺栓。"}
        return cls(answers | {"branch": "铣工", "wishes": ["时间"]})


def sample():
    """One of each thing that a component shows."""
    now = clock.now()
    return {
        "states": STATES,
        "tomorrow": now + timedelta(days=1),
        "later": now + timedelta(days=30),
        "earlier": now - timedelta(days=9),
        "steps": journey(now),
        "parts": [
            {"url": "#tally", "number": 94, "word": "新增"},
            {"url": "#tally", "number": 1143, "word": "没有变化"},
            {"url": "#tally", "number": 12, "word": "不能导入", "current": True},
        ],
        "stages": ["选文件", "对列", "预览", "完成"],
        "running": SimpleNamespace(
            sentence="正在核对名册",
            done=41_200,
            total=100_000,
            is_over=False,
            note="约还要 12 秒。可以离开本页，完成后在“待办”里告诉您。",
        ),
        "rows": Window([], previous="a", next="b", parameters=QueryDict()),
    }


STATES = [
    ("draft", "草稿"),
    ("waiting", "办理中"),
    ("open", "公示中"),
    ("passed", "已通过"),
    ("done", "已完成"),
    ("returned", "退回修改"),
    ("soon", "快到期"),
    ("refused", "不通过"),
    ("late", "已超期"),
    ("closed", "已截止"),
    ("reserved", "技术储备"),
    ("noted", "一般性意见"),
    ("merged", "已并入"),
]


def journey(now):
    return [
        {"title": "提交", "when": now - timedelta(days=12), "who": "王建国、刘洋"},
        {
            "kind": "back",
            "title": "退回修改",
            "when": now - timedelta(days=10),
            "who": "沪云精密工会 周敏",
            "said": "请写明每天换型几次。",
        },
        {"title": "企业通过", "when": now - timedelta(days=5), "who": "沪云精密工会 周敏"},
        {"kind": "now", "title": "区总工会办理中", "when": "第 3 个工作日，共 7 个"},
        {"kind": "next", "title": "市总工会", "when": "收到后 10 个工作日内"},
    ]
