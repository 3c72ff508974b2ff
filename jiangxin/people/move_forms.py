"""What the verbs of a person's work are asked with."""

from django import forms

from jiangxin.lib.numbers import Phone
from jiangxin.lib.refusal import Unreadable
from jiangxin.lib.text import clean_name
from jiangxin.organisations.forms import ChangeForm, PlaceField
from jiangxin.organisations.models import Enterprise
from jiangxin.people.identity import IdKind, read_id
from jiangxin.people.models import Person
from jiangxin.people.permits import WorkforcePermits

FRONTLINE = [("", "不清楚"), ("yes", "是"), ("no", "不是")]


class LeaveForm(ChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "从哪天起离职"
        self.fields["on"].help_text = "这一天起不在册，前一天是最后一天。不能晚于今天。"


class JobForm(ChangeForm):
    department = forms.CharField(label="部门", max_length=60, required=False)
    post = forms.CharField(label="岗位", max_length=60, required=False)
    is_frontline = forms.TypedChoiceField(
        label="一线职工",
        choices=FRONTLINE,
        required=False,
        coerce=lambda word: word == "yes",
        empty_value=None,
        help_text="车间主任及以下，和专门从事技术工作的人。",
    )
    skill_level = forms.CharField(
        label="技能等级", max_length=20, required=False, help_text="例如：高级工、技师。"
    )


class EmployerForm(JobForm):
    """调动 and 入职 from the person's own page: to where the user may hire as well."""

    enterprise = PlaceField(Enterprise, label="到哪家企业", help_text="名称或统一社会信用代码。")
    field_order = ["enterprise"]

    def clean_enterprise(self):
        enterprise = self.cleaned_data["enterprise"]
        if not WorkforcePermits(self.user, enterprise).hire():
            raise forms.ValidationError(
                f"“{enterprise}”的名册不归您管。请那边在企业页上“登记一名职工”，或由上级工会办。"
            )
        return enterprise


class HireForm(JobForm):
    """登记一名职工: who it is, by a document or a phone; `here` is who works here already."""

    name = forms.CharField(label="姓名", max_length=60)
    id_kind = forms.ChoiceField(label="证件种类", choices=IdKind, initial=IdKind.RESIDENT)
    id_number = forms.CharField(
        label="证件号",
        max_length=40,
        required=False,
        help_text="证件号、手机号至少填一项。有证件号才认得准人。",
    )
    phone = forms.CharField(
        label="手机号", max_length=30, required=False, help_text="职工用它登录，没有就登录不了。"
    )
    field_order = ["name", "id_kind", "id_number", "phone"]
    here = None

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        self.fields["on"].help_text = "在这里上班的第一天，不能晚于今天。"

    def clean_name(self):
        if not (name := clean_name(self.cleaned_data["name"])):
            raise forms.ValidationError("请填姓名。")
        return name

    def clean_phone(self):
        return read(Phone.parse, self.cleaned_data["phone"]) or None

    def clean(self):
        told = self.cleaned_data
        kind, number = told.get("id_kind", IdKind.RESIDENT), told.get("id_number")
        try:
            told["id_number"] = read(lambda text: read_id(text, kind)[0], number) or None
        except forms.ValidationError as trouble:
            self.add_error("id_number", trouble)
        if not self.errors and not (told["id_number"] or told["phone"]):
            self.add_error("id_number", "请填证件号或手机号，至少一项。")
        if not self.errors:
            self._look_up(told)
        return told

    def _look_up(self, told):
        who = {key: told[key] for key in ("name", "id_number", "id_kind", "phone")}
        known = read(lambda _: Person.objects.known_as(**who), who)
        held = known.employment(told["on"]) if known else None
        if held and held.enterprise_id == self.enterprise.pk:
            self.here = known
            raise forms.ValidationError(
                f"“{known}”那一天已经在“{self.enterprise}”在册，不用再登记。"
            )


def read(reader, text):
    """What a reader makes of a text, if there is one; what it cannot read is said in the form."""
    try:
        return reader(text) if text else text
    except Unreadable as trouble:
        raise forms.ValidationError(str(trouble)) from None


PERSON_VERBS = {
    "leave": ("离职", LeaveForm),
    "transfer": ("调动", EmployerForm),
    "take_up": ("入职", EmployerForm),
}
