from django import forms

from jiangxin.organisations.forms import PlaceField
from jiangxin.organisations.models import Enterprise, Office, Organisation, Park
from jiangxin.programmes.fields import MomentField
from jiangxin.programmes.models import Outcome, Stage, StageKeeper
from jiangxin.programmes.ready_made import READY_MADE
from jiangxin.questionnaires.fields import CleanLineField, CleanTextField
from jiangxin.questionnaires.models import Question

MOST_LINES, MOST_COLUMNS = 40, 8
PARK = "of_park"


def line(label, limit, missing, **how):
    return CleanLineField(
        label=label, max_length=limit, error_messages={"required": missing}, **how
    )


class NewForm(forms.Form):
    """Which ready-made one, or which call of before, and in whose name."""

    made = forms.ChoiceField(
        label="从哪一个开始",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个，选了以后都能改。"},
    )
    organiser = forms.ChoiceField(label="由哪家工会发起")

    def __init__(self, data=None, *, unions, before=(), **how):
        super().__init__(data, **how)
        self.unions = {str(union.pk): union for union in unions}
        self.before = {f"copy-{call.pk}": call for call in before}
        ready = [(key, name) for key, (name, _) in READY_MADE.items()]
        again = [(key, f"照搬：{call}") for key, call in self.before.items()]
        self.fields["made"].choices = [*ready, *again]
        self.fields["organiser"].choices = [(key, u.name) for key, u in self.unions.items()]
        if len(self.unions) == 1:
            self.fields["organiser"].widget = forms.HiddenInput()
            self.fields["organiser"].initial = next(iter(self.unions))

    def draft(self, *, by):
        """The Programme that was chosen, as a draft."""
        made, union = self.cleaned_data["made"], self.unions[self.cleaned_data["organiser"]]
        if call := self.before.get(made):
            return call.copy(by=by, organiser=union)
        return READY_MADE[made][1](union, by=by)


class TermsForm(forms.Form):
    """基本信息: what Programme.amend takes."""

    name = line("名称", 120, "请写活动的名称。")
    summary = line("一句话", 200, "", required=False, help_text="职工在列表里看到的，说清收什么。")
    asks_duty = forms.BooleanField(
        label="问和本职工作的关系",
        required=False,
        help_text="本职范围以内、以外，或说不清，职工可以不答。1986 年条例第十条。",
    )
    opens_at = MomentField(label="开始")
    closes_at = MomentField(label="截止", required=False, help_text="不填就是长期收件。")

    def clean(self):
        opens, closes = map(self.cleaned_data.get, ("opens_at", "closes_at"))
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "截止要晚于开始。")
        return self.cleaned_data


class AudienceForm(forms.Form):
    """A union or a park by its name: what Programme.face takes."""

    UNION, OF_PARK = "union", "park"

    kind = forms.ChoiceField(
        label="再加一处",
        choices=[(UNION, "一家工会和它下面的"), (OF_PARK, "一个园区里的企业")],
        widget=forms.RadioSelect,
        initial=UNION,
    )

    def __init__(self, data=None, *, user, **how):
        super().__init__(data, **how)
        wanted = Park if self["kind"].value() == self.OF_PARK else Organisation
        self.fields["place"] = PlaceField(
            wanted, label="名称", error_messages={"required": "请写工会或园区的名称。"}
        )
        self.fields["place"].rows = wanted.objects.visible_to(user)


class LineForm(forms.Form):
    """One line of 类别 or 理由."""

    def __init__(self, data=None, *, model, **how):
        super().__init__(data, **how)
        longest = model._meta.get_field("name").max_length
        self.fields["name"] = line(model.WORD, longest, f"请写{model.WORD}。")


class AskForm(forms.Form):
    """A new question: its words and its kind; the rest when it stands there."""

    label = line("题干", 200, "请写要问什么。")
    kind = forms.ChoiceField(label="怎么答", choices=Question.Kind)


class QuestionForm(forms.Form):
    """One question: what Question.amend takes. It shows what its kind needs."""

    label = line("题干", 200, "请写要问什么。")
    help = line("说明", 200, "", required=False, help_text="写在题干下面，帮人想起来怎么答。")
    is_required = forms.BooleanField(label="必填", required=False)
    unit = line("单位", 10, "", required=False, help_text="如：工时、千克、度。")
    minimum = forms.DecimalField(label="最小", required=False, max_digits=14, decimal_places=2)
    maximum = forms.DecimalField(label="最大", required=False, max_digits=14, decimal_places=2)
    limit = forms.IntegerField(
        label="最多字数",
        min_value=10,
        max_value=5000,
        error_messages={"required": "请填最多多少字。", "invalid": "这里填数字，如 500。"},
    )
    choices = CleanTextField(
        label="选项", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    show_if = forms.ChoiceField(label="什么时候问", required=False)

    def __init__(self, data=None, *, question, **how):
        super().__init__(data, **how)
        kind, self.is_table = question.kind, question.is_table()
        asked = question.questionnaire.asked()
        above = [q for q in asked if q.position < question.position]
        self.conditions = {
            f"{q.key}:{n}": (q.key, word)
            for q in above
            if q.kind in {Question.Kind.CHOICE, Question.Kind.SEVERAL}
            for n, word in enumerate(q.choices)
        }
        labels = {q.key: q.label for q in above}
        told = [(k, f"“{labels[key]}”选了“{word}”时") for k, (key, word) in self.conditions.items()]
        self.fields["show_if"].choices = [("", "都问"), *told]
        for name, kinds in NEEDED.items():
            if kind not in kinds:
                del self.fields[name]
        if not told:
            del self.fields["show_if"]
        if "choices" in self.fields:
            self.fields["choices"].label = "列名" if self.is_table else "选项"
            self.fields["choices"].help_text = "一行一个。"

    def clean_choices(self):
        words = [word.strip() for word in self.cleaned_data["choices"].splitlines()]
        words = list(dict.fromkeys(filter(None, words)))
        most = MOST_COLUMNS if self.is_table else MOST_LINES
        if len(words) > most:
            raise forms.ValidationError(f"最多 {most} 个，现有 {len(words)} 个。")
        if any(len(word) > 60 for word in words):
            raise forms.ValidationError("每一个最多 60 个字，请写短些。")
        return words

    def clean(self):
        least, most = map(self.cleaned_data.get, ("minimum", "maximum"))
        if None not in (least, most) and least > most:
            self.add_error("maximum", "最大要不小于最小。")
        return self.cleaned_data

    def terms(self):
        """What Question.amend takes."""
        said = dict(self.cleaned_data)
        key, value = self.conditions.get(said.pop("show_if", ""), ("", ""))
        return {**said, "show_if_key": key, "show_if_value": value}


Kind = Question.Kind
NEEDED = {
    "unit": {Kind.AMOUNT},
    "minimum": Question.BOUNDED,
    "maximum": Question.BOUNDED,
    "limit": {Kind.TEXT},
    "choices": Question.OFFERING,
}


def terms_of(question):
    """What QuestionForm shows of a question."""
    names = ["label", "help", "is_required", "unit", "minimum", "maximum", "limit"]
    told = {name: getattr(question, name) for name in names}
    told["choices"] = "\n".join(question.choices)
    for other in question.questionnaire.asked():
        if other.key == question.show_if_key and question.show_if_value in other.choices:
            told["show_if"] = f"{other.key}:{other.choices.index(question.show_if_value)}"
    return told


class KeeperForm(forms.Form):
    """Which office: what Stage.add_keeper takes."""

    place = forms.ChoiceField(label="哪一级")
    role = forms.ChoiceField(label="职务", choices=Office.Role)
    department = line("部门", 60, "", required=False, help_text="只由这个部门的人办；不填就都行。")

    def __init__(self, data=None, **how):
        super().__init__(data, **how)
        park = StageKeeper(of_park=True).place
        self.fields["place"].choices = [*Organisation.Tier.choices, (PARK, park)]

    def office(self):
        said, place = self.cleaned_data, self.cleaned_data["place"]
        of_park = place == PARK
        tier = Organisation.Tier.PARK if of_park else place
        office = {"role": said["role"], "department": said["department"]}
        return {"tier": tier, "of_park": of_park, **office}


class NewStageForm(KeeperForm):
    """A new stage: its name, days and first keeper; the rest when it stands there."""

    name = line("环节", 60, "请写环节的名称，如“企业初审”。")
    working_days = forms.IntegerField(
        label="几个工作日内办完",
        min_value=1,
        max_value=250,
        error_messages={
            "required": "请填几个工作日。",
            "invalid": "这里填数字，如 7。",
            "min_value": "至少 1 个工作日。",
            "max_value": "最多 250 个工作日。",
        },
    )
    field_order = ["name", "place", "role", "department", "working_days"]


class StageForm(forms.Form):
    """What Stage.amend takes."""

    name = NewStageForm.base_fields["name"]
    working_days = NewStageForm.base_fields["working_days"]
    if_missing = forms.ChoiceField(
        label="没有这一级，或没有人任职时", choices=Stage.IfMissing, widget=forms.RadioSelect
    )
    outcomes = forms.MultipleChoiceField(
        label="可以怎么办",
        choices=[(key, word) for key, word in Outcome.choices if key != Outcome.PASS_ON],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="“通过”总是有的。",
    )
    closed_to = forms.TypedMultipleChoiceField(
        label="回避：谁办过这些环节，就不能再办这一个",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, *, stage, **how):
        super().__init__(data, **how)
        before = [s for s in stage.road.gates if s.position < stage.position]
        self.fields["closed_to"].choices = [(s.position, s.name) for s in before]
        if not before:
            del self.fields["closed_to"]

    def clean_outcomes(self):
        chosen = {Outcome.PASS_ON, *self.cleaned_data["outcomes"]}
        return [outcome for outcome in Outcome if outcome in chosen]


class TrialForm(forms.Form):
    """试走一遍: from which enterprise."""

    enterprise = PlaceField(
        Enterprise,
        label="从哪家企业走",
        help_text="写企业名称；几家相近的写全称。",
        error_messages={"required": "请写一家企业的名称。"},
    )

    def __init__(self, data=None, *, user, **how):
        super().__init__(data, **how)
        self.fields["enterprise"].rows = Enterprise.objects.visible_to(user)
